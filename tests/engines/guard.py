"""Servers that do not outlive the tests, however these end."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

# Its input ends when this process does, even if that is killed.
SCRIPT: Final = """
cat > /dev/null
kill -TERM "$1"
for i in $(seq 100); do kill -0 "$1" 2> /dev/null || break; sleep 0.2; done
rm -rf "$2"
"""


class Guard:
    """Ends a server and removes its folder when this process has ended without doing so."""

    def __init__(self, server: int, folder: Path) -> None:
        self.process = subprocess.Popen(
            ["sh", "-c", SCRIPT, "guard", str(server), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def dismiss(self) -> None:
        self.process.kill()
        self.process.communicate()
