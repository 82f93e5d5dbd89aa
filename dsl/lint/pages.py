"""The documentation pages of the rules, made of their docstrings.

`python -m leadscore.dsl.lint.pages FOLDER` writes them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from . import Rule, rules


@dataclass(frozen=True, slots=True)
class Docs:
    """A rule's docstring in parts; `avoid` and `prefer` are whole rule files."""

    title: str
    why: str
    avoid: str
    prefer: str


def docs(rule: Rule) -> Docs:
    text = (rule.__doc__ or "").strip() + "\n"
    head, _, files = text.partition("\nAvoid:\n\n")
    avoid, _, prefer = files.partition("\nPrefer:\n\n")
    title, _, why = head.partition("\n")
    return Docs(title.strip(), why.strip(), dedent(avoid), dedent(prefer))


def page(rule: Rule) -> str:
    """A rule's page, in Markdown."""
    said = docs(rule)
    title = said.title[0].lower() + said.title[1:].rstrip(".")
    return f"""# {rule.CODE}: {title}

{said.why}

## Avoid

```score
{said.avoid.rstrip()}
```

## Prefer

```score
{said.prefer.rstrip()}
```

## To silence it

On the line, or on the line above it:

```text
# allow: {rule.CODE} because …
```

In the whole file, above its first section:

```text
# allow in this file: {rule.CODE} because …
```
"""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for rule in rules():
        (folder / f"{rule.CODE}.md").write_text(page(rule), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
