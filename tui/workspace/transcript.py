"""How agreements and a whole conversation read on the screen: pairs of a label and own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sessions.agreements import Agreement, AgreementEnd, made, standing
from sessions.conversation import Conversation
from sessions.export.base import details
from sessions.pattern import Pattern
from sessions.privacy import without_private
from sessions.text import N_
from sessions.transcript import Passage, other_words, passages
from sessions.zones import as_here
from tui.language.language import Language
from tui.workspace.conversation_view import MARKS, SIDES

Span = tuple[str, str]
"""A text and the role of its colour, or an empty role."""

ENDED = {
    AgreementEnd.STOPPED: N_("You are stopping this:"),
    AgreementEnd.AGAIN: N_("You talk about this again:"),
}


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A line of a transcript. `quote` when it is somebody's own words."""

    parts: tuple[Span, ...]
    quote: bool = False


def agreement_lines(
    agreement: Agreement, conversation: Conversation, language: Language
) -> Iterator[TranscriptLine]:
    """Give an agreement as lines: its words, then what was filled in besides."""
    yield TranscriptLine(((agreement.what, "words"),), quote=True)
    for label, words in details(agreement, conversation.partners, language):
        yield TranscriptLine(((f"  {label}  ", "quiet"), (words, "words")))


def agreements_sheet(conversation: Conversation, language: Language) -> Iterator[TranscriptLine]:
    """Give all standing agreements, with an empty line between them."""
    for place, agreement in enumerate(standing(conversation.agreements)):
        if place:
            yield TranscriptLine(())
        yield from agreement_lines(agreement, conversation, language)
    for why, words in ENDED.items():
        over = [agreement for agreement in conversation.agreements if agreement.ended is why]
        if over:
            yield TranscriptLine(())
            yield TranscriptLine(((language.t(words), "quiet"),))
        for agreement in over:
            yield TranscriptLine(((agreement.what, "words"),), quote=True)


def said_so_far(
    conversation: Conversation, pattern: Pattern, language: Language
) -> Iterator[TranscriptLine]:
    """Give what was said in an open conversation, as far as both may read it.

    It can stand beside a turn that somebody answers alone, so nothing of that is looked at.
    """
    bare = without_private(conversation)
    if standing(bare.agreements):
        yield TranscriptLine(())
        yield TranscriptLine(((language.t(N_("What you agreed")), "title"),))
        for agreement in standing(bare.agreements):
            yield TranscriptLine(((agreement.what, "words"),), quote=True)
    stages: list[list[TranscriptLine]] = []
    for line in _stages(bare, pattern, language):
        if not line.parts:
            stages.append([])
        stages[-1].append(line)
    for stage in reversed(stages):  # what was said last is what they need first
        yield from stage


def _stages(
    conversation: Conversation, pattern: Pattern, language: Language
) -> Iterator[TranscriptLine]:
    """Give what may be read, stage by stage."""
    titles = {stage.id: stage.title for stage in pattern.stages}
    shown = ""
    for step, words in passages(conversation, pattern):
        if step.stage != shown:
            shown = step.stage
            yield TranscriptLine(())
            yield TranscriptLine(((language.t(titles[shown]), "title"),))
        for word in words:
            yield _passage_line(word, conversation, language)


def conversation_sheet(
    conversation: Conversation, pattern: Pattern, language: Language, now: datetime
) -> Iterator[TranscriptLine]:
    """Give the whole conversation as far as everybody may read it, agreements first."""
    t = language.t
    names = language.listed([partner.name for partner in conversation.partners])
    when = language.day(as_here(conversation.started, now).date())
    yield TranscriptLine(((f"{names} · {when}", "quiet"),))
    if made(conversation.agreements):
        yield TranscriptLine(())
        yield TranscriptLine(((t(N_("What you agreed")), "title"),))
        yield from agreements_sheet(conversation, language)
    yield from _stages(conversation, pattern, language)
    others = list(other_words(conversation, pattern))
    if others:
        yield TranscriptLine(())
        yield TranscriptLine(((t(N_("Said in an earlier version")), "title"),))
        for word in others:
            yield _passage_line(word, conversation, language)
    if conversation.parked:
        yield TranscriptLine(())
        yield TranscriptLine(((t(N_("For another time")), "title"),))
        for parked in conversation.parked:
            yield TranscriptLine(((parked.text, "words"),), quote=True)


def _passage_line(word: Passage, conversation: Conversation, language: Language) -> TranscriptLine:
    """Give one thing that was said as a line: whose it is, the label, the words."""
    t, partners = language.t, conversation.partners
    called = {"first": partners[0].name, "second": partners[-1].name}
    # Names may stand in a pattern's words; a label says "I", so whose it is comes first.
    speaker = {"me": called["first"], "other": called["second"], **called}
    text = word.text if word.own else t(word.text, **speaker)
    label = t(word.label, **speaker)
    parts: list[Span] = []
    if word.who:
        place = [partner.id for partner in partners].index(word.who) % 2
        parts.append((f"{MARKS[place]} {conversation.person(word.who).name}  ", SIDES[place]))
    if label:
        parts.append((f"{label} ", "quiet"))
    parts.append((text, "words"))
    return TranscriptLine(tuple(parts), quote=word.own)
