"""Taking changes back: the new file with what the old one had in their place, checked.

A step back works on the sections of the new file. It finds lines by what they are, not by where
they stand, so that several steps can follow one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from .. import ast
from ..check.checker import Checker
from ..editor.memory import Memory
from ..model import Model
from ..parse.parsed import Parsed
from ..resolve import Gathered, project_root
from ..walk import walk

Sections: TypeAlias = tuple[ast.Section, ...]
OF_LINES: Final = ("rules", "columns", "kinds", "fields")
NO_SCORES: Final = (ast.Use, ast.Example, ast.HandOff, ast.Accounts, ast.Outcome)
"""What is made of scores; it may speak of what a step takes away."""


@dataclass(frozen=True, slots=True)
class Undo:
    turn: Callable[[Sections], Sections]
    back: tuple[ast.Node, ...] = ()
    """What comes back, in the names of the new file."""

    def then(self, other: Undo) -> Undo:
        return Undo(lambda sections: other.turn(self.turn(sections)), (*self.back, *other.back))


def instead(there: ast.Node, *back: ast.Node) -> Undo:
    """`back` where a section, rule, column, event or field stands; nothing takes it out."""
    return Undo(lambda sections: _instead(sections, there, back), back)


def _instead(lines: tuple[Any, ...], there: ast.Node, back: Sequence[Any]) -> tuple[Any, ...]:
    made: list[Any] = []
    for line in lines:
        made += back if line is there else (_within(line, there, back),)
    return tuple(made)


def _within(line: Any, there: ast.Node, back: Sequence[Any]) -> Any:
    for name in OF_LINES:
        held = getattr(line, name, ())
        made = _instead(held, there, back)
        if len(made) != len(held) or any(a is not b for a, b in zip(made, held, strict=True)):
            line = replace(line, **{name: made})
    return line


def rule_back(rule: ast.Rule, home: ast.Group | ast.Score) -> Undo:
    """Into the group of that name; with its heading if there is none."""

    def turn(sections: Sections) -> Sections:
        if not any(_same_heading(one, home) for one in sections):
            return (*sections, replace(home, rules=(rule,)))
        return _edited(sections, home, lambda one: replace(one, rules=(*one.rules, rule)))

    return Undo(turn, (rule, replace(home, rules=())))


def group_back(heading: ast.Group | ast.Score) -> Undo:
    """A group without rules, or with those that have come back."""

    def turn(sections: Sections) -> Sections:
        if not any(_same_heading(one, heading) for one in sections):
            return (*sections, heading)
        return _edited(sections, heading, lambda one: replace(heading, rules=one.rules))

    return Undo(turn, (heading,))


def class_back(node: ast.Section, below: Sequence[ast.Section]) -> Undo:
    """Above those that were below, which may ask for it."""

    def turn(sections: Sections) -> Sections:
        if any(_same_heading(one, node) for one in sections):
            return sections
        at = next(
            (n for n, one in enumerate(sections) if any(_same_heading(one, b) for b in below)),
            len(sections),
        )
        return (*sections[:at], node, *sections[at:])

    return Undo(turn, (node,))


def heading_back(there: ast.Section, edit: Callable[[Any], Any], *back: ast.Node) -> Undo:
    """A section with another heading or other rows, whatever has become of its lines."""
    return Undo(lambda sections: _edited(sections, there, edit), back)


def _edited(sections: Sections, there: ast.Section, edit: Callable[[Any], Any]) -> Sections:
    return tuple(edit(one) if _same_heading(one, there) else one for one in sections)


def _same_heading(one: Any, other: Any) -> bool:
    return type(one) is type(other) and _key(one) == _key(other)


def _key(section: Any) -> str:
    name = getattr(section, "name", None)
    return name.key if name is not None else ""


def section_back(section: ast.Section) -> Undo:
    """A list may use values, so that these come first."""
    first = isinstance(section, ast.Let)
    return Undo(lambda found: (section, *found) if first else (*found, section), (section,))


# ---------------------------------------------------------------- the file that comes of it


@dataclass(slots=True)
class Undoing:
    new: Model
    gone: dict[str, Undo] = field(default_factory=dict)
    """By key what only the old file defines: it comes back along with what needs it."""
    sections: Sections = field(init=False)
    _memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.sections = tuple(
            section for parsed in reversed(self.new.files) for section in parsed.file.sections
            if not isinstance(section, NO_SCORES)
        )  # fmt: skip

    def without(self, undos: Iterable[Undo]) -> Model | None:
        """The new file with these changes taken back; none if that is no file without mistakes."""
        steps = list(undos)
        sections = self.sections
        for step in (*self._needed(steps), *steps):
            sections = step.turn(sections)
        return self._checked(sections)

    def _needed(self, steps: list[Undo]) -> list[Undo]:
        found: dict[str, Undo] = {}
        waiting = [node for step in steps for node in step.back]
        while waiting:
            for part in walk(waiting.pop()):
                if isinstance(part, ast.Name) and part.key in self.gone and part.key not in found:
                    found[part.key] = self.gone[part.key]
                    waiting += found[part.key].back
        return list(found.values())

    def _checked(self, sections: Sections) -> Model | None:
        parsed = Parsed(self.new.files[0].source, ast.File(sections), ())
        gathered = Gathered(project_root(self.new.path), [parsed], list(sections))
        self._memory.begin()
        model = Checker(self.new.path, gathered, True, {}, self._memory).run()
        return None if model.errors else model
