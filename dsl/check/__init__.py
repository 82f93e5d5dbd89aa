"""From AST to checked model: names and types resolved, and everything that is wrong told.

`checker` goes through the sections of a file and of those it uses, with a module for each kind of
section; `elaborate` turns conditions and values into typed terms.
"""
