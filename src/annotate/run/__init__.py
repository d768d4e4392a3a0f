"""Running the whole way over many documents; what fails is told and the others go on."""
