"""Running the whole way over many documents; what fails is reported and the others go on."""
