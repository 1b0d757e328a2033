"""What a command says of an error whose own sentence speaks of a screen."""

from __future__ import annotations

from sessions.text import N_

TYPE_CHECKING = False  # `typing` takes longer to import than all that a shell's prompt needs
if TYPE_CHECKING:
    from sessions.errors import TweespraakError
    from tui.language.language import Language

_WITHOUT_SCREEN = {
    "DiskFull": N_(
        "The disk is full, so this could not be finished. What was saved before is safe. "
        "Make some room, and do it once more."
    ),
    "SaveFailed": N_(
        "Saving did not work ({reason}), so this could not be finished. What was saved before is "
        "safe. Mend that, and do it once more."
    ),
    "VaultGone": N_(
        "The folder {folder} is not there any more, so this could not be finished. Put it back, or "
        "connect the disk it is on, and do it once more."
    ),
    "VaultChanged": N_(
        "Another program or computer changed the folder {folder} meanwhile, so this could not be "
        "finished. What was saved before is safe. Do it once more."
    ),
}

_OF_NOTE = {
    "DiskFull": N_(
        "The disk is full, so your note is not kept. What was saved before is safe. "
        "Make some room, and give the note once more."
    ),
    "SaveFailed": N_(
        "Saving did not work ({reason}), so your note is not kept. What was saved before is safe. "
        "Mend that, and give the note once more."
    ),
}
"""Of a note it is said that it is not kept: somebody typed it, and nobody else has it."""


def refusal(speaks: Language, problem: TweespraakError, command: str | None) -> str:
    """Give the sentence of an error that ended `command`; None stands for the screens."""
    from datetime import datetime

    since = problem.fields.get("since")
    if isinstance(since, datetime):
        problem.fields["since"] = f"{speaks.day(since.date())} {speaks.clock(since)}"
    name = type(problem).__name__
    words = (_OF_NOTE.get(name) if command == "note" else None) or _WITHOUT_SCREEN.get(name)
    return speaks.error(problem, words)
