"""Rules kept as they are, their points tuned to history as little as helps: `learn --keep`.

`literals` finds the points that are written in the file, `measured` what each of them does to each
lead's score, `search` which few to change, `tuned` holds the change against leads that had no part
in it, and `rewritten` makes the text.
"""
