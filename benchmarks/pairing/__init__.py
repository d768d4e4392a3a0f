"""Real documents that exist as PDF and as source: what of the source comes back from the PDF."""
