"""Review: what people decide about annotations, and what becomes of their decisions."""
