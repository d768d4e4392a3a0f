"""Review: what people decide about predictions, and how their decisions outlive the next run."""
