"""The project's documents as blocks, and what the kinds of blocks mean.

    score               a whole rule file
    score preamble      the data that all later pieces of the page speak of
    score sections      sections that stand below the preamble
    score rules         rules of one group
    score conditions    one condition a line
    score wrong CODE    sections that are refused with that one error (`CODE x N`: N times)
    score FOLDER/FILE   that very file of the project
    score saved NAME    a whole rule file, there under its name for what follows
    score broken NAME   the same, with mistakes that what follows shows
    console             commands after `$ `, and what they print; all end with 0
    console exits N     … with N
    console setup       commands that install; not run here
    python              executed, with what stands above it on the page

`score`, `console` and `python` may name a real data set in place of these words: the rules are
saved as `NAME.score` beside its `leads.csv`, and run where the data set is at hand.
Everything else (`text`, `toml`, `yaml`) is only shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WORDS = frozenset(
    ("preamble", "sections", "rules", "conditions", "wrong", "exits", "setup", "saved", "broken")
)
TARGETS = "Company,Domain\nAcme,acme.example\nGlobex,globex.example\n"


@dataclass(frozen=True)
class Block:
    document: Path
    line: int
    info: str
    text: str

    @property
    def data_set(self) -> str | None:
        word = [*self.info.split(" "), ""][1]
        return word if word and "/" not in word and word not in WORDS else None

    @property
    def name(self) -> str:
        return f"{self.document.relative_to(ROOT).as_posix()}:{self.line}"


def documents() -> list[Path]:
    """All Markdown pages but those of single messages, which have tests of their own."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page for page in pages if "codes" not in page.parts)


def blocks(document: Path) -> list[Block]:
    text = document.read_text("utf-8")
    return [
        Block(document, text.count("\n", 0, found.start()) + 1, found[1].strip(), found[2])
        for found in FENCE.finditer(text)
    ]


def all_blocks(language: str) -> list[Block]:
    return [
        block
        for page in documents() for block in blocks(page)
        if block.info.split(" ")[0] == language
    ]  # fmt: skip


def named(found: list[Block]) -> list[object]:
    return [pytest.param(block, id=block.name) for block in found]


def preamble(document: Path) -> str:
    found = [block.text for block in blocks(document) if block.info == "score preamble"]
    return found[0] if found else ""


def completed(block: Block) -> str:
    """The rule file that a piece stands for."""
    kind, text, above = block.info, block.text, preamble(block.document)
    if kind == "score rules":
        return f'{above}\nscore "Rules"\ngroup piece\n' + indented(text)
    if kind == "score conditions":
        return above + "".join(
            f"define condition_{i} as\n  {line}\n" for i, line in enumerate(text.splitlines())
        )
    if kind == "score preamble" or not kind.startswith(("score sections", "score wrong")):
        return text
    own_data = re.search(r"^(leads|use)\b", text, re.MULTILINE)
    needs_score = not re.search(r"^score\b", text, re.MULTILINE)
    return (above if not own_data else "") + 'score "Piece"\n' * needs_score + text


def indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(True))


def placed(block: Block, folder: Path) -> Path:
    """The completed rule file in a folder of its own, with the files that pages speak of."""
    (folder / "target_accounts.csv").write_text(TARGETS)
    (folder / "crm.score").write_text(preamble(block.document))
    path = folder / "piece.score"
    path.write_text(completed(block), encoding="utf-8")
    return path
