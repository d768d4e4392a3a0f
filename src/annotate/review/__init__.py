"""Review: predictions to people and their decisions back."""
