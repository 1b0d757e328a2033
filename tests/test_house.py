"""How the house is built: who knows whom, and that nothing is found by the text of its name."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tests.conftest import ROOT
from tests.sources import PACKAGES, sources_of, tree_of
from tui.features import registry
from tui.features.keys import ACTIONS, BY_KEY, HELP_ORDER
from tui.features.registry import FEATURES
from tui.messages import Request

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
FEATURE_FOLDERS = sorted(path.parent.name for path in ROOT.glob("tui/features/*/requests.py"))


def _by_name(source: str) -> list[int]:
    """Give the lines that look an attribute up by a name that is no constant."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in ("getattr", "hasattr", "setattr")
        and len(call.args) > 1
        and not isinstance(call.args[1], ast.Constant)
    ]


def test_nothing_on_the_screens_is_found_by_the_text_of_its_name() -> None:
    """A button, a link and a key carry data; no method is looked up by a text."""
    assert _by_name("getattr(app, action)(detail)") == [1]
    found = {
        str(path.relative_to(ROOT)): _by_name(path.read_text(encoding="utf-8"))
        for path in sources_of(*PACKAGES)
    }
    assert {name: lines for name, lines in found.items() if lines and name[:4] == "tui/"} == {}


FILE_MAX, FUNCTION_MAX, APP_MAX = 400, 50, 250
"""Lines of a file, of a function with its docstring, and of the app."""


def _too_long(path: Path) -> list[str]:
    """Give the functions of a file that are too long, and the file when it is."""
    file = str(path.relative_to(ROOT))
    most = APP_MAX if file == "tui/app.py" else FILE_MAX
    lines = len(path.read_text(encoding="utf-8").splitlines())
    return [file] * (lines > most) + [
        f"{file}: {node.name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_MAX
    ]


def test_no_file_and_no_function_is_too_long() -> None:
    """What has grown past it is about more than one thing."""
    assert [place for path in sources_of(*PACKAGES, "tests") for place in _too_long(path)] == []


def _imports(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Give what each module imports of the others, for types only and inside functions too."""
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, path in modules.items():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                inside = (f"{node.module}.{alias.name}" for alias in node.names)
                found[name] |= {full if full in modules else node.module for full in inside}
    return {name: (of & set(modules)) - {name} for name, of in found.items()}


def _on_circles(imports: dict[str, set[str]]) -> list[str]:
    """Give the modules that are left when what nothing leads on from is taken away, both ways."""
    left = dict(imports)
    while True:
        wanted = set().union(*left.values()) if left else set()
        rest = {name: of & set(left) for name, of in left.items() if of & set(left)}
        rest = {name: of for name, of in rest.items() if name in wanted}
        if rest == left:
            return sorted(left)
        left = rest


def test_no_module_lies_on_a_circle_of_imports() -> None:
    """Not in one folder either, nor for types only: who knows whom goes one way."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sources_of(*PACKAGES)
    }
    assert _on_circles(_imports(modules)) == []
    assert _on_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}, "e": set()}) == ["b", "c"]


def _foreign(folder: str, source: str) -> list[str]:
    """Give what a file of a feature imports of another feature besides its requests."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        parts = node.module.split(".")
        if parts[:2] != ["tui", "features"] or len(parts) < 3 or parts[2] == folder:
            continue
        if parts[2:] != ["keys"] and parts[-1] != "requests":
            wrong.append(node.module)
    return wrong


def test_a_feature_knows_of_another_its_requests_only() -> None:
    """What happens there is its own; the registry and the scenes import the features' code."""
    assert _foreign("home", "from tui.features.diary.feature import DiaryFeature") == [
        "tui.features.diary.feature"
    ]
    for folder in FEATURE_FOLDERS:
        for path in sorted((ROOT / "tui/features" / folder).rglob("*.py")):
            assert _foreign(folder, path.read_text(encoding="utf-8")) == [], path.name
    keys = (ROOT / "tui/features/keys.py").read_text(encoding="utf-8")
    assert _foreign("keys", keys) == []


def test_every_request_has_one_feature() -> None:
    """A kind of request that no union names would be an error in front of two people."""
    unions = [get_args(union) or (union,) for union, _ in registry._UNIONS]
    kinds = [kind for union in unions for kind in union]
    assert len(kinds) == len(set(kinds)) == len(FEATURES)
    for folder in FEATURE_FOLDERS:
        module = sys.modules[f"tui.features.{folder}.requests"]
        declared = {
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Request)
            and value.__module__ == module.__name__
        }
        assert declared <= set(kinds), folder


def test_every_key_is_declared_once() -> None:
    """One declaration feeds the bindings, the line of keys, the menu and the help."""
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys)) == len(BY_KEY)
    for action in ACTIONS:
        assert not action.keys or action.shown, action
        assert not action.label or action.keys, action
        assert action.menu or action.keys, action
    assert all(action.help and action in ACTIONS for action in HELP_ORDER)


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("tui/widgets/frame.py", "from tui.ui.page import Page"),
        ("tui/workspace/clock.py", "import textual.app"),
        ("tui/ui/themes.py", "from tui.features.home.screen import HomeScreen"),
        ("tui/features/home/requests.py", "from tui.ui.page import Page"),
        ("sessions/moves.py", "from tui.workspace.clock import Clock"),
    ],
)
def test_the_contract_is_broken_on_purpose(tmp_path: Path, module: str, statement: str) -> None:
    """An import that goes up is found: the contract can fail."""
    for package in ("sessions", "tui", "locales"):
        for path in (ROOT / package).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    broken = tmp_path / module
    source = broken.read_text(encoding="utf-8")
    line = "from __future__ import annotations\n"
    broken.write_text(source.replace(line, f"{line}\n{statement}\n", 1), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "BROKEN" in ran.stdout
