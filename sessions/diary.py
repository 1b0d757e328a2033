"""The diary: what one person noticed, in few words, to remember it when they talk.

It is theirs alone: the other sees of it what its writer brings into a conversation and shares. Who
took the initiative, and how it felt, is what the source article asks (EVIDENCE: the source
article, 5 and 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from sessions import errors
from sessions.days import YEARS
from sessions.text import ANSWER_MAX, clean, clean_line, is_empty

FEELING_MAX = 200
"""Characters of a feeling: a word or two."""

DAY_MAX = 60
"""Characters of a day as somebody types it."""


class Initiative(StrEnum):
    """Who took the initiative."""

    ME = "me"
    OTHER = "other"
    BOTH = "both"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One note, about the day `on`; `typed` is another day as it was typed, not read yet.

    What its writer closed with their phrase is `closed`.
    """

    id: str
    on: date | None
    written: datetime
    text: str = ""
    feeling: str = ""
    initiative: Initiative | None = None
    typed: str = ""
    closed: str = ""
    about: str = ""
    """The id of the conversation that a mediator's own note is about; empty in a diary."""

    @property
    def is_blank(self) -> bool:
        """Whether there are no words in it, open or closed."""
        return not self.closed and is_empty(self.text) and is_empty(self.feeling)


class Diary(msgspec.Struct, frozen=True, kw_only=True):
    """The notes of one person, by their id: a partner's diary, or what a mediator writes alone."""

    person: str
    entries: tuple[Entry, ...] = ()

    def entry(self, entry_id: str) -> Entry:
        """Give the note with that id. Raises `NotThere`."""
        for entry in self.entries:
            if entry.id == entry_id:
                return entry
        raise errors.NotThere()

    def latest(self) -> tuple[Entry, ...]:
        """Give the open notes with words in them, the latest day first."""
        written = [entry for entry in self.entries if not entry.closed and not entry.is_blank]
        return tuple(
            sorted(
                written,
                key=lambda entry: (entry.on or entry.written.date(), entry.written),
                reverse=True,
            )
        )

    @property
    def is_closed(self) -> bool:
        """Whether something in it opens with its writer's phrase only."""
        return any(entry.closed for entry in self.entries)


def add(diary: Diary, *, new_id: str, on: date, now: datetime) -> Diary:
    """Give the diary with one more note, still without words."""
    return replace(diary, entries=(*diary.entries, Entry(id=new_id, on=on, written=now)))


def write(diary: Diary, entry_id: str, name: str, text: str) -> Diary:
    """Give the diary with `text` in a field of a note: ``text``, ``feeling``, ``initiative``.

    ``typed`` is a day that cannot be read as it stands; `move_day` is for one that can.

    Raises `AnswerTooLong`, `ChoiceUnknown` or `NotThere`; then what stood there stays.
    """
    entry = diary.entry(entry_id)
    if name == "initiative":
        if text and text not in {initiative.value for initiative in Initiative}:
            raise errors.ChoiceUnknown()
        changed = replace(entry, initiative=Initiative(text) if text else None)
    elif name == "feeling":
        changed = replace(entry, feeling=_checked(clean_line(text), FEELING_MAX))
    elif name == "typed":
        changed = replace(entry, typed=_checked(clean_line(text), DAY_MAX))
    else:
        changed = replace(entry, text=_checked(clean(text), ANSWER_MAX))
    return _with(diary, changed)


def move_day(diary: Diary, entry_id: str, on: date, *, today: date) -> Diary:
    """Give the diary with a note about another day.

    Raises `DayAhead` for a day still to come, `DateNotThere` for a year outside `YEARS`.
    """
    if on > today:
        raise errors.DayAhead()
    if on.year not in YEARS:
        raise errors.DateNotThere(example=today.isoformat())
    return _with(diary, replace(diary.entry(entry_id), on=on, typed=""))


def remove(diary: Diary, entry_id: str) -> Diary:
    """Give the diary without that note. Raises `NotThere`."""
    diary.entry(entry_id)
    return replace(diary, entries=tuple(entry for entry in diary.entries if entry.id != entry_id))


