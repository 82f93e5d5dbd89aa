"""A column that is declared and never read.

A column of the leads that no rule, stage or label asks for is left over, or a rule was forgotten.
Told where most of those that are declared are read: a list of all that the data has is left alone.
So are columns that say who a lead is (`email`, `name`, `account_id`), those that an example gives,
and those of a file that has no `score` section, which are there for other files.

Avoid:

    score "Demo score"

    leads
      title     text
      employees number
      budget    number

    group fit
      +20 when title contains word "CEO"
      +10 when employees is over 50

Prefer:

    score "Demo score"

    leads
      title     text
      employees number
      budget    number

    group fit
      +20 when title contains word "CEO"
      +10 when employees is over 50
      +10 when budget is over 10,000
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ._fixes import line_out

CODE = "W214"
FIX = "unsafe"
WHO = re.compile(r"(?:^|_)(?:id|key|e?mail|name|phone|url|website|owner)$")


def check(model: Model) -> Iterator[Diagnostic]:
    main = model.files[0]
    if not any(isinstance(section, ast.Score) for section in main.file.sections):
        return
    own = [(key, c) for key, c in model.columns.items() if c.node.span.path == main.source.path]
    left = [column for key, column in own if ("column", key) not in model.used]
    if len(left) * 3 > len(own):
        return
    given = {pair.name.key for line in main.of(ast.LeadLine) for pair in line.pairs}
    for column in left:
        if not WHO.search(column.name.lower()) and column.name.lower() not in given:
            yield Diagnostic(
                CODE, "warning", f"no rule reads `{column.name}`", column.node.name.span,
                help="take it out, or ask for it in a rule", fix=line_out(model, column.node),
            )  # fmt: skip
