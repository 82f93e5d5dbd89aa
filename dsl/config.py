"""The settings of a project: `leadscore.toml`, or `[tool.leadscore]` of `pyproject.toml`.

The nearest one above a rule file counts, up to the folder that holds `.git`. What lint tells is
all that can be set:

    [lint]
    select = ["W2", "W3"]           # only these, or all that begin so
    ignore = ["W7"]

    [lint.per-file-ignores]
    "archive/*.score" = ["W"]

    [lint.W811]                     # what one rule counts by, if it does
    most = 20
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeAlias

from .diagnostics import near

Options: TypeAlias = dict[str, dict[str, int]]
"""What rules count by, by their codes."""
PARTS = ("select", "ignore", "per-file-ignores")


class ConfigError(ValueError):
    """Settings that cannot be used; `help` says what to write instead."""

    def __init__(self, title: str, help: str) -> None:
        super().__init__(title)
        self.help = help


@dataclass(frozen=True, slots=True)
class LintConfig:
    """`select` and the ignores hold codes, or beginnings of codes. `folder` is where patterns of
    files start from."""

    select: tuple[str, ...] = ()
    """Empty for all."""
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    options: Options = field(default_factory=dict)
    folder: Path = Path()

    def tells(self, code: str, file: Path) -> bool:
        """Whether findings of a code are told in a file."""
        if self.select and not code.startswith(self.select):
            return False
        return not code.startswith((*self.ignore, *self._ignored_in(file), "-"))

    def _ignored_in(self, file: Path) -> Iterable[str]:
        if not self.per_file:
            return ()
        place = file.resolve()
        name = (
            place.relative_to(self.folder).as_posix() if place.is_relative_to(self.folder) else ""
        )
        return [
            code for pattern, codes in self.per_file if fnmatch(name, pattern) for code in codes
        ]


DEFAULT = LintConfig()


def lint_config(path: Path) -> LintConfig:
    """What is set for a rule file. Raises `ConfigError`."""
    found = _nearest(path)
    return DEFAULT if found is None else _Reader(*found).read()


def _nearest(path: Path) -> tuple[Path, str, Mapping[str, Any]] | None:
    """The file with settings, where in it they stand, and the settings."""
    for folder in path.resolve().parents:
        for name, section in (("leadscore.toml", ""), ("pyproject.toml", "tool.leadscore.")):
            settings = _settings(folder / name, section)
            if settings is not None:
                return folder / name, section, settings
        if (folder / ".git").exists():
            break
    return None


def _settings(file: Path, section: str) -> Mapping[str, Any] | None:
    try:
        found: Any = tomllib.loads(file.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        why = (error.strerror or "it cannot be opened").lower()
        raise ConfigError(f"`{file}` cannot be read: {why}", "check its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"`{file}` is not TOML: {error}", "mend that line") from error
    for part in section.split(".")[:-1]:
        found = found.get(part) if isinstance(found, dict) else None
    if found is None and not section:
        return {}
    return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class _Reader:
    file: Path
    section: str
    settings: Mapping[str, Any]

    def wrong(self, key: str, what: str, help: str) -> ConfigError:
        return ConfigError(f"`{self.section}{key}` in `{self.file}` {what}", help)

    def read(self) -> LintConfig:
        for key in self.settings:
            if key != "lint":
                raise self._unknown(key, key, ("lint",))
        lint = self._table("lint", self.settings.get("lint", {}))
        for key in lint:
            if key not in PARTS and key not in _tunable():
                raise self._unknown(f"lint.{key}", key, (*PARTS, *_tunable()))
        files = self._table("lint.per-file-ignores", lint.get("per-file-ignores", {}))
        return LintConfig(
            self._codes("lint.select", lint.get("select", [])),
            self._codes("lint.ignore", lint.get("ignore", [])),
            tuple(
                (name, self._codes(f'lint.per-file-ignores."{name}"', codes))
                for name, codes in files.items()
            ),
            {code: self._options(code, lint[code]) for code in lint if code not in PARTS},
            self.file.parent.resolve(),
        )

    def _unknown(self, key: str, word: str, known: Iterable[str]) -> ConfigError:
        close = near(word, known)
        names = ", ".join(f"`{name}`" for name in known)
        help = f"did you mean `{close[0]}`?" if close else f"here can stand {names}"
        return self.wrong(key, "is no setting", help)

    def _table(self, key: str, value: object) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        raise self.wrong(key, "is not a table", f"write it as `[{self.section}{key}]`")

    def _codes(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            raise self.wrong(key, "is not a list of codes", 'write `["W3", "W4"]`')
        for code in value:
            self._check_code(key, code)
        return tuple(value)

    def _check_code(self, key: str, code: str) -> None:
        known = _codes()
        if code.startswith("E"):
            raise self.wrong(key, f"names `{code}`", "errors cannot be left out, only warnings")
        if not code or not any(one.startswith(code) for one in known):
            close = near(code, known)
            help = f"did you mean `{close[0]}`?" if close else "codes look like W3 or W401"
            raise self.wrong(key, f"names `{code}`, which is no code", help)

    def _options(self, code: str, value: object) -> dict[str, int]:
        known = _tunable()[code]
        table = self._table(f"lint.{code}", value)
        for key, number in table.items():
            if key not in known:
                raise self._unknown(f"lint.{code}.{key}", key, known)
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                what = "is not a whole number of 0 or more"
                raise self.wrong(
                    f"lint.{code}.{key}", what, f"write a number, such as {known[key]}"
                )
        return {key.replace("-", "_"): number for key, number in table.items()}


def _codes() -> list[str]:
    from .lint import rules

    return [rule.CODE for rule in rules()]


def _tunable() -> dict[str, dict[str, int]]:
    """What can be set for which rule, with the values it has if nothing is set."""
    from .lint import options_of, rules

    return {rule.CODE: options_of(rule) for rule in rules() if options_of(rule)}
