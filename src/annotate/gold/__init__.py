"""Gold: what annotators read, how they were reconciled, and how it is carried to other texts."""
