"""A rule file as a git revision has it, with all that it uses from the same revision.

What is needed is written to a folder of its own, under the paths of the repository, and read from
there like any other file.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ._failures import Mistake

MOST_FILES: Final = 1_000


def is_revision(given: str) -> bool:
    return ":" in given and not Path(given).exists()


def root() -> str:
    """The folder of the repository."""
    return _git("rev-parse", "--show-toplevel").decode().strip()


def at_revision(given: str, folder: Path) -> Path:
    """The file `REVISION:PATH`, written below `folder`."""
    revision, _, path = given.partition(":")
    if revision.startswith("-") or not revision or not path:
        raise Mistake(f"`{given}` is no revision", "write REVISION:PATH, such as main:b2b.score")
    main = _from_root(path)
    commit = _commit(given, revision)
    (folder / ".git").mkdir(parents=True)
    waiting, done = [main], set[str]()
    while waiting and len(done) < MOST_FILES:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        found = _blob(commit, name)
        if found is not None:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(found)
            waiting += _needed(name, found)
        elif name == main:
            raise Mistake(f"there is no file `{main}` in `{revision}`", _where(given))
    return folder / main


def _from_root(path: str) -> str:
    """`./b2b.score` is beside us, `b2b.score` at the root of the repository."""
    if path.startswith(("./", "../")):
        path = posixpath.join(_git("rev-parse", "--show-prefix").decode().strip(), path)
    path = posixpath.normpath(path)
    if path.startswith(("../", "/")) or path == "..":
        raise Mistake(f"`{path}` lies outside the repository", "name a file of the repository")
    return path


def _commit(given: str, revision: str) -> str:
    found = _run("rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    _git("rev-parse", "--git-dir")  # tells it if this is no repository at all
    raise Mistake(
        f"there is no file `{given}`, and git knows no revision `{revision}`",
        "name a file, or REVISION:PATH such as HEAD~1:b2b.score",
    )


def _where(given: str) -> str:
    revision, _, path = given.partition(":")
    name = posixpath.basename(path)
    listed = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", revision).split(b"\0")
    same = [
        one.decode(errors="replace") for one in listed if posixpath.basename(one) == name.encode()
    ]
    if same:
        return f"there is `{revision}:{same[0]}`"
    return "paths begin at the root of the repository; `REVISION:./PATH` begins here"


def _blob(commit: str, path: str) -> bytes | None:
    found = _run("cat-file", "blob", f"{commit}:{path}")
    return found.stdout if found.returncode == 0 else None


def _needed(name: str, text: bytes) -> Iterator[str]:
    """Files that a rule file names, as far as they lie in the repository."""
    if not name.endswith(".score"):
        return
    from ...dsl import ast
    from ...dsl.parse.parser import parse
    from ...dsl.parse.tokens import Names
    from ...dsl.source import plain

    source, _ = plain(text.decode("utf-8", errors="replace"), name)
    for section in parse(source, Names()).file.sections:
        if isinstance(section, ast.Use | ast.ListFrom):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), section.path.value))
            if not path.startswith(("..", "/")):
                yield path


def _git(*arguments: str) -> bytes:
    found = _run(*arguments)
    if found.returncode:
        told = found.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise Mistake(told[0].removeprefix("fatal: "), "run it in a git repository, or name files")
    return found.stdout


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Without a shell, and without asking anyone anything."""
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    try:
        return subprocess.run(
            ["git", *arguments], capture_output=True, check=False, env=environment,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except FileNotFoundError:
        raise Mistake(
            "git is not installed, so no revision can be read", "install git, or name two files"
        ) from None
