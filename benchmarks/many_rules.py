"""A rule file of any size, for timing `leadscore check`."""

from __future__ import annotations

HEAD = """score "Many rules", from 0 to 1,000 points

leads, one per id
  title     text
  employees number
  email     text
  industry  text

events, of id, at at, named event
  page_view  with path text, seconds number
  email_open with campaign text
"""

SHAPES = (
    '+{p} when title contains word "VP{n}", "Chief{n}" or "Head{n}" because "Rule {n}"',
    '+{p} for each page_view where path starts with "/p{n}" in the last {d} days, '
    'at most 3 times, up to 30 points because "Rule {n}"',
    '-{p} when employees is between {n} and {m} and email is known because "Rule {n}"',
    '+{p} when number of email_open where campaign is "c{n}" in the last 30 days is at least {q} '
    'because "Rule {n}"',
    '+{p} when industry is "A{n}", "B{n}" or "C{n}" and employees is known because "Rule {n}"',
)


def rule_file(rules: int) -> str:
    lines = [HEAD]
    for n in range(rules):
        if n % 100 == 0:
            lines.append(f'\ngroup g{n // 100} "Group {n // 100}", at most 400 points')
        values = {"n": n, "m": n + 10, "p": n % 9 + 1, "d": n % 60 + 1, "q": n % 4 + 1}
        lines.append("  " + SHAPES[n % len(SHAPES)].format(**values))
    lines.append("\nstages\n  MQL  when score is at least 50\n  Cold otherwise\n")
    return "\n".join(lines)
