"""The journal of a review: every change of decisions as a numbered batch that can be taken back."""
