"""The scorecard as a page that Sales reads and signs.

`made` reads the rules, `told` puts them on a page, `evidence` adds what a review of them found.
"""
