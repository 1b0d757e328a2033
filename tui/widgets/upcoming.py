"""What comes, in words: on home, and under agreements."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from sessions.agenda import Event, UpcomingEvent
from sessions.text import N_
from tui.language.language import Language
from tui.widgets.localized import TextSource, as_content

COMES = {
    Event.TURN: N_("{who}'s turn: {what}"),
    Event.LOOK_BACK: N_("look back: {what}"),
    Event.LAST_DAY: N_("the last day of: {what}"),
    Event.TALK: N_("go on talking about: {what}"),
}

WHAT_MAX = 48
"""Characters of an agreement on one line."""

DAY_CELLS = 13


def upcoming_words(event: UpcomingEvent, today: date) -> TextSource:
    """Give the words of something that comes: the day, what it is, and of what."""

    def words(reader: Language) -> Content:
        this_week = event.event is Event.TURN and event.day <= today
        day = reader.t(N_("now")) if this_week else reader.short_day(event.day)
        sentence = reader.t(COMES[event.event], who=event.who, what=shortened(event.what, WHAT_MAX))
        return Content.assemble((f"{day:<{DAY_CELLS}}", "$t-quiet"), as_content(sentence))

    return words


def shortened(text: str, most: int) -> str:
    """Give `text` on one line, at most that many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def nothing_due(coming: date | None) -> TextSource:
    """Give what is said where nothing is due today; `coming` is when it is, if that is known."""

    def words(reader: Language) -> str:
        if coming is None:
            return reader.t(N_("Nothing to look back on today."))
        day = reader.day(coming)
        return reader.t(
            N_("Nothing has to be done today. The next time you look back: {day}."), day=day
        )

    return words
