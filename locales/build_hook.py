"""Compiles the catalogs while a wheel is built, and stops the build when one is not fit to ship."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogBuildHook(BuildHookInterface[Any]):
    """Makes a ``messages.mo`` beside every ``messages.po``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, for a wheel and for an editable install; an sdist carries sources only.

        Raises SystemExit with the problems. In an editable install they are warnings: somebody who
        is at work on the words must be able to install, and the tests are there to refuse.
        """
        if self.target_name != "wheel":
            return
        compiler = _load(Path(self.root, "locales", "compiler.py"))
        for source in sorted(Path(self.root, "locales").glob("*/LC_MESSAGES/*.po")):
            catalog = compiler.read(source)
            problems = [
                f"{source.relative_to(self.root)}: {line}" for line in compiler.problems(catalog)
            ]
            if problems and version != "editable":
                raise SystemExit("\n".join(problems))
            for problem in problems:
                self.app.display_warning(problem)
            compiler.write_compiled(source, compiler.compile_catalog(catalog))


def _load(path: Path) -> ModuleType:
    """Give the module at `path`; the package it belongs to is not installed during a build."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
