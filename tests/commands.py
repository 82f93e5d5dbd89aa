"""Runs what a document shows: its commands and its Python, from top to bottom in one folder."""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from documents import Block

SECONDS = re.compile(r"\b\d+\.\d s\b")
OTHERS = re.compile(r"^((?:logistic regression|gradient boosting) +)0\.[\d. to]+$", re.MULTILINE)
"""What other methods reach; it differs a little from release to release of theirs."""
PATIENCE = 120


@dataclass
class Session:
    folder: Path
    names: dict[str, object] = field(default_factory=lambda: {"__name__": "document"})

    def run(self, block: Block) -> None:
        """AssertionError, or whatever the code raises, if it is not as the document shows it."""
        if block.info.startswith("console"):
            self._console(block)
        elif block.info.startswith("python"):
            self._python(block)
        elif block.info.startswith(("score saved ", "score broken ")):
            (self.folder / block.info.split(" ")[2]).write_text(block.text)

    def _console(self, block: Block) -> None:
        expects = int((re.findall(r"exits (\d)", block.info) or ["0"])[0])
        for command, output in commands(block.text):
            code, printed = self._shell(command)
            assert steady(printed) == steady(output), f"{block.name}: $ {command}\n{printed}"
            assert code == expects, f"{block.name}: $ {command} ended with {code}"

    def _shell(self, command: str) -> tuple[int, str]:
        env = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NO_COLOR": "1", "COLUMNS": "100", "TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=env, timeout=PATIENCE, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        return done.returncode, done.stdout

    def _python(self, block: Block) -> None:
        with contextlib.chdir(self.folder):
            if ">>> " not in block.text:
                exec(compile(block.text, block.name, "exec"), self.names)
                return
            test = doctest.DocTestParser().get_doctest(
                block.text, self.names, block.name, str(block.document), block.line
            )
            runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
            failed, _ = runner.run(test, clear_globs=False)
            self.names.update(test.globs)
            assert not failed, f"{block.name}: see the captured output"


def commands(text: str) -> list[tuple[str, str]]:
    """Each command with what it prints."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def steady(printed: str) -> str:
    """Without what differs from run to run, or elsewhere: seconds, what other methods reach, spaces
    at the ends of lines."""
    printed = OTHERS.sub(r"\1…", SECONDS.sub("0.0 s", printed))
    lines = [line.rstrip() for line in printed.splitlines()]
    return "\n".join(lines).strip("\n")
