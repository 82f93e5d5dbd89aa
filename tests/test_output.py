"""Writing: a whole file or none, whatever goes wrong; the old file stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jobs import AS_OF, EVENTS, LEADS, plan, prepared, refused
from leadscore.runtime.job.run import run
from leadscore.runtime.output import checked_target
from leadscore.runtime.tables.duckdb import Settings, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return prepared(tmp_path)


# ---------------------------------------------------------------- targets


def test_targets_are_refused_before_the_work(folder: Path) -> None:
    (folder / "data.csv").mkdir()
    (folder / "link.csv").symlink_to(folder / "leads.csv")
    refusals = {
        "scores.xlsx": "`scores.xlsx` does not say by its ending how to write it",
        "no/scores.csv": f"there is no folder `{folder / 'no'}`",
        "data.csv": f"`{folder / 'data.csv'}` is a folder",
        "leads.csv": "`leads.csv` is one of the files that are read",
        "link.csv": "`link.csv` is one of the files that are read",
    }
    for target, message in refusals.items():
        assert refused(folder, out=folder / target).message == message
    assert (folder / "leads.csv").read_text() == LEADS
    (folder / "events.breakdown.csv").write_text(EVENTS)
    error = refused(
        folder, out=folder / "events.csv", events=[str(folder / "events.breakdown.csv")],
        breakdown=True,
    )  # fmt: skip
    assert error.message == "`events.breakdown.csv` is one of the files that are read"


def test_a_link_stays_a_link_and_modes_stay(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "scores.csv").write_text("old")
    (folder / "real" / "scores.csv").chmod(0o604)
    (folder / "link.csv").symlink_to(folder / "real" / "scores.csv")
    run(plan(folder), as_of=AS_OF, out=folder / "link.csv")
    assert (folder / "link.csv").is_symlink()
    assert (folder / "real" / "scores.csv").read_text().startswith("contact_id,")
    assert (folder / "real" / "scores.csv").stat().st_mode & 0o777 == 0o604
    old = os.umask(0o027)
    try:
        run(plan(folder), as_of=AS_OF, out=folder / "new.csv")
    finally:
        os.umask(old)
    assert (folder / "new.csv").stat().st_mode & 0o777 == 0o640


PROGRAM = """
import os, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import leadscore
from leadscore.runtime.job.run import run
from leadscore.runtime.errors import DataError

folder, out, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
plan = leadscore.load(folder / "b2b.score", allow_outside=True).plan
signal.signal(signal.SIGINT, signal.default_int_handler)
if what == "nobody" and os.geteuid() == 0:
    os.seteuid(65534)
if what.isdigit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(what), int(what)))
def tell(step, share):
    print(step, flush=True)
try:
    run(plan, as_of=datetime(2026, 3, 1, tzinfo=UTC), out=out, progress=tell, breakdown=True)
except DataError as error:
    print("refused:", str(error).replace(chr(10), " | "), flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def program(folder: Path, out: Path, what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), str(out), what]
    own = {**os.environ, "TMPDIR": str(folder)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=own)


def refusal(folder: Path, out: Path, what: str) -> str:
    told, errors = program(folder, out, what).communicate(timeout=60)
    assert "Traceback" not in errors
    return told.splitlines()[-1]


def many_leads(folder: Path, rows: int) -> None:
    head = LEADS.splitlines()[0]
    lines = (f"lead{i:07d},VP,{i},no,2026-01-01" for i in range(rows))
    (folder / "leads.csv").write_text("\n".join([head, *lines]) + "\n")


def test_a_disk_that_is_full_leaves_the_old_file(folder: Path) -> None:
    """Files may not grow beyond some size, which a program sees as it sees a full disk."""
    plan(folder)
    many_leads(folder, 20_000)
    (folder / "out").mkdir()
    out = folder / "out" / "scores.csv"
    out.write_text("old")
    told = refusal(folder, out, "1000000")
    assert told == f"refused: `{out}` cannot be written: file too large"
    assert out.read_text() == "old"
    assert [path.name for path in out.parent.iterdir()] == ["scores.csv"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True, check=False) if os.geteuid() == 0 else None
    if done is None or done.returncode:
        pytest.skip("only the superuser of a machine can make a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told(folder: Path, small_disk: Path) -> None:
    many_leads(folder, 20_000)
    out = small_disk / "scores.csv"
    out.write_text("old")
    error = refused(folder, out=out)
    assert error.message == f"`{out}` cannot be written: no space left on device"
    assert error.help == f"free some space in `{small_disk}`, or write elsewhere"
    assert out.read_text() == "old"
    assert [path.name for path in small_disk.iterdir()] == ["scores.csv"]


def test_a_full_temporary_folder_is_told(folder: Path, small_disk: Path) -> None:
    (folder / "events.csv").write_text(EVENTS + "a1,PageView,2026-02-20\n" * 100_000)
    error = refused(folder, settings=Settings(folder=small_disk))
    assert error.message.startswith(f"the temporary folder `{small_disk}")
    assert list(small_disk.iterdir()) == []


def test_ctrl_c_just_after_the_temporary_folder_was_made_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def interrupted(path: Path, *args: int, **options: int) -> None:
        os.mkdir(path, *args, **options)
        made.append(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", interrupted)
    with pytest.raises(KeyboardInterrupt), opened(Settings(folder=tmp_path)):
        pass
    assert [path.parent for path in made] == [tmp_path]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_permission_is_told(folder: Path) -> None:
    plan(folder)
    for path in (folder, *list(folder.parents)[:4]):
        path.chmod(path.stat().st_mode | 0o055)
    for path in folder.iterdir():
        path.chmod(0o644)
    told = refusal(folder, folder / "scores.csv", "nobody")
    assert told == f"refused: `{folder / 'scores.csv'}` cannot be written: no permission"
    folder.chmod(0)
    told = refusal(folder, folder / "out" / "scores.csv", "nobody")
    folder.chmod(0o755)
    assert told == f"refused: `{folder / 'out' / 'scores.csv'}` cannot be written: no permission"


@pytest.mark.parametrize(("how", "left"), [(signal.SIGINT, []), (signal.SIGKILL, [".scores"])])
def test_a_run_that_is_stopped_leaves_the_old_file(
    folder: Path, how: signal.Signals, left: list[str]
) -> None:
    plan(folder)
    many_leads(folder, 300_000)
    (folder / "out").mkdir()
    out = folder / "out" / "scores.csv"
    out.write_text("old")
    running = program(folder, out, "")
    assert running.stdout is not None
    for step in running.stdout:
        if step.strip() == "writing":
            break
    while not any(path.stat().st_size for path in out.parent.glob(".scores.csv*")):
        assert running.poll() is None, "it was too quick to be stopped"
        time.sleep(0.001)
    running.send_signal(how)
    running.communicate(timeout=60)
    assert out.read_text() == "old"
    others = [path.name for path in out.parent.iterdir() if path != out]
    assert [name.split(".csv")[0] for name in others] == left


def test_a_target_that_can_be_written_is_taken(tmp_path: Path) -> None:
    assert checked_target(tmp_path / "scores.CSV", ()) == tmp_path / "scores.CSV"
    assert list(tmp_path.iterdir()) == []
