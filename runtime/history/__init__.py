"""History: leads of whom it is known how they ended, each judged at a moment before that.

`work` reads them, `outcome` finds how it is known who was won, and `leads` tells which leads count,
at which moment each is judged and which of them were won. Reviews and learned cards both stand on
it.
"""
