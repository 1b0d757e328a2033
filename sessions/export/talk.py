"""A whole conversation as Markdown, as far as everybody in it may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sessions.agreements import standing
from sessions.conversation import Conversation
from sessions.export.base import Language, name_of
from sessions.export.markdown import agreement_blocks, one_line, quoted
from sessions.pattern import Pattern
from sessions.text import N_
from sessions.transcript import Passage, passages
from sessions.zones import as_here


def talk_markdown(
    conversation: Conversation, pattern: Pattern, language: Language, *, now: datetime
) -> str:
    """Give the conversation as CommonMark: what was agreed, what was said, what was parked.

    What somebody wrote alone is in it only where they shared it. The day is that of `now`'s zone.
    """
    return "\n\n".join(_blocks(conversation, pattern, language, now)) + "\n"


def _blocks(
    conversation: Conversation, pattern: Pattern, language: Language, now: datetime
) -> Iterator[str]:
    t = language.t
    yield f"# {one_line(conversation.title() or t(pattern.title))}"
    yield " · ".join(one_line(partner.name) for partner in conversation.partners)
    yield one_line(language.day(as_here(conversation.started, now).date()))
    agreed = standing(conversation.agreements)
    if agreed:
        yield f"## {one_line(t(N_('What you agreed')))}"
    for agreement in agreed:
        yield from agreement_blocks(agreement, conversation.partners, (language,))
    yield from _said(conversation, pattern, language)
    if conversation.parked:
        yield f"## {one_line(t(N_('For another time')))}"
    for parked in conversation.parked:
        yield quoted(parked.text)


def _said(conversation: Conversation, pattern: Pattern, language: Language) -> Iterator[str]:
    """Give what was said under the names of the stages, with each turn's speaker once."""
    partners = conversation.partners
    first, second = partners[0].name, partners[-1].name
    called = {"me": first, "other": second, "first": first, "second": second}
    titles = {stage.id: stage.title for stage in pattern.stages}
    stage = ""
    for step, words in passages(conversation, pattern):
        if step.stage != stage:
            stage = step.stage
            yield f"## {one_line(language.t(titles[stage]))}"
        before = None
        for word in words:
            # A label says "I", so whose it is comes first.
            new = word.who and (
                before is None or (before.turn, before.who) != (word.turn, word.who)
            )
            name = f"**{one_line(name_of(conversation.people, word.who))}**" if new else ""
            yield from _passage(word, name, language, called)
            before = word


def _passage(
    passage: Passage, name: str, language: Language, called: Mapping[str, str]
) -> Iterator[str]:
    """Give own words as a quotation under the name, and a choice behind the name."""
    label = language.t(passage.label, **called)
    if passage.own:
        if name:
            yield name
        yield quoted(passage.text, label)
        return
    shown = f"*{one_line(label)}*" if label else ""
    chosen = one_line(language.t(passage.text, **called))
    yield " ".join(part for part in (name, shown, chosen) if part)
