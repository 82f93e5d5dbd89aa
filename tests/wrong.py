"""Wrong rule files kept as documents: what stands in one, and how its messages are written down.

A document of `tests/wrong_files` has a case under each heading of two `#`: the file in a block
`score`, further files in blocks such as `score crm.score`, and the messages in a block `text`, each

    CODE title
      2 | the underlined text of line 2
      1 | another underlined text   (what it has to do with it)
      help: what to do

A file that begins with a line `…` has `HEAD` in its place. What stands in `tests/wrong_files/beside`
lies beside every case. `LEADSCORE_ACCEPT=1` in the environment writes the messages anew; read
each aloud before keeping it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from documents import FENCE
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic, Span
from leadscore.dsl.model import Model

CASES = Path(__file__).parent / "wrong_files"
BESIDE = CASES / "beside"
HEAD = 'score "Wrong"\nuse "data.score"\n'
MAIN = "rules.score"


@dataclass(frozen=True)
class Case:
    document: Path
    title: str
    text: str
    messages: str
    """As they stand in the document."""
    files: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.document.stem}: {self.title}"

    @property
    def main(self) -> str:
        return self.text.replace("…\n", HEAD, 1) if self.text.startswith("…\n") else self.text

    def check_in(self, folder: Path) -> Model:
        shutil.copytree(BESIDE, folder, dirs_exist_ok=True)
        for name, text in {MAIN: self.main, **self.files}.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        return check(folder / MAIN)


def cases() -> Iterator[Case]:
    for document in sorted(CASES.glob("*.md")):
        yield from cases_of(document)


def cases_of(document: Path) -> Iterator[Case]:
    for part in re.split(r"^## ", document.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        yield _case(document, part)


def _case(document: Path, part: str) -> Case:
    blocks = {found[1].strip(): found[2] for found in FENCE.finditer(part)}
    files = {info.split(" ")[1]: text for info, text in blocks.items() if " " in info}
    title = part.split("\n", 1)[0]
    return Case(document, title, blocks["score"], blocks.get("text", ""), files)


def shown(model: Model, diagnostics: Sequence[Diagnostic]) -> str:
    """Messages as a document has them."""
    return "\n".join(_shown(model, diagnostic) for diagnostic in diagnostics)


def _shown(model: Model, diagnostic: Diagnostic) -> str:
    lines = [f"{diagnostic.code} {diagnostic.title}", _line(model, diagnostic.span)]
    lines += [f"{_line(model, label.span)}   ({label.text})" for label in diagnostic.labels]
    lines += [f"  help: {diagnostic.help}"] if diagnostic.help else []
    return "\n".join(lines) + "\n"


def _line(model: Model, span: Span) -> str:
    source = model.sources[span.path]
    place = "" if span.path == MAIN else f"{span.path}:"
    text = source.text[span.start : span.end].replace("\n", "⏎")
    return f"  {place}{source.position(span.start)[0]} | {text}".rstrip()


def accept(case: Case, messages: str) -> None:
    """Writes a case's messages into its document."""
    text = case.document.read_text("utf-8")
    start = text.index(f"## {case.title}\n")
    end = text.find("\n## ", start)
    end = len(text) if end < 0 else end
    part = text[start:end]
    block = f"```text\n{messages}```\n"
    if "```text\n" in part:
        part = re.sub(r"```text\n.*?^```\n", lambda _: block, part, flags=re.DOTALL | re.MULTILINE)
    else:
        part = part.rstrip("\n") + "\n\n" + block
    case.document.write_text(text[:start] + part + text[end:], encoding="utf-8")
