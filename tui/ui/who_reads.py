"""Who can read what of a sealed folder, in plain words: the table of threats, for the people in it.

The README and the manual pages say the same in short; a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.widget import Widget

from sessions.text import N_
from tui.ui.dialog import ReadDialog
from tui.widgets.localized import LocalizedText, msgid

WHO_READS = N_("Who can read what?")

IN_SHORT = N_(
    "This is how it is once everything is sealed. In short: without your passphrase nobody reads "
    "along. Against somebody who changes the programs on your computer no passphrase helps."
)


class Piece(NamedTuple):
    """One sort of people, as msgids: who, what they can do, and what they cannot."""

    who: str
    can: str
    cannot: str


PIECES = (
    Piece(
        N_("Somebody who steals your computer, or a cloud that holds a copy"),
        N_(
            "They see that you use Tweespraak, how many conversations and diaries there are, how "
            "large they are, and when and how often they were saved."
        ),
        N_(
            "They cannot read a word, a name or a subject. For that they have to guess your "
            "passphrase, and four words drawn at random are very hard to guess."
        ),
    ),
    Piece(
        N_("Somebody who can change files in your folder, but does not know the passphrase"),
        N_(
            "Through a sync program or a stick, say. They can spoil or delete files, or put older "
            "ones back. Older conversations or diaries that were put back are not noticed, and "
            "deleted ones only because they are gone. On a computer where your folder was never "
            "open, an emptied one looks like the first day, without a seal, or holds what they "
            "laid there: then write nothing, and look for your backup first."
        ),
        N_(
            "They cannot read along, take the seal off, or slip words of their own in between. "
            "What they changed is named as damaged. On a computer where your folder was open "
            "before, you are also told when the seal is gone, or when the file that opens "
            "everything is older than it was. If that file is lost, your recovery key opens what "
            "is left."
        ),
    ),
    Piece(
        N_("The other, who knows the passphrase you share"),
        N_(
            "They can open everything, and so can whoever has the recovery key. The program does "
            "not show them what you write alone, but the passphrase opens the file it is in. In "
            "the program they can also begin a new phrase in your name; then yours is refused, and "
            "the day it was begun stands where it is asked. If that happens, write nothing alone "
            "until you know why; what yours closed, it still opens. And who knows about files can "
            "lay words among yours: when you read it back, you see which were written without your "
            "phrase."
        ),
        N_(
            "They cannot read what is closed with your own phrase. If you forget that phrase, "
            "nobody gets those words back. If somebody changes it from outside the program, you "
            "are told before you write alone, as far as it can be seen."
        ),
    ),
    Piece(
        N_("Somebody who sits down while it is open"),
        N_(
            "They can read what you share, export it and delete it. They can open the diary of "
            "whoever has no phrase of their own."
        ),
        N_(
            "They cannot open what is closed with your own phrase. They cannot take the seal off, "
            "or choose another passphrase: for that the old one is asked. “Lock now” (F10) closes "
            "it at once. When nobody touches a key, it locks by itself after fifteen minutes, or "
            "after the time you chose."
        ),
    ),
    Piece(
        N_("Somebody who gives you a file, such as a backup"),
        N_("They can have put any words in it, in your name too."),
        N_(
            "They cannot run anything on your computer, or overwrite what is here. You see first "
            "what would come. They keep no key to what you write afterwards."
        ),
    ),
    Piece(
        N_("What no passphrase helps against"),
        N_(
            "Somebody who changes the programs on your computer, or reads its memory while "
            "Tweespraak is open. A camera that films the screen. The other, who puts back a whole "
            "older folder and wipes every trace."
        ),
        N_(
            "What you wrote before it was sealed can still be on the disk, and in old backups. "
            "What you export is not sealed. Did somebody know the passphrase who should not know "
            "it any more? They may have kept the key: `tweespraak passphrase --new-key` seals "
            "everything with a new one."
        ),
    ),
)
"""What is true of the program as it stands; what it does not hold yet is said too."""


class WhoReadsDialog(ReadDialog):
    """The page to read: who they are, what they can do, what they cannot."""

    def dialog(self) -> Iterable[Widget]:
        yield from _said(WHO_READS, "prompt")
        yield from _said(IN_SHORT, "paragraph")
        for piece in PIECES:
            yield from _said(piece.who, "who")
            yield from _said(piece.can, "paragraph")
            yield from _said(piece.cannot, "paragraph")


READING = (msgid(WHO_READS), WhoReadsDialog)
"""The link that leads there, from where a passphrase is asked."""


def _said(message: str, kind: str) -> Iterable[Widget]:
    """Give a sentence for the first reader, and quieter for the second."""
    yield LocalizedText(msgid(message), classes=kind)
    yield LocalizedText(msgid(message), second=True, classes=f"{kind} quiet")