def tidy(diary: Diary) -> Diary:
    """Give the diary without its empty notes."""
    return replace(diary, entries=tuple(entry for entry in diary.entries if not entry.is_blank))


def merge(here: Diary, other: Diary) -> Diary:
    """Give the diary with what only `other` has; a note that both have stays as it is here."""
    known = {entry.id for entry in here.entries}
    return replace(here, entries=(*here.entries, *(e for e in other.entries if e.id not in known)))


# -- Closing, for its writer ----------------------------------------------------------------------

Close = Callable[[str, Mapping[str, str]], str]
"""The place and the fields in; what they are closed in out, empty to leave them."""

Open = Callable[[str, str], Mapping[str, str] | None]
"""The place and what was closed in; the fields out, or None when this does not open it."""


def close(diary: Diary, seal_fields: Close) -> Diary:
    """Give the diary with every note closed."""

    def closed(entry: Entry) -> Entry:
        if entry.closed or entry.is_blank:
            return entry
        box = seal_fields(_place(diary, entry), _fields(entry))
        if not box:
            return entry
        return Entry(id=entry.id, on=None, written=entry.written, closed=box)

    return replace(diary, entries=tuple(closed(entry) for entry in diary.entries))


def open_(diary: Diary, unseal_fields: Open) -> Diary:
    """Give the diary with the notes open that `unseal_fields` opens."""

    def opened(entry: Entry) -> Entry:
        fields = unseal_fields(_place(diary, entry), entry.closed) if entry.closed else None
        return entry if fields is None else _from_fields(entry, fields)

    return replace(diary, entries=tuple(opened(entry) for entry in diary.entries))


def boxes(diary: Diary) -> Iterator[tuple[str, str, str]]:
    """Give what is closed: the id of the note, the place and the box of each."""
    for entry in diary.entries:
        if entry.closed:
            yield entry.id, _place(diary, entry), entry.closed


def with_boxes(diary: Diary, change: Callable[[str, str], str]) -> Diary:
    """Give the diary with other boxes for what is closed; the place and the box in."""
    return replace(
        diary,
        entries=tuple(
            replace(entry, closed=change(_place(diary, entry), entry.closed))
            if entry.closed
            else entry
            for entry in diary.entries
        ),
    )


def _place(diary: Diary, entry: Entry) -> str:
    return f"{diary.person} diary {entry.id}"


def _fields(entry: Entry) -> dict[str, str]:
    return {
        "on": entry.on.isoformat() if entry.on else "",
        "text": entry.text,
        "feeling": entry.feeling,
        "initiative": entry.initiative.value if entry.initiative else "",
        "typed": entry.typed,
        "about": entry.about,
    }


def _from_fields(entry: Entry, fields: Mapping[str, str]) -> Entry:
    try:
        on = date.fromisoformat(fields.get("on", ""))
    except ValueError:
        on = entry.written.date()
    if on.year not in YEARS:
        on = entry.written.date()
    initiative, about = fields.get("initiative", ""), fields.get("about", "")
    known = initiative in {member.value for member in Initiative}
    return Entry(
        id=entry.id,
        on=on,
        written=entry.written,
        text=clean(fields.get("text", "")),
        feeling=clean_line(fields.get("feeling", "")),
        initiative=Initiative(initiative) if known else None,
        typed=clean_line(fields.get("typed", "")),
        about=clean_line(about),
    )


# -- Into a conversation --------------------------------------------------------------------------


def brought(entries: Iterable[Entry], day: Callable[[date], str]) -> str:
    """Give notes as text for a preparation: a line for each, with the day as `day` writes it."""
    return "\n".join(
        f"{day(entry.on or entry.written.date())}: {' '.join(entry.text.split())}"
        + (f" ({entry.feeling})" if entry.feeling else "")
        for entry in entries
    )


def _with(diary: Diary, entry: Entry) -> Diary:
    return replace(
        diary,
        entries=tuple(entry if present.id == entry.id else present for present in diary.entries),
    )


def _checked(text: str, most: int) -> str:
    if len(text) > most:
        raise errors.AnswerTooLong(count=len(text), most=most)
    return text
