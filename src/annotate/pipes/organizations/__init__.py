"""Organizations, and the laws, periodicals and works that occur among them."""
