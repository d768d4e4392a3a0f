"""Post-processing of the recogniser's output: boundaries, filters, labels, confidence."""
