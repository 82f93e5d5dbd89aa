"""What becomes of the leads when one rule file takes the place of another: who changes stage, whose
score changes and by how much, which edit does it, and, where it is known who was won, whether the
new scores put winners first more often.
"""
