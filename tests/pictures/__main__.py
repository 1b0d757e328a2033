"""Make the pictures: ``python -m tests.pictures [FOLDER]``; without one, the README's own."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.pictures.make import HERE, make_all

os.environ["TWEESPRAAK_MOTION"] = "none"

with tempfile.TemporaryDirectory() as scratch:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for picture in asyncio.run(make_all(target, Path(scratch))):
        sys.stdout.write(f"{picture}\n")
