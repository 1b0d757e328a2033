"""Files of every version so far. They were made once, by the program of that version; a program
that cannot open one of them has broken a promise, so they are never made again.

A folder is a vault as it lay on the disk (without the lock, the ballast and the copies); the JSON
beside it holds what must come out of it, and the secrets that open it.
"""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent


@cache
def golden_document(name: str) -> Any:
    """Give what a JSON file here says."""
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def lay_out(name: str, folder: Path) -> None:
    """Put a copy of the vault `name` in `folder`."""
    shutil.copytree(GOLDEN / name, folder)
