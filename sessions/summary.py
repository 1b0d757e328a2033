"""Summary: what home and the list need of a conversation, without all that was said in it.

Nothing private is in it: only what both may read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from unicodedata import normalize

import msgspec

from sessions.agreement_history import current_wordings, dated
from sessions.agreements import Agreement, AgreementEnd, first_place, made, turns_from
from sessions.conversation import Conversation, Ending, State
from sessions.text import clean

NAME_MAX = 40
"""Characters that somebody types over to delete something; nobody types a whole sentence."""


class AgreementSummary(msgspec.Struct, frozen=True):
    """An agreement, and when it is looked back on; with turns, the Monday and the place they begin.

    One that has `ended` is here too: it takes the place of what an earlier conversation says.
    `since` is the revision from which its conversation holds it.
    """

    id: str
    what: str
    on: date | None = None
    made: date | None = None
    revision: int = 0
    until: date | None = None
    turns_from: date | None = None
    first: int = 0
    ended: AgreementEnd | None = None
    since: int = 0


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation, in short. `step` is where it is; `until` the end of a running time-out."""

    id: str
    pair: str
    names: tuple[str, ...]
    pattern: str
    step: str
    state: State
    started: datetime
    changed: datetime
    title: str = ""
    ended: datetime | None = None
    ending: Ending | None = None
    until: datetime | None = None
    return_at: datetime | None = None
    restored: datetime | None = None
    about: str = ""
    reviewed: tuple[tuple[str, int], ...] = ()
    """What an evaluation looks back on: id and revision of each agreement."""
    promises: tuple[AgreementSummary, ...] = ()

    def due(self, today: date) -> tuple[AgreementSummary, ...]:
        """Give the agreements to look back on by now; only a finished conversation has them."""
        if self.state is not State.FINISHED:
            return ()
        return tuple(
            promise
            for promise in self.promises
            if promise.ended is None and promise.on is not None and promise.on <= today
        )

    @property
    def order(self) -> datetime:
        """When it ended, or else last changed: what ended later holds."""
        return self.ended or self.changed


def name_of(title: str, record_id: str) -> str:
    """Give what is typed over to delete something: the first words of its title.

    The first characters of its id, when there are no words in it that a keyboard has.
    """
    line = " ".join(title.split())
    if len(line) > NAME_MAX:
        line = line[: NAME_MAX + 1].rpartition(" ")[0] or line[:NAME_MAX]
    typed = normalize("NFKC", line)
    if not any(character.isalnum() for character in typed) or not all(map(_is_on_keyboard, typed)):
        return record_id[:8]
    return line


def _is_on_keyboard(character: str) -> bool:
    return character.isalnum() or character in " -_.,:;!?'\"()&/+%€$#@*=’‘“”…"


def summarise(conversation: Conversation) -> Summary:
    """Give the summary of a conversation."""
    running = conversation.time_out
    return Summary(
        id=conversation.id,
        pair=conversation.pair,
        names=tuple(clean(partner.name) for partner in conversation.partners),
        pattern=conversation.pattern,
        step=conversation.at.step,
        state=conversation.state,
        started=conversation.started,
        changed=conversation.changed,
        title=clean(conversation.title()),
        ended=conversation.ended,
        ending=conversation.ending,
        until=running.until if running else None,
        return_at=conversation.return_at,
        restored=conversation.restored,
        about=conversation.about,
        reviewed=tuple((held.id, held.revision) for held in conversation.reviewed),
        promises=tuple(
            _promise(agreement, conversation) for agreement in made(conversation.agreements)
        ),
    )


def _promise(agreement: Agreement, conversation: Conversation) -> AgreementSummary:
    agreement = dated(agreement, conversation)
    return AgreementSummary(
        id=agreement.id,
        what=clean(agreement.what),
        on=agreement.evaluate_on,
        made=agreement.made_on,
        revision=agreement.revision,
        until=agreement.until,
        turns_from=turns_from(agreement),
        first=first_place(agreement, conversation.partners),
        ended=agreement.ended,
        since=conversation.since(agreement.id),
    )


def current_agreements(
    summaries: Iterable[Summary],
) -> list[tuple[Summary, AgreementSummary]]:
    """Give every agreement as the last conversation that holds it has it; ended ones too."""
    current = current_wordings(
        (summary, promise, promise.since) for summary in summaries for promise in summary.promises
    )
    return list(current.values())


class StateFilter(StrEnum):
    """Which conversations a list shows."""

    ALL = "all"
    DUE = "due"
    OPEN = "open"
    FINISHED = "finished"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; what is empty narrows nothing. Days are those it began on."""

    state: StateFilter = StateFilter.ALL
    pair: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None

    def takes(self, summary: Summary, today: date) -> bool:
        """Whether `summary` belongs on the list."""
        began = summary.started.date()
        return (
            (not self.pair or summary.pair == self.pair)
            and (self.since is None or began >= self.since)
            and (self.until is None or began <= self.until)
            and self._is_wanted(summary, today)
            and self.has_words(summary)
        )

    def has_words(self, summary: Summary) -> bool:
        """Whether what is looked for is in the subject, the agreements or the names of it."""
        return _has_words(summary, self.words)

    def _is_wanted(self, summary: Summary, today: date) -> bool:
        if self.state is StateFilter.DUE:
            return bool(summary.due(today))
        if self.state is StateFilter.OPEN:
            return summary.state is not State.FINISHED
        return self.state is StateFilter.ALL or summary.state is State.FINISHED


def filtered(summaries: Iterable[Summary], narrowed: Filter, today: date) -> list[Summary]:
    """Give those that `narrowed` takes, the latest first."""
    every = list(summaries)
    kept = [summary for summary in every if narrowed.takes(summary, today)]
    if narrowed.state is StateFilter.DUE:
        # What a later conversation holds is no longer due where it was made.
        ripe = {
            summary.id
            for summary, promise in current_agreements(every)
            if promise in summary.due(today)
        }
        kept = [summary for summary in kept if summary.id in ripe]
    return sorted(kept, key=lambda summary: (summary.changed, summary.id), reverse=True)


def _has_words(summary: Summary, words: str) -> bool:
    """Whether every word is somewhere in the subject, the agreements or the names."""
    wanted = comparable(words).split()
    if not wanted:
        return True
    text = comparable(
        " ".join((summary.title, *summary.names, *(promise.what for promise in summary.promises)))
    )
    return all(word in text for word in wanted)


def comparable(text: str) -> str:
    """Give `text` as it is looked for: without capitals and accents."""
    if text.isascii():
        return text.casefold()
    decomposed = normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not "\u0300" <= character <= "\u036f")
