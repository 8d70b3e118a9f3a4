"""The house keeps its own rules: front doors, light import, room map, file lengths, clean words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import outgrow

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "outgrow"
ROOMS = sorted(folder.parent.name for folder in PACKAGE.glob("*/__init__.py"))
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LONGEST_FILE = 400  # lines; a longer file tells more than one story
SLOWEST_IMPORT_MS = 500.0  # what is promised of `import outgrow`; how light it is, the list below says
HEAVY = (
    "numpy",
    "scipy",
    "numba",
    "polars",
    "pandas",
    "pydantic",
    "pint",
    "altair",
    "rich",
    "cyclopts",
    "statsmodels",
)
HOUSEKEEPING = {
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
    "site", "build", "dist", "outgrow-runs", "__pycache__", "outgrow.egg-info",
}  # fmt: skip
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".cff",
    ".txt",
    ".csv",
    ".json",
    ".geojson",
    ".html",
    ".css",
    "",
}
# Written in pieces, so that this file does not contain what it looks for.
FORBIDDEN_WORDS = (
    "/wo" + "rk/",
    "pypi" + ".org",
    "files.python" + "hosted",
    "file:" + "//",
    "simple" + "/index",
)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)


def _texts() -> list[Path]:
    """Text files of the project, without what tools leave behind."""
    listed = _run("git", "ls-files", "--cached", "--others", "--exclude-standard")
    paths = [ROOT / line for line in listed.stdout.splitlines()] if listed.returncode == 0 else ROOT.rglob("*")
    return sorted(
        path
        for path in paths
        if path.is_file() and path.suffix in TEXT and not HOUSEKEEPING & set(path.relative_to(ROOT).parts)
    )


def _names_for_type_checkers() -> set[str]:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    guarded = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [x for block in guarded for x in block.body if isinstance(x, ast.ImportFrom)]
    return {alias.name for statement in imports for alias in statement.names}


def _constants_then_classes(name: str) -> tuple[int, str]:
    """Sort key of ``__all__`` as ruff keeps it: CONSTANTS, Classes, functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_public_names_are_sorted_and_each_can_be_fetched() -> None:
    assert outgrow.__all__ == sorted(outgrow.__all__, key=_constants_then_classes)
    for name in outgrow.__all__:
        assert getattr(outgrow, name) is not None


def test_type_checkers_see_the_same_public_names_as_readers() -> None:
    assert _names_for_type_checkers() | {"__version__"} == set(outgrow.__all__)


def test_a_name_that_is_not_public_is_refused_in_plain_words() -> None:
    with pytest.raises(AttributeError, match="module 'outgrow' has no attribute 'verdict_of_everything'"):
        _ = outgrow.verdict_of_everything


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_tells_its_story_and_sorts_its_names(room: str) -> None:
    front = import_module(f"outgrow.{room}")
    assert front.__doc__
    assert list(front.__all__) == sorted(front.__all__, key=_constants_then_classes)
    assert not [name for name in front.__all__ if not hasattr(front, name)]


def test_importing_outgrow_is_light_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import outgrow; "
        "print((time.perf_counter() - start) * 1000); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    runs = [_run(sys.executable, "-c", code).stdout.split("\n") for _ in range(3)]
    assert {run[1] for run in runs} == {""}
    assert min(float(run[0]) for run in runs) < SLOWEST_IMPORT_MS


def test_importing_outgrow_prints_nothing_and_sets_no_environment() -> None:
    code = "import os; before = dict(os.environ); import outgrow; assert dict(os.environ) == before"
    run = _run(sys.executable, "-c", code)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("script", ["check-architecture", "check-front-doors", "check-methods"])
def test_documents_and_imports_agree_with_the_tree(script: str) -> None:
    run = _run(sys.executable, f"scripts/{script}")
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_module_is_longer_than_one_story() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert lengths
    assert {str(path): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty_words = {"utils.py", "helpers.py", "common.py", "base.py"}
    assert [str(path) for path in PACKAGE.rglob("*.py") if path.name in empty_words] == []


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    texts = _texts()
    assert ROOT / "README.md" in texts
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in texts
        for word in FORBIDDEN_WORDS
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line)] == []


def test_every_declared_library_has_a_pinned_version() -> None:
    project = SETTINGS["project"]
    declared = [
        *project["dependencies"],
        *(x for extra in project["optional-dependencies"].values() for x in extra),
    ]
    names = {re.split(r"[\[<>=]", line)[0] for line in declared} - {"outgrow"}
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert _canonical(names) - _canonical(pinned) == set()


def _canonical(names: set[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_every_room_is_declared_in_the_layers() -> None:
    contracts = SETTINGS["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    layered = {room.strip(" ()") for layer in layers for room in layer.split("|")}
    assert set(ROOMS) - layered == set()


def test_the_citation_names_the_version_of_the_package() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {outgrow.__version__}\n" in citation


def test_the_page_of_the_command_line_says_everything_once() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    verbs = [line for line in page.splitlines() if line.startswith("| `outgrow ")]
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert len(verbs) == len(set(verbs))
    assert len(headings) == len(set(headings))
    assert page.count("Progress goes to stderr.") == 1
