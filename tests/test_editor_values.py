"""Values for completion, from each kind of data file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from leadscore.runtime.editor.values import MOST_VALUES, read_values

LINES = [
    '{"id": 1, "Industry": "Law", "tags": ["a"], "size": 5}',
    '{"id": 2, "Industry": "Trade 🎯", "tags": [], "size": null}',
    '{"id": 3, "Industry": " Trade 🎯 ", "tags": ["b"], "size": 7}',
    '{"id": 4, "Industry": null, "tags": null, "size": 7}',
    '{"id": 5, "Industry": "%s", "tags": null, "size": 7}' % ("x" * 81),
]
FOUND = ("Trade 🎯", "Law")


@pytest.mark.parametrize("name", ["l.jsonl", "l.NDJSON", "l[1].jsonl", "it's.jsonl"])
def test_lines_of_json(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("\n".join(LINES), "utf-8")
    assert read_values(tmp_path / name) == {"industry": FOUND}


def test_a_list_in_json(tmp_path: Path) -> None:
    (tmp_path / "l.json").write_text(f"[{','.join(LINES)}]", "utf-8")
    assert read_values(tmp_path / "l.json")["industry"] == FOUND


def test_parquet(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text("\n".join(LINES), "utf-8")
    duckdb.read_json(str(tmp_path / "l.jsonl")).write_parquet(str(tmp_path / "l.parquet"))
    assert read_values(tmp_path / "l.parquet") == {"industry": FOUND}


def test_text(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(
        "\ufeffid;Industry\n1;Law\n2;Trade 🎯\n3; Trade 🎯\n4\n", "utf-8"
    )
    assert read_values(tmp_path / "l.csv")["industry"] == FOUND


def test_there_are_only_so_many(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text("".join(f'{{"a": "v{n}"}}\n' for n in range(500)))
    assert len(read_values(tmp_path / "l.jsonl")["a"]) == MOST_VALUES


def test_other_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "l.xlsx").write_text("a\n1\n")
    assert read_values(tmp_path / "l.xlsx") == {}
