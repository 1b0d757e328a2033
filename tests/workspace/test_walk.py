"""The main job by commands alone, with no screen, in a vault on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sources import loaded_by
from tests.workspace.opened import couple
from tests.workspace.walk import walk


@pytest.mark.parametrize("tags", [("nl", "nl"), ("en", "en"), ("nl", "en")], ids="-".join)
def test_the_main_job_by_commands_alone(folder: Path, tags: tuple[str, str]) -> None:
    """From the rules to the evaluation on its day; what was said is there in a vault opened anew.

    Every command goes as JSON, as from a second window.
    """
    walk(folder, couple(*tags))


def test_the_whole_walk_loads_no_textual(folder: Path) -> None:
    """The middle can be used by a front end that has no screen at all."""
    loaded = loaded_by(
        "from pathlib import Path\n"
        "from tests.workspace.opened import couple\n"
        "from tests.workspace.walk import walk\n"
        f"walk(Path({str(folder)!r}), couple())"
    )
    assert "tui" in loaded
    assert "textual" not in loaded


@pytest.mark.parametrize("where", ["tui/workspace", "tui/language"])
def test_no_module_of_the_middle_loads_textual(where: str) -> None:
    """Not one of its modules, alone or with the others."""
    paths = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / where).glob("*.py")]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    assert len(names) > 2
    assert loaded_by("import " + ", ".join(names)) & {"textual", "rich"} == set()


def test_these_tests_load_no_textual() -> None:
    """What stands in this folder proves the middle without a screen at hand."""
    paths = (ROOT / "tests" / "workspace").glob("*.py")
    names = [f"tests.workspace.{path.stem}" for path in paths if path.stem != "__init__"]
    assert "textual" not in loaded_by("import " + ", ".join(names))
