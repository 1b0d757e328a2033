"""``tweespraak demo``: an example vault in a temporary folder, gone when it is left."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sessions.store import Vault
from tui.cli.launch import open_screens
from tui.language.language import Language
from tui.workspace.clock import Clock, local_now
from tui.workspace.example import fill


def show_demo(speaks: Language, chosen_language: str, clock: Clock | None) -> int:
    """Open the screens on the example; gives the exit code. Nothing is left behind."""
    clock = clock or local_now
    with (
        tempfile.TemporaryDirectory(prefix="tweespraak-example-") as folder,
        Vault.open(Path(folder) / "vault", now=clock()) as vault,
    ):
        fill(vault, speaks, clock())
        return open_screens(vault, clock, chosen_language, speaks.tag, example=True)
