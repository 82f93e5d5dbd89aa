"""Text that cannot be read: what is likely meant, and what is said of it.

- `rewrites` goes first: patterns over the words of a whole line. What other tools and other words
  say in one piece, whatever its tokens are, is a pattern there.
- `habits` see one token that does not fit, with the tokens around it and the heading above. What
  only the place shows, or what is told rather than put right, is a function there.
- `misfit` asks the habits, and else says what could stand there.
- `repair` searches for one change that makes the line right, and `judge` picks the better message.

A habit of both kinds has its home in `rewrites` as long as new words for the line can be given.
"""
