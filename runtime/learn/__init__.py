"""Rules learned from history: few, in whole points, with honest figures.

history (`history`, `event_features`) → a frame of features (`frame`) → bands and levels (`bins`)
→ a few of them (`choose`) → whole points (`points`) → a card (`card`) → a `.score` file (`write`).
`figures` does all of that again in every fold, to tell what a card is worth on leads that it has
not seen. Needs scikit-learn and numpy, the extra `[learn]`.
"""
