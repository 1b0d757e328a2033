"""The source of the program, and where in it something stands."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

PACKAGES = ("sessions", "tui", "locales")


def sources_of(*packages: str) -> list[Path]:
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def places_of(find: Callable[[ast.Module], Iterator[ast.AST]], *packages: str) -> list[str]:
    """Give ``file:line`` for all that `find` yields in the sources of `packages`."""
    return [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path in sources_of(*packages)
        for node in find(tree_of(path))
    ]
