"""Text that cannot be read: what is likely meant, and what is said of it.

`misfit` tells of a token that does not fit, by way of `habits` (looked for at one place among the
tokens) and `rewrites` (patterns over the words of a whole line); `repair` searches for one change
that makes the line right, and `judge` picks the better of two messages.
"""
