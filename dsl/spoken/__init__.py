"""Rules in plain words, for people who have never seen a rule file.

What a rule says already reads aloud; here names lose their underscores, a `let` becomes its value,
and what the language says shortly is said in full.
"""
