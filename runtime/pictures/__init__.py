"""Pictures for people in a meeting, one file each: figures in, a Vega-Lite specification out.

A specification is data, and names no colour but the page's own (`var(--ink)` …), so that one
picture is right by day, in the dark, in print and for the colour-blind: what differs in colour
differs in place, shape or words too. `frame` draws them, on this machine alone.
"""
