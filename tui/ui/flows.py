"""Flows that more than one feature needs: asking who somebody is, a passphrase, what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeVar

from sessions.agenda import DueEvaluation
from sessions.errors import PhrasesDiffer, VaultReadOnly
from sessions.passphrase import chosen
from sessions.people import Pair, Person
from sessions.text import N_
from tui.language.language import Language, language
from tui.ui.dialogs import PickDialog, people_picks
from tui.ui.passphrase_dialog import Fields, PassphraseDialog, Reading
from tui.ui.shell import Shell
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource, msgid
from tui.workspace.library import Library

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

PRESENT = ("passphrase", msgid(N_("passphrase")), False)
OWN = ("passphrase", msgid(N_("your phrase")), False)
NEW = ("new", msgid(N_("the new one")), True)
AGAIN = ("again", msgid(N_("once more")), False)
"""The fields in which a passphrase is asked: name, label, and whether one is chosen in it."""

BEGUN_ANEW = N_(
    "On {day} it was begun anew, with “I forgot it”. If that was not you, do not write here alone."
)

LOOK, GO_ON = "look", "new"


class DueChoice(Enum):
    """What is chosen when something is due before a new conversation."""

    LOOK_BACK = "look-back"
    GO_ON = "go-on"


def require_writable(library: Library) -> None:
    """Raise `VaultReadOnly` where nothing can be written, before anybody types."""
    if library.vault.read_only:
        raise VaultReadOnly()


def names_of(pair: Pair) -> TextSource:
    """Give the names of a pair as a list."""
    names = [partner.name for partner in pair.partners]
    return lambda reader: reader.listed(names)


def listed(names: Sequence[str]) -> TextSource:
    """Give names as a list."""
    return lambda reader: reader.listed(list(names))


def readers_of(people: Sequence[Person]) -> tuple[Language, ...]:
    """Give the languages of these people, without doubles."""
    tags = dict.fromkeys(person.language for person in people)
    return tuple(language(tag) for tag in tags)


def tell_done(shell: Shell, message: str) -> None:
    """Say what was done; home shows it too when it is what lies below."""
    shell.refresh_home()
    shell.show_notice(msgid(message))


def same_twice(given: dict[str, str]) -> str:
    """Give the passphrase that was typed twice. Raises `PhrasesDiffer`, or what `chosen` raises."""
    passphrase = chosen(given["new"])
    if given["again"] != passphrase:
        raise PhrasesDiffer()
    return passphrase


async def ask_passphrase(
    shell: Shell,
    *,
    prompt: TextSource,
    notes: Sequence[TextSource],
    fields: Fields,
    button: TextSource,
    do: Callable[[dict[str, str], Progress], T],
    reading: Reading | None = None,
) -> T | None:
    """Ask for what `fields` say and do it beside the screen; gives what that gave, or None."""
    return await shell.ask(
        PassphraseDialog(
            shell.readers,
            prompt=prompt,
            notes=notes,
            fields=fields,
            button=button,
            do=do,
            reading=reading,
        )
    )


async def ask_who(
    shell: Shell, library: Library, prompt: str, people: Sequence[Person]
) -> Person | None:
    """Ask which of `people` somebody is, while the other looks away."""
    known = {person.id: person for person in people}
    who = await shell.ask(
        PickDialog(
            shell.readers,
            prompt=msgid(prompt),
            note=msgid(N_("The other looks away.")),
            picks=people_picks(list(people), library.overview.pairs),
        )
    )
    return known[who] if who else None


async def ask_own_key(shell: Shell, library: Library, person: Person) -> bytes | None:
    """Ask somebody's own phrase; gives the key of what they wrote alone."""
    notes = [msgid(N_("It opens what you write alone."))]
    anew = library.vault.own_phrases.begun_anew(person.id)
    if anew is not None:
        notes.append(lambda r: r.t(BEGUN_ANEW, day=r.day(anew)))
    return await ask_passphrase(
        shell,
        prompt=lambda r: r.t(N_("{name}, your phrase."), name=person.name),
        notes=notes,
        fields=[OWN],
        button=msgid(N_("Open")),
        do=lambda given, _: library.vault.own_phrases.key(person.id, given["passphrase"]),
    )


async def offer_due(
    shell: Shell, library: Library, pair: str = ""
) -> tuple[DueChoice, DueEvaluation | None] | None:
    """Offer to look back on what is due, of one pair or of any; None when neither is chosen.

    When nothing is due, nothing is asked: then they go on.
    """
    today = library.clock().date()
    due = [
        evaluation for evaluation in library.overview.due(today) if pair in ("", evaluation.pair)
    ]
    if not due:
        return DueChoice.GO_ON, None
    first = due[0]
    picked = await shell.ask(
        PickDialog(
            shell.readers,
            prompt=msgid(N_("You still wanted to look back on this:")),
            note=lambda _: first.agreement.what,
            picks=[
                Pick(LOOK, msgid(N_("Look back first"))),
                Pick(GO_ON, msgid(N_("A new conversation"))),
            ],
        )
    )
    if picked is None:
        return None
    return (DueChoice.LOOK_BACK if picked == LOOK else DueChoice.GO_ON), first
