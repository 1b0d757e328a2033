"""Hostile text through every entrance: typed and pasted it is shown, and never obeyed.

What is counted is a pair of a text and an entrance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sessions.conversation import Turn
from sessions.store import Vault
from tests.store.helpers import every_conversation
from tests.terminal.hostile import CSI, ESC, HOSTILE, UNFINISHED, foreign
from tests.terminal.hostile_vaults import ALL, Reader
from tests.terminal.laying import lay

pytestmark = pytest.mark.terminal


def _paste_all(
    viewer: Reader, entrance: str, numbers: Sequence[int], *, lines: bool = False
) -> None:
    """Paste every text in the field that has the focus, and empty it again."""
    for number in numbers:
        text = ALL[number]
        viewer.program.paste(f"q1x{number}_{text}")
        viewer.wait(1, number)
        viewer.look(entrance)
        viewer.program.press("ctrl+a", "backspace")
        viewer.program.wait_gone(f"q1x{number}_")


PASTED = [
    number
    for number, text in enumerate(HOSTILE)
    # An unfinished sequence runs into the mark that ends a paste, which is why terminals take it out; and of a very long
    # word a small field shows the end only.
    if text not in (ESC, CSI, UNFINISHED) and (len(text) < 100 or not text.isascii())
]
"""What can be pasted and seen."""

ENTRANCES: dict[str, tuple[str, str, str]] = {
    "name": ("", "", ""),
    "search": ("", "", ""),
    "backup": ("", "", ""),
    "deleting": ("", "", ""),
    "parking": ("together", "aim", ""),
    "subject": ("together", "subject", ""),
    "speaking": ("impact", "speak", "Kim"),
    "cycle": ("cycle", "cycle", ""),
    "idea": ("ideas", "collect", ""),
    "agreement": ("agreements", "write", ""),
    "date": ("date", "pick", ""),
    "open": ("closing", "open", ""),
    "thanks": ("closing", "thanks", "Kim"),
}
"""Where people write, and the turn it is on, if it is on one."""


def _to_entrance(viewer: Reader, entrance: str) -> None:
    """Go to where somebody writes that."""
    if entrance == "name":
        viewer.two.new_page()
        viewer.program.wait_for("Who will be talking?")
    elif entrance in ("search", "deleting"):
        viewer.two.choose("Earlier conversations")
        if entrance == "search":
            viewer.program.click_text("search in subjects")
        else:
            viewer.program.click_text("the seventh")
            viewer.program.click_text("Delete")
            viewer.program.wait_for("To do it, type this over:")
    elif entrance == "backup":
        viewer.two.new_page("f10", to_read=True)
        viewer.two.pick("Seal, backup and delete")
        viewer.two.pick("Put everything in one file, as a backup")
        viewer.program.wait_for("Where shall the backup go?")
        viewer.program.settle()
        viewer.program.press("ctrl+a", "backspace")
    else:
        viewer.two.resume()
        viewer.two.open_curtain()
    if entrance == "parking":
        viewer.two.new_page("f4")
    elif entrance == "date":
        viewer.two.pick("Another day")
    viewer.two.wait_focus()


def saying(words: str) -> Callable[[Turn, str], str]:
    """Give how to say the same on every turn."""
    return lambda turn, name: words


def _enter(
    reader: Callable[..., Reader], tmp_path: Path, entrance: str, numbers: Sequence[int]
) -> None:
    folder = tmp_path / "vault"
    turn = ENTRANCES[entrance]
    if not turn[0] and entrance != "name":
        for words in (
            "the first",
            "the second",
            "the third",
            "the fourth",
            "the fifth",
            "the sixth",
            "the seventh",
        ):
            lay(folder, "none", "none", words=saying(words))
    elif turn[0]:
        lay(folder, *turn)
    viewer = reader()
    _to_entrance(viewer, entrance)
    _paste_all(viewer, entrance, numbers)
    assert {number for _, _, number in viewer.seen} == set(numbers)
    viewer.leave()
    with Vault.open(folder, now=datetime.now(UTC), read_only=True) as vault:
        saved = repr(list(every_conversation(vault)) + list(vault.records.settings().values()))
    assert not foreign(saved.encode())


@pytest.mark.long
@pytest.mark.parametrize("entrance", ["name", "subject"])
def test_a_few_hostile_texts_through_an_entrance(
    reader: Callable[..., Reader], tmp_path: Path, entrance: str
) -> None:
    """Texts that are pasted where somebody writes are shown there; nothing of them is obeyed or kept."""
    _enter(reader, tmp_path, entrance, PASTED[::12])


@pytest.mark.long
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_every_hostile_text_through_every_entrance(
    reader: Callable[..., Reader], tmp_path: Path, entrance: str
) -> None:
    """The same with all of them, in every field and dialog that takes text."""
    _enter(reader, tmp_path, entrance, PASTED)
