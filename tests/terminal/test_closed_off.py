"""No command leaves words behind: not in a core dump, not by a variable of the toolkit."""

from __future__ import annotations

import os
import subprocess
import sys

SAYS = (
    "import os, resource, sys\n"
    "from tui.cli import main\n"
    "main.main = lambda arguments: print(resource.getrlimit(resource.RLIMIT_CORE), "
    "sorted(name for name in os.environ if name.startswith('TEXTUAL')))\n"
    "main.run()\n"
)


def test_every_command_is_closed_off_first() -> None:
    """With a limit that allows dumps, and every variable of the toolkit that logs or connects."""
    given = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_LOG": "keys.txt",
        "TEXTUAL_DEVTOOLS_HOST": "elsewhere",
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_DRIVER": "another",
        "TEXTUAL_ANIMATIONS": "none",
    }
    done = subprocess.run(
        [sys.executable, "-c", SAYS],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "(0, 0) ['TEXTUAL_ANIMATIONS']"
