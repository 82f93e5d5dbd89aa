"""The language: from text to a checked model, and what is wrong with it."""
