"""Values of `let` that the caller sets in place of the file's own."""

from __future__ import annotations

from dataclasses import replace

from . import ast
from .diagnostics import Diagnostic, near
from .parse.parser import parse
from .resolve import Gathered
from .source import Source


def override(gathered: Gathered, name: str, spelling: str) -> Diagnostic | None:
    """Puts a value in the place of a `let`'s; what is wrong with it otherwise."""
    for i, section in enumerate(gathered.sections):
        if isinstance(section, ast.Let) and section.name.key == name.lower():
            value = _read(spelling)
            if value is None or type(value) is not type(section.value):
                title = f"`{spelling}` is not a value like that of `{section.name.text}`"
                return Diagnostic("E101", "error", title, section.value.span)
            gathered.sections[i] = replace(section, value=value)
            return None
    names = [s.name.text for s in gathered.sections if isinstance(s, ast.Let)]
    close = near(name, names)
    help = f"did you mean `{close[0]}`?" if close else "only values set by `let` can be set"
    span = gathered.files[0].file.span
    return Diagnostic("E101", "error", f"there is no `let {name}`", span, help=help)


def _read(spelling: str) -> ast.Literal | None:
    for text in (spelling, '"' + spelling.replace("\\", "\\\\").replace('"', '\\"') + '"'):
        parsed = parse(Source("", f"let x = {text}"))
        section = parsed.file.sections[0] if parsed.file.sections else None
        if not parsed.diagnostics and isinstance(section, ast.Let):
            return section.value
    return None
