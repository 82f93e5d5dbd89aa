"""A document as one page that needs nothing else: no network, no script."""

from __future__ import annotations

import re
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ...dsl.excerpt import clean
from ..pictures.frame import Spec, svg
from .document import Document, Picture, Says, Signatures

_CODE: Final = re.compile("`([^`]*)`")


def as_html(document: Document) -> str:
    """Raises `DataError` if pictures cannot be drawn."""
    made = Environment(
        loader=PackageLoader("leadscore.runtime.report", "."), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {"words": _words, "plain": clean, "drawn": _drawn}
    made.tests |= {
        "says": lambda block: isinstance(block, Says),
        "picture": lambda block: isinstance(block, Picture),
        "signatures": lambda block: isinstance(block, Signatures),
    }
    return made.get_template("report.html.j2").render(document=document)


def _words(text: str) -> Markup:
    """What stands in back-ticks as code."""
    text = clean(text)
    parts = re.split(_CODE, text)
    made = (Markup("<code>{}</code>").format(part) if i % 2 else escape(part)
            for i, part in enumerate(parts))  # fmt: skip
    return Markup("").join(made)


def _drawn(spec: Spec) -> Markup:
    """The library escapes all text that it sets into a picture."""
    return Markup(svg(spec))
