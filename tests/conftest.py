"""What every test stands on: a home, a language and a clock that are nobody's own."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

_OWN_PREFIXES = ("TWEESPRAAK_", "TEXTUAL", "LC_", "XDG_")
_OWN_NAMES = frozenset(
    {
        "CLICOLOR",
        "COLORTERM",
        "COLUMNS",
        "ESCDELAY",
        "FORCE_COLOR",
        "LANGUAGE",
        "LINES",
        "NO_COLOR",
        "SOURCE_DATE_EPOCH",
    }
)
_SYSTEM_ZONES = Path("/usr/share/zoneinfo")

# The same examples in every run: a test that fails today failed yesterday. `thorough` looks
# further: python -m pytest --hypothesis-profile=thorough
settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", settings.get_profile("default"), derandomize=False, max_examples=2000
)
settings.load_profile("default")


LONGEST = "test_walks.py"
"""The file with the longest test of the default run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest test: at the end one processor would wait for the other."""
    items.sort(key=lambda item: item.path.name != LONGEST)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what is imported by now, and come less often.

    Otherwise it takes a fifth of the processor's time, again and again over objects that stay.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _of_the_developer(name: str) -> bool:
    return name.startswith(_OWN_PREFIXES) or name in _OWN_NAMES


# Textual reads its variables when it is imported, which is before the first fixture runs.
for _name in [name for name in os.environ if _of_the_developer(name)]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Shut the test out of the developer's home, language and clock; give the home it has."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if _of_the_developer(name)]:
            patch.delenv(name)
        for name, value in _environment(folder).items():
            patch.setenv(name, value)
        _set_clock()
        yield folder
    _set_clock()


def _environment(folder: Path) -> dict[str, str]:
    """Give the variables every test finds; a process it starts inherits them."""
    given = {
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "XDG_DATA_HOME": str(folder / ".local" / "share"),
        "XDG_RUNTIME_DIR": str(folder / ".run"),
        "XDG_STATE_HOME": str(folder / ".local" / "state"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "Europe/Amsterdam",
    }
    if not _SYSTEM_ZONES.is_dir() and (zones := find_spec("tzdata")) and zones.origin:
        # Without time zones of the system the C library would take Amsterdam for UTC.
        given["TZDIR"] = str(Path(zones.origin).parent / "zoneinfo")
    return given


def _set_clock() -> None:
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()
