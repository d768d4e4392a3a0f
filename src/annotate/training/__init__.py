"""Fine-tuning a recogniser on texts with names: rows, damage, the loop, and its scores."""
