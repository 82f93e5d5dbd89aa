"""The documentation pages of the rules, made of their docstrings, and the page that lists them.

`python -m leadscore.dsl.lint.pages docs` writes them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from . import FAMILIES, Rule, fix_of, options_of, rules


@dataclass(frozen=True, slots=True)
class Docs:
    """A rule's docstring in parts; `avoid` and `prefer` are whole rule files, `data` is what
    `leads.csv` beside them holds."""

    title: str
    why: str
    avoid: str
    prefer: str
    data: str = ""


def docs(rule: Rule) -> Docs:
    text = (rule.__doc__ or "").strip() + "\n"
    head, _, files = text.partition("\nAvoid:\n\n")
    files, _, data = files.partition("\nWith `leads.csv`:\n\n")
    avoid, _, prefer = files.partition("\nPrefer:\n\n")
    title, _, why = head.partition("\n")
    return Docs(title.strip(), why.strip(), dedent(avoid), dedent(prefer), dedent(data))


def page(rule: Rule) -> str:
    """A rule's page, in Markdown."""
    said = docs(rule)
    title = said.title[0].lower() + said.title[1:].rstrip(".")
    data = f"\n```csv leads.csv\n{said.data.rstrip()}\n```\n" if said.data else ""
    return f"""# {rule.CODE}: {title}

{said.why}

## Avoid

```score
{said.avoid.rstrip()}
```
{data}
## Prefer

```score
{said.prefer.rstrip()}
```
{data}
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


INDEX = """# What lint tells

`leadscore check` tells what can be read and is likely not meant. Each rule has a page with a bad
and a good example; `leadscore check --explain CODE` shows it in the terminal. A rule with a *safe*
fix is mended by `leadscore check --fix`, one with an *unsafe* fix by `--fix --unsafe-fixes` too:
what that writes is mostly what was meant, and can change scores. `# allow: CODE because …` on the
line, or on the line above it, silences a rule there.

## Settings

A project sets what is told in the nearest `leadscore.toml` above a rule file, or under
`[tool.leadscore]` in `pyproject.toml` (there every table begins so: `[tool.leadscore.lint]`). The
search ends at the folder that holds `.git`. Options of the command count more than settings; errors
are told always.

```toml
[lint]
select = ["W"]              # only these codes, or all that begin so
ignore = ["W8"]             # but not these

[lint.per-file-ignores]
"archive/*.score" = ["W"]   # files by their place under the folder of the settings
```
"""
OPTIONS = """
What single rules count by can be set, too, in a table named for the rule:

```toml
"""


def _options() -> str:
    """Each setting of a rule, with the value it has if nothing is set."""
    tables = [
        "\n".join([f"[lint.{rule.CODE}]", *(f"{key} = {n}" for key, n in options_of(rule).items())])
        for rule in rules()
        if options_of(rule)
    ]
    return OPTIONS + "\n\n".join(tables) + "\n```\n"


INDEX_HEAD = "| Code | Told of | Fix |\n| --- | --- | --- |\n"


def index() -> str:
    """The page that lists all rules by family."""
    parts = [INDEX, _options()]
    for start, name in FAMILIES.items():
        rows = [_index_row(rule) for rule in rules() if rule.CODE.startswith(start)]
        if rows:
            parts += [f"\n## {name} ({start}xx)\n\n", INDEX_HEAD, *rows]
    return "".join(parts)


def _index_row(rule: Rule) -> str:
    title = docs(rule).title.rstrip(".")
    code = f"[{rule.CODE}](codes/{rule.CODE}.md)"
    return f"| {code} | {title[0].lower()}{title[1:]} | {fix_of(rule) or 'no'} |\n"


def main(folder: Path) -> None:
    (folder / "codes").mkdir(parents=True, exist_ok=True)
    for rule in rules():
        (folder / "codes" / f"{rule.CODE}.md").write_text(page(rule), "utf-8")
    (folder / "lint.md").write_text(index(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
