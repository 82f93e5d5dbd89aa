"""Score leads by rules that people can read."""

__version__ = "0.1.0"
