"""A page as a browser shows it: Chromium, without a window, where it is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any, Literal

import pytest
from engines import required

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def browser() -> str:
    """The program; skips the test if there is none, fails it if it is demanded."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "no Chromium here: .ci/engines brings it (Debian's package `chromium`)"
        (pytest.fail if required("chromium") else pytest.skip)(reason)
    return found


def shown(
    page: Path, script: str, folder: Path, scheme: Literal["light", "dark"] = "light"
) -> tuple[Any, str]:
    """What a script finds out about a page (it returns something for JSON), and what the browser
    complains of. The page itself lets no script run, so it runs in a copy without that."""
    text = page.read_text("utf-8")
    assert POLICY.search(text), "the page lets scripts run"
    probe = f"<pre id=found></pre><script>document.getElementById('found').textContent = JSON.stringify((() => {{{script}}})())</script>"
    copy = folder / f"{page.stem}.{scheme}.html"
    copy.write_text(POLICY.sub("", text).replace("</body>", f"{probe}</body>"), "utf-8")
    done = _run(copy, folder, scheme)
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    return json.loads(unescape(found[1])), complaints(page, folder, scheme)


def complaints(page: Path, folder: Path, scheme: str = "light") -> str:
    """What the browser's console says of the page as it is."""
    lines = _run(page, folder, scheme).stderr.splitlines()
    return "\n".join(line for line in lines if "CONSOLE" in line)


def _run(page: Path, folder: Path, scheme: str) -> subprocess.CompletedProcess[str]:
    colours = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    return subprocess.run(
        [browser(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--enable-logging=stderr", f"--user-data-dir={folder / 'profile'}", *colours,
         "--dump-dom", page.resolve().as_uri()],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
