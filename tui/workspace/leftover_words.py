"""What is said about files in which words still stand open, on the screens and without them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sessions.errors import StoreError
from sessions.store.leftovers import Leftover, Sort
from sessions.text import N_, clean_line

if TYPE_CHECKING:
    from sessions.store import Vault
    from tui.language.language import Language

_STAND_OPEN = N_("In these files what you wrote still stands open:")
NOT_SEEN = N_("We could not look everywhere in this folder:")

CLOSED_OR_GONE = N_(
    "Closed, they stay in the folder damaged, closed as well as the rest. Taken away, they are "
    "gone for good."
)

COPIES = N_("In these files are copies of what you wrote. Nothing reads them:")
"""What is said above the copies that sync programs and others made."""

COPIES_STAY = N_(
    "They stay when you delete a conversation, unless you say that they go along. What you do not "
    "need of them, you can throw away."
)

TAKE_ALONG = N_("They hold something of what you delete, and can go along.")
TAKEN_ALONG = N_("The copies are gone too.")
STAY_BEHIND = N_("The copies stay. What you do not need of them, you can throw away.")

KEPT = N_(
    "What stood open before may still be in blocks of the disk, in snapshots and in old backups. "
    "Tweespraak cannot reach it there. Copies and exports in other folders are for you to find."
)
"""What no program can close."""

STAYS = N_("These cannot be closed here. What you do not need of them, you can throw away:")

_SAYS = {
    Sort.RECORD: N_("{file}: a file of yours that is still open"),
    Sort.CONFLICT: N_("{file}: a copy, by a sync program, an editor or yourselves"),
    Sort.DAMAGED: N_("{file}: a damaged file that was set aside"),
    Sort.BACKUP: N_("{file}: a backup"),
    Sort.UNFINISHED: N_("{file}: what is left of a save, a backup or an export that was cut off"),
    Sort.NOT_OURS: N_("{file}: not of Tweespraak, with words of yours in it"),
    Sort.UNSEEN: N_("{file}: we could not look into this"),
}

_WHOSE = N_("{line} (with what {names} wrote alone)")


def said_first(leftovers: Sequence[Leftover]) -> str:
    """Give what is said above the list of them, as a msgid."""
    return _STAND_OPEN if any(leftover.can_go for leftover in leftovers) else NOT_SEEN


def said_of(reader: Language, leftover: Leftover, names: Mapping[str, str]) -> str:
    """Give what is said of one file; `names` are those of the people, by id."""
    line = reader.t(_SAYS[leftover.sort], file=clean_line(leftover.name))
    whose = [names.get(person, "?") for person in leftover.people]
    return reader.t(_WHOSE, line=line, names=reader.listed(whose)) if whose else line


def said_of_plain(reader: Language, count: int) -> str:
    """Give what is said of plain files in a sealed folder that nothing names."""
    return reader.n(
        "{count} file here is not sealed, and is not read. Anybody could have put it here. "
        "If it is yours, it can be sealed with the rest.",
        "{count} files here are not sealed, and are not read. Anybody could have put them "
        "here. If they are yours, they can be sealed with the rest.",
        count,
    )


def names_in(vault: Vault) -> dict[str, str]:
    """Give the names of the people in an open vault, by id; none when they cannot be read."""
    names: dict[str, str] = {}
    with contextlib.suppress(StoreError):  # told where they are read
        for pair in vault.records.pairs():
            names.update((person.id, person.name) for person in pair.people)
    return names
