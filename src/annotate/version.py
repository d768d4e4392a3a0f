"""The version of the program, as files and messages give it."""

__version__ = "0.1.0"
