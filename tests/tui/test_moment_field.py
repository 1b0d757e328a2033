"""What was understood of a day or a time stands under the field, while it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.diaries import begin
from tests.tui.due_agreements import save_all
from tests.tui.walk import Hands, at, couple, opened
from tui.features.conversation.requests import PutOff
from tui.widgets.moment_field import MomentField


def under(hands: Hands, name: str = "") -> str:
    """Give what stands under the field with that name, or the first."""
    for moment in hands.app.screen.query(MomentField):
        if not name or moment.field.name == name:
            return str(moment.query_one(".understood").render())
    raise LookupError(name)


async def test_a_day_stands_under_the_field_in_full(folder: Path) -> None:
    """While it is typed, in both languages of the turn; half a word means nothing yet."""
    async with opened(folder, at("date/pick//0", pair=couple("nl", "en"))) as hands:
        await hands.choose("other")
        await hands.write("over twee we", "date")
        assert under(hands, "date") == ""
        await hands.type("ken")
        assert under(hands, "date") == "zondag 6 december 2026 · Sunday, December 6, 2026"
        await hands.write("half negen", "time")
        assert under(hands, "time") == "20:30\nof 08:30? ↓"


async def test_the_other_reading_is_one_key_away(folder: Path) -> None:
    """The down arrow lays it in as a text that means nothing else, and once more the first."""
    async with opened(folder, at("date/pick//0", pair=couple("nl", "en"))) as hands:
        await hands.choose("other")
        await hands.write("12/5", "date")
        may, december = "woensdag 12 mei 2027", "zaterdag 5 december 2026"
        assert under(hands, "date").startswith(may)
        assert under(hands, "date").endswith(f"of {december}? ↓")
        await hands.press("down")
        assert hands.field("date").text == "5 december 2026"
        assert under(hands, "date").startswith(december)
        assert under(hands, "date").endswith(f"of {may}? ↓")
        await hands.press("down")
        assert hands.field("date").text == "12 mei 2027"
        await hands.press("down")
        await hands.type(" ")  # another text is read anew
        assert under(hands, "date") == f"{december} · Saturday, December 5, 2026"
        await hands.press("down")
        assert hands.field("date").text == "5 december 2026 "
        await hands.primary()
        agreed = hands.talk.agreements[0]
        assert str(agreed.evaluate_on) == "2026-12-05"


@pytest.mark.long
async def test_what_is_not_chosen_counts_as_it_is_shown(folder: Path) -> None:
    """The first reading: it stood there in full."""
    async with opened(folder, at("date/pick//0", pair=couple("nl", "en"))) as hands:
        await hands.choose("other")
        await hands.write("next friday", "date")
        shown = under(hands, "date")
        assert shown.startswith("vrijdag ")
        await hands.primary()
        agreed = hands.talk.agreements[0].evaluate_on
        assert agreed is not None
        assert hands.app.readers[0].day(agreed) in shown


async def test_a_moment_within_a_day_is_the_next_one(folder: Path) -> None:
    """At twenty past eight, 9 uur is tonight; the morning is one key away."""
    async with opened(folder, at("impact/speak/kim/0", pair=couple("nl", "en"))) as hands:
        hands.app.request(PutOff())
        await hands.rest()
        await hands.write("9 uur")
        assert under(hands) == "vandaag om 21:00\nof morgen om 09:00? ↓"
        await hands.press("down")
        assert under(hands).startswith("morgen om 09:00")


@pytest.mark.long
@pytest.mark.parametrize("typed", ["vrijdag", "vr"])
async def test_a_note_is_about_a_day_that_was(folder: Path, typed: str) -> None:
    """In a diary a weekday is the last one there was."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        hands.field("on").put("")
        await hands.write(typed, "on")
        assert under(hands, "on") == "Friday, November 20, 2026"


async def test_a_refusal_stands_in_both_languages(folder: Path) -> None:
    """On a turn that both read; on one of Kim alone it is said to Kim."""
    async with opened(folder, at("date/pick//0", pair=couple("nl", "en"))) as hands:
        await hands.choose("other")
        await hands.write("blub", "date")
        await hands.primary()
        assert "Dit herken ik niet als datum. Schrijf het bijvoorbeeld zo: 29 nov" in hands.notice
        assert "I cannot read that as a date. Write it like November 29" in hands.notice
        await hands.put(at("impact/speak/kim/0", pair=couple("nl", "en")))
        await hands.primary()
        assert hands.notice
        assert "\n" not in hands.notice


async def test_what_was_understood_is_scrolled_into_view(folder: Path) -> None:
    """On a low screen in two languages it stands below what is seen."""
    async with opened(folder, at("date/pick//0", pair=couple("nl", "en"))) as hands:
        await hands.choose("other")
        await hands.write("half negen", "time")
        await hands.until(lambda: "of 08:30? ↓" in hands.screen)
        assert "half negen" in hands.screen
