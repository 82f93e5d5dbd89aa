"""What the editor finds from keystroke to keystroke is what a check of the whole file finds.

`LEADSCORE_EDITS=20000` tries more edits than the usual ones.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from extras import need
from leadscore.dsl.check.checker import check
from leadscore.dsl.editor import pieces
from leadscore.dsl.editor.analysis import Analysis, Analyst
from leadscore.dsl.editor.pieces import PieceParser
from leadscore.dsl.model import Model
from leadscore.dsl.parse.parser import parse
from leadscore.dsl.source import Source
from leadscore.dsl.walk import walk
from test_mutations import GOOD, NOISE
from volumes import volume

from benchmarks.many_rules import rule_file

EDITS = volume(80, 250, "LEADSCORE_EDITS")
ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(ROOT.glob("examples/*/*.score"))
LONG = GOOD.replace(
    "  -10 when domain",
    "".join(f'  +{n} when title is "T{n}"\n' for n in range(1, 60)) + "  -10 when domain",
)
NESTED = """score "Nested"
leads
  a text
  b number
group g
""" + "".join(
    f'   +{n} when a is "A{n}"\n  points by b\n    +10 for 1 to {n}\n     -5 unknown\n  +1{n} when a is "B{n}"\n'
    for n in range(1, 16)
)
MORE = [
    *NOISE, "\n", "\n", "  ", "(", ")", '"', ",", "#", " # no\n", "\t", "\n+5 for \"x\"\n", "because \"Boss\"",
    "\ngroup more\n", "\nstages\n", "\n  +5 when b is 1\n", "\n    +5 for 3\n", "define boss as", "\nlet bar = 5\n",
    "yes/no", "+1.55 ", "\r\n", "\nexpect score 5\n", "\n  points by b\n", "grup", "or bar", "or boss",
]  # fmt: skip


def edited(random: Random, text: str) -> str:
    """The text after one edit: letters in, letters out, lines moved, indented or joined."""
    lines = text.split("\n")
    at = random.randrange(len(text) + 1)
    line = random.randrange(len(lines))
    match random.randrange(8):
        case 0 | 1 | 2:
            return text[:at] + random.choice(MORE) + text[at:]
        case 3:
            return text[:at] + text[at + random.randint(1, 8) :]
        case 4:
            return "\n".join([*lines[:line], *lines[line + random.randint(1, 3) :]])
        case 5:
            lines[line] = " " * random.randrange(6) + lines[line].lstrip()
            return "\n".join(lines)
        case 6:
            lines.insert(random.randrange(len(lines)), lines[line])
            return "\n".join(lines)
        case _:
            return text[:at] + random.choice('abc \n"(1') + text[at:]


def the_same(found: Analysis, whole: Model, text: str) -> None:
    assert found.diagnostics == whole.diagnostics
    model = found.model
    for field in ("groups", "classes", "defines", "columns", "kinds", "lets", "lists", "used", "scale", "examples",
                  "excluded", "ignored", "outcomes", "accounts", "hand_offs", "lower", "upper"):  # fmt: skip
        assert getattr(model, field) == getattr(whole, field), field
    text = found.main.parsed.source.text  # empty where the file is no text
    parsed = parse(Source("x", text)).file.sections
    ours = found.main.parsed.file.sections
    assert ours == parsed
    for one, other in zip(walk(ours), walk(parsed), strict=True):
        span = found.place(one.span)
        assert (span.start, span.end) == (other.span.start, other.span.end), (one, other)


@pytest.mark.parametrize(
    "name", ["good", "long", "nested", "many", *(str(i) for i in range(len(EXAMPLES)))]
)
def test_each_edit_finds_what_a_whole_check_finds(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In sequences: five edits, then back to the good file, as people mend what they break."""
    monkeypatch.setattr(pieces, "LONG", 6)
    texts = {"good": GOOD, "long": LONG, "nested": NESTED, "many": rule_file(60)}
    path = EXAMPLES[int(name)] if name.isdigit() else tmp_path / "a.score"
    good = path.read_text("utf-8") if name.isdigit() else texts[name]
    random, analyst, history = Random(name), Analyst(path), [good]
    for number in range(EDITS if not name.isdigit() else EDITS // 5):
        text = edited(random, history[-1]) if number % 6 else good
        if random.random() < 0.15 and len(history) > 2:
            text = history[-2]
        history = [*history[-5:], text]
        the_same(analyst.analyse(text), check(path, text=text), text)


def test_a_list_is_read_again_only_when_its_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read_bytes = Path.read_bytes

    def counted(path: Path) -> bytes:
        reads.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    text = 'score "S"\nlist a from "a.csv" column name\nlist b from "a.csv" column other\n'
    analyst, file = Analyst(tmp_path / "a.score"), tmp_path / "a.csv"

    def lists(text: str) -> dict[str, tuple[str, ...]]:
        model = analyst.analyse(text).model
        return {name: found.texts for name, found in model.lists.items()}

    file.write_text("name,other\nAnn,1\nBea,2\n")
    for more in ("", "# typed", "# typed on"):
        assert lists(text + more) == {"a": ("ann", "bea"), "b": ("1", "2")}
    assert reads == ["a.csv", "a.csv"]
    file.write_text("name,other\nAnn,1\nCarl,2\nDora,3\n")
    assert lists(text) == {"a": ("ann", "carl", "dora"), "b": ("1", "2", "3")}
    # A mistake in the file is told each time.
    file.write_text("wrong\n")
    for more in ("", "# typed"):
        found = analyst.analyse(text + more).diagnostics
        assert [d.code for d in found] == ["E118", "E118"]
    file.unlink()
    assert {d.code for d in analyst.analyse(text).diagnostics} == {"E118"}


def test_words_are_counted_as_if_anew() -> None:
    head = 'score "x"\n\ngroup g\n'
    texts = [
        head, f"{head}  +1 when a\n", f"{head}  +1 when a\n  +1 when a\n",
        f"{head}  +1 when b\n  +1 when a\n", f"  +1 when c\n{head}", "",
    ]  # fmt: skip
    counting = PieceParser("x.score")
    for text in texts:
        counting.parse(text)
        anew = PieceParser("x.score")
        anew.parse(text)
        assert +counting._words() == +anew._words()


def test_a_server_knows_what_explains_mistakes_before_the_first_one() -> None:
    need("pygls", "lsp")
    loaded = (
        "import sys; from leadscore.runtime.editor.features import make_server; make_server();"
        "print('leadscore.dsl.mistakes.rewrites' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True)
    assert told.stdout == "True\n"
