"""Where is measured and with what: the vaults, the programs on them, what their screens show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.benchmarks import bare, vaults
from tests.benchmarks.figures import Plan
from tests.benchmarks.program import BARE, Program, environment, screens

FULL_FRAME = ("Tweespraak", "Today", "Earlier conversations", "Ctrl+Q")
"""What home shows from top to bottom; the words of the last key do not fit on 80 cells."""
STANDS = ("Tweespraak", "Everything stays on this computer", "Ctrl+Q")
"""What home shows from top to bottom with and without conversations."""
EMPTY = ("Tweespraak", "Is there something you keep putting off?", "Begin", "Ctrl+Q")
"""What home shows while nothing is in the vault."""
FILLED = ("Look back", "Go on where you were")
"""What it shows as soon as the vault has been read."""
IMPACT, REFLECTION, BREAK = "Say what it does to you", "What did you hear", "breathe"
"""Words of the screens on which is measured."""
SHORT_ROWS, LONG_ROWS = 3, 7
"""Rows of the bare text area that show as many lines of text as our fields do: one, and five."""
LETTER, BACK_SPACE = "z", "\x7f"
"""A letter that stands on none of these screens, and the key that takes it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where is measured, how much, and with what."""

    folder: Path
    plan: Plan
    now: datetime
    given: vaults.Example

    def environment(self, **more: str) -> dict[str, str]:
        """Give the environment of the programs."""
        return environment(self.folder, **more)

    def vault(self, name: str) -> Path:
        """Give the folder of a vault; what was made once is used again."""
        path = self.folder / name
        if path.is_dir():
            return path
        counts = {
            "some": self.plan.some,
            "many": self.plan.many,
            "large": self.plan.large,
            "most": self.plan.most,
            "sealed": self.plan.some,
        }
        if name in counts:
            sealed = name == "sealed"
            return vaults.vault_of(path, self.given, counts[name], self.now, sealed=sealed)
        if name == "empty":
            return vaults.empty(path, self.now)
        talks = {
            "impact": self.given.impact,
            "reflection": self.given.reflection,
            "break": self.given.break_,
            "still": self.given.break_,
        }
        return vaults.vault_with(path, self.given, talks[name], self.now)

    def program(self, name: str, **more: str) -> Program:
        """Start the program on a vault."""
        return Program(screens(self.vault(name)), self.environment(**more))

    def bare(self, text: str, rows: int) -> Program:
        """Start the bare app with a text in a text area of some rows."""
        return Program(BARE, self.environment(**{bare.TEXT: text, bare.ROWS: str(rows)}))


def go_on(program: Program, sign: str) -> None:
    """Open the one conversation of the vault, up to where `sign` shows."""
    program.wait(*FULL_FRAME, FILLED[-1])
    program.rest(0.2)
    program.send("\r")
    program.wait(sign)
    program.rest(0.2)
