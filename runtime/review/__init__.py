"""Holding rules against what became of the leads: `leadscore review`.

`runtime.history` finds which leads count and how they ended, `measure` has them scored and counts
them, small pure modules (`rates`, `ranking`, `bands`, `thresholds`, `calibration`) make figures of
the counts, and `told_*` writes them down.
"""
