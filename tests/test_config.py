"""Settings of a project: where they are found, what they change, what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from leadscore.dsl.config import DEFAULT, ConfigError, lint_config
from project import invoke

CTO = """score "One"

leads
  title text

list spare = "a"

group g
  +5 when title contains "CTO" because "x"
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.score").write_text(CTO, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(*words: str) -> list[str]:
    import json

    found = json.loads(invoke("check", *words, "--format", "json").stdout)["diagnostics"]
    return [one["code"] for one in found]


def settings(text: str, file: str = "leadscore.toml") -> None:
    Path(file).write_text(text, "utf-8")


def test_without_settings_everything_is_told() -> None:
    assert lint_config(Path("a.score")) == DEFAULT
    assert codes() == ["W701", "W205"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[lint]\nselect = ["W7"]\n', ["W701"]),
        ('[lint]\nignore = ["W7"]\n', ["W205"]),
        ('[lint]\nignore = ["W"]\n', []),
        ('[lint]\nselect = ["W"]\nignore = ["W205"]\n', ["W701"]),
        ('[lint.per-file-ignores]\n"a*" = ["W205"]\n', ["W701"]),
        ('[lint.per-file-ignores]\n"old/*" = ["W205"]\n', ["W701", "W205"]),
    ],
)
def test_what_is_told(text: str, expected: list[str]) -> None:
    settings(text)
    assert codes() == expected


def test_options_of_the_command_win() -> None:
    settings('[lint]\nignore = ["W7"]\n')
    assert codes("--select", "W7") == ["W701"]
    assert codes("--ignore", "W2") == []


def test_the_table_of_a_pyproject() -> None:
    settings('[tool.leadscore.lint]\nignore = ["W7"]\n', "pyproject.toml")
    assert codes() == ["W205"]
    settings('[lint]\nignore = ["W2"]\n')
    assert codes() == ["W701"], "leadscore.toml comes first"


def test_the_nearest_settings_count() -> None:
    settings('[lint]\nignore = ["W7"]\n')
    Path("deep").mkdir()
    Path("deep/a.score").write_text(CTO, "utf-8")
    assert codes("deep") == ["W205"]
    settings("[tool.other]\n", "deep/pyproject.toml")
    assert codes("deep") == ["W205"], "a pyproject.toml that says nothing is passed by"
    settings('[lint]\nignore = ["W2"]\n', "deep/leadscore.toml")
    assert codes("deep") == ["W701"]


def test_settings_beyond_the_repository_do_not_count() -> None:
    settings('[lint]\nignore = ["W7"]\n')
    Path("deep/.git").mkdir(parents=True)
    Path("deep/a.score").write_text(CTO, "utf-8")
    assert codes("deep") == ["W701", "W205"]


def test_what_settings_leave_out_may_still_be_allowed() -> None:
    line = "  # allow: W205 because it is a test\n  +5"
    Path("a.score").write_text(CTO.replace("  +5", line), "utf-8")
    settings('[lint]\nignore = ["W205", "W7"]\n')
    assert codes() == []


WRONG = {
    '[lint]\nslect = ["W2"]\n': ("`lint.slect` in `FILE` is no setting", "did you mean `select`?"),
    "[lnt]\n": ("`lnt` in `FILE` is no setting", "did you mean `lint`?"),
    "lint = 3\n": ("`lint` in `FILE` is not a table", "write it as `[lint]`"),
    '[lint]\nselect = "W2"\n': (
        "`lint.select` in `FILE` is not a list of codes", 'write `["W3", "W4"]`',
    ),
    '[lint]\nignore = ["W999x"]\n': (
        "`lint.ignore` in `FILE` names `W999x`, which is no code", "codes look like W3 or W401",
    ),
    '[lint]\nignore = ["E1"]\n': (
        "`lint.ignore` in `FILE` names `E1`", "errors cannot be left out, only warnings",
    ),
    '[lint.per-file-ignores]\n"a" = 3\n': (
        '`lint.per-file-ignores."a"` in `FILE` is not a list of codes', 'write `["W3", "W4"]`',
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong(text: str, here: Path) -> None:
    settings(text)
    with pytest.raises(ConfigError) as caught:
        lint_config(Path("a.score"))
    file = str(here / "leadscore.toml")
    assert (str(caught.value).replace(file, "FILE"), caught.value.help) == WRONG[text]
    done = invoke("check")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_toml() -> None:
    settings("[lint\n")
    done = invoke("check")
    assert done.exit_code == 2
    assert "is not TOML" in done.stderr


def test_a_pyproject_names_the_whole_key() -> None:
    settings("[tool.leadscore]\nlnt = 3\n", "pyproject.toml")
    with pytest.raises(ConfigError, match=r"`tool\.leadscore\.lnt`"):
        lint_config(Path("a.score"))


def test_what_a_rule_counts_by() -> None:
    values = ", ".join(f'"v{i}"' for i in range(14))
    Path("a.score").write_text(
        f'score "A"\nleads\n  t text\ngroup g\n  +5 when t is {values} because "x"\n'
    )
    assert codes() == ["W811"]
    settings("[lint.W811]\nmost = 14\n")
    assert codes() == []


WRONG_OPTIONS = {
    "[lint.W811]\nmots = 3\n": ("`lint.W811.mots` in `FILE` is no setting", "did you mean `most`?"),
    '[lint.W811]\nmost = "3"\n': (
        "`lint.W811.most` in `FILE` is not a whole number of 0 or more", "write a number, such as 12",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG_OPTIONS)
def test_wrong_options(text: str, here: Path) -> None:
    settings(text)
    with pytest.raises(ConfigError) as caught:
        lint_config(Path("a.score"))
    file = str(here / "leadscore.toml")
    assert (str(caught.value).replace(file, "FILE"), caught.value.help) == WRONG_OPTIONS[text]


def test_a_rule_that_counts_by_nothing_has_no_table() -> None:
    settings("[lint.W801]\nmost = 3\n")
    with pytest.raises(ConfigError, match=r"`lint\.W801` in .* is no setting"):
        lint_config(Path("a.score"))
