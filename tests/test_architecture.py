"""The shape of the project: what may import what, and what is packaged."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ["grammars", "dsl", "compiler", "runtime", "runtime/public"]
"""From the lowest up; a module imports from its own layer and from those below."""

HOMES = {"lark": ("dsl",), "sqlglot": ("compiler",), "duckdb": ("runtime",), "pygments": ("dsl",)}
"""Where heavy libraries may be imported at all."""


def layer(path: Path) -> int:
    parts = path.relative_to(ROOT).as_posix()
    return max(i for i, name in enumerate(LAYERS) if parts.startswith(name + "/"))


def modules() -> list[Path]:
    return [
        path
        for name in LAYERS[:4]
        for path in sorted((ROOT / name).rglob("*.py"))
        if "starter" not in path.parts
    ]


def package_of(path: Path) -> list[str]:
    parts = list(path.relative_to(ROOT).parent.parts)
    return (
        ["leadscore", *parts[2:]] if parts[:2] == ["runtime", "public"] else ["leadscore", *parts]
    )


def imported(path: Path) -> list[str]:
    """Full names of the modules that a file imports, relative ones resolved."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package_of(path)[: len(package_of(path)) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{module}.{alias.name}" for alias in node.names]
    return found


def layer_of_name(name: str) -> int | None:
    parts = name.split(".")
    if parts[0] != "leadscore":
        return None
    return LAYERS.index(parts[1]) if len(parts) > 1 and parts[1] in LAYERS[:4] else 4


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_down_only(path: Path) -> None:
    for name in imported(path):
        target = layer_of_name(name)
        assert target is None or target <= layer(path), f"{path} imports {name}"
        home = HOMES.get(name.split(".")[0])
        top = path.relative_to(ROOT).parts[0]
        assert home is None or top in home, f"{path} imports {name}"


def test_every_package_on_disk_is_packaged() -> None:
    """A folder missing from `packages` would vanish from the wheel without a word."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    on_disk = {
        ".".join(package_of(init))
        for name in LAYERS[:4]
        for init in (ROOT / name).rglob("__init__.py")
    }
    # The pages of the codes are data: Markdown of the documentation, packaged where it stands.
    assert set(settings["packages"]) == on_disk | {"leadscore.pages"}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_the_checks_before_a_change_lands_run_the_readme_s_own_test_command() -> None:
    commands = [
        line[2:] for line in (ROOT / "README.md").read_text().splitlines()
        if line.startswith("$ ") and "pytest" in line
    ]  # fmt: skip
    assert len(commands) == 1
    assert "README.md" in (ROOT / ".ci/run").read_text()


def test_every_data_file_is_packaged() -> None:
    """An editable install finds them all the same; a wheel has only what is listed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    patterns = settings["package-data"]
    folders = {
        "leadscore.grammars": ROOT / "grammars",
        "leadscore.compiler.templates": ROOT / "compiler/templates",
        "leadscore.pages": ROOT / "docs/codes",
        "leadscore.runtime": ROOT / "runtime",
    }
    for package, folder in folders.items():
        found = {
            path
            for pattern in [*patterns["*"], *patterns.get(package, [])]
            for path in folder.glob(pattern)
        }
        places = [folder, folder / "starter"] if package == "leadscore.runtime" else [folder]
        there = {
            p for place in places for p in place.iterdir() if p.is_file() and p.suffix != ".py"
        }
        assert there == found & there, there - found
        assert there or package == "leadscore.compiler.templates"
