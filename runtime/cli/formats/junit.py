"""JUnit's XML, which Jenkins, GitLab and most others show as results of tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as xml

from ....dsl.excerpt import clean
from ....dsl.render import render_text
from ._place import region, seen
from ._words import missed

if TYPE_CHECKING:
    from ....dsl.diagnostics import Diagnostic
    from ....dsl.source import Source
    from ...examples.runner import Outcome
    from .._findings import Findings
    from .._tested import Tested

FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document of XML may hold, however it is escaped."""
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def findings(found: Findings, files: Sequence[Path]) -> str:
    """A suite for each file, a failed case in it for each finding; a file without any passes."""
    by_path: dict[str, list[Diagnostic]] = {_name(file): [] for file in files}
    for one in found.diagnostics:
        by_path.setdefault(_name(one.span.path), []).append(one)
    top = xml.Element("testsuites", name="leadscore check")
    for path, diagnostics in by_path.items():
        suite = xml.SubElement(top, "testsuite", name=path)
        if not diagnostics:
            _case(suite, path, "no problems")
        for one in diagnostics:
            _finding(suite, path, one, found.sources, "failure")
    return _written(top)


def tests(tested: Sequence[Tested]) -> str:
    """A suite for each file, a case in it for each example, or for each mistake if it cannot be
    used."""
    top = xml.Element("testsuites", name="leadscore test")
    for one in tested:
        path = _name(one.file)
        suite = xml.SubElement(top, "testsuite", name=path)
        if one.broken is not None:
            for wrong in one.broken.diagnostics:
                _finding(suite, path, wrong, one.broken.model.sources, "error")
        for outcome in one.outcomes:
            _example(suite, path, one, outcome)
    return _written(top)


# ---------------------------------------------------------------- cases


def _finding(
    suite: xml.Element, path: str, one: Diagnostic, sources: Mapping[str, Source], kind: str
) -> None:
    line = region(one.span, sources).line
    case = _case(suite, path, f"{one.code} in line {line}: {one.title}")
    _wrong(case, kind, one.code, one.title, render_text([one], sources).rpartition("\n\n")[0])


def _example(suite: xml.Element, path: str, one: Tested, outcome: Outcome) -> None:
    from .text import came_out

    case = _case(suite, path, outcome.title)
    if not outcome.passed:
        lines = [*missed(outcome)]
        told = "\n".join([f"line {outcome.line}", *lines, *came_out(one, outcome)])
        _wrong(case, "failure", "example", "; ".join(lines), told)


def _case(suite: xml.Element, path: str, name: str) -> xml.Element:
    return xml.SubElement(suite, "testcase", name=_plain(name), classname=path, file=path)


def _wrong(case: xml.Element, kind: str, type_: str, message: str, text: str) -> None:
    xml.SubElement(case, kind, type=type_, message=_plain(message)).text = FORBIDDEN.sub("�", text)


# ---------------------------------------------------------------- writing


def _written(top: xml.Element) -> str:
    for suite in top:
        _count(suite, [suite])
    _count(top, list(top))
    xml.indent(top)
    return f"{HEAD}{xml.tostring(top, encoding='unicode')}\n"


def _count(element: xml.Element, suites: Sequence[xml.Element]) -> None:
    for name, what in (("tests", "."), ("failures", "failure"), ("errors", "error")):
        number = sum(len(suite.findall(f"testcase/{what}")) for suite in suites)
        element.set(name, str(number))


def _name(path: str | Path) -> str:
    return _plain(seen(path).as_posix())


def _plain(text: str) -> str:
    return FORBIDDEN.sub("�", clean(text))
