"""Rule files that a command is given, by name or by folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from ._failures import Mistake

SKIPPED = frozenset(("node_modules", "venv", "__pycache__"))
"""Folders that hold other people's files; so do those whose names begin with a point."""

paths_argument = click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path)
)


def rule_files(paths: Iterable[Path]) -> list[Path]:
    """The files of that name and all `.score` files in the folders of that name, each once; the
    current folder if nothing is named."""
    found: dict[Path, Path] = {}
    for path in tuple(paths) or (Path(),):
        if path.is_dir():
            inside = list(_below(path))
            if not inside:
                raise Mistake(
                    f"there is no `.score` file in `{path}`", "name a file, or `leadscore init`"
                )
            found |= {one.resolve(): one for one in inside if one.resolve() not in found}
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            raise no_file(path)
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in SKIPPED)
        yield from (Path(place, name) for name in sorted(files) if name.endswith(".score"))


def no_file(path: Path) -> Mistake:
    """What to say of a path where nothing is."""
    from ...dsl.diagnostics import near

    folder = path.parent
    names = [p.name for p in folder.iterdir() if p.suffix == ".score"] if folder.is_dir() else []
    close = near(path.name, sorted(names))
    help = f"did you mean `{folder / close[0]}`?" if close else "check the name and the folder"
    return Mistake(f"there is no file `{path}`", help)
