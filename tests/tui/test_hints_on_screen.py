"""Hints on the screen: for the writer alone, kept nowhere; and help to find words."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sessions.conversation import Turn
from tests.tui.walk import Hands, at, couple, opened
from tui.features.word_help.dialogs import ScriptDialog, WordDialog
from tui.widgets.choices import Option
from tui.widgets.hint_line import HintLine
from tui.widgets.localized import ActionLink, LocalizedText
from tui.widgets.text_field import TextField

ALONE = "alone/message/kim/0"
OPEN = "impact/speak/kim/0"


async def hinted(hands: Hands, text: str, name: str = "see") -> HintLine:
    """Type `text`, and let the moment pass after which it is looked at."""
    await hands.write(text, name)
    line = hands.app.screen.query_one(HintLine)
    line.look_now()
    await hands.rest()
    return line


async def test_alone_a_hint_says_which_words_why_and_another_way(folder: Path) -> None:
    """Behind the curtain it shows at once."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        line = await hinted(hands, "you never listen to me")
        assert line.hint is not None
        assert line.hint.rule.id == "always-never"
        shown = " ".join(hands.screen.split())
        assert "“you never” is hardly ever quite true." in shown
        assert "Name the last time" in shown
        assert "F3 reword it" in shown
        assert "Esc leave it like this" in shown


async def test_a_pause_without_a_hint_draws_nothing_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that comes just then would wait for it."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        line = await hinted(hands, "the dishes stood there")
        drawn: list[object] = []
        for kind in (LocalizedText, ActionLink):
            monkeypatch.setattr(kind, "relabel", lambda widget, *_, **__: drawn.append(widget))
        line.look_now()
        assert drawn == []
        await hands.type(" and you never listen")
        line.look_now()
        assert line.hint is not None
        assert line.query_one("#hint-words") in drawn


async def test_taken_over_its_words_are_selected_and_typed_over(folder: Path) -> None:
    """F3 selects the words; what is typed takes their place, and the hint is gone."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        line = await hinted(hands, "that you never listen")
        await hands.press("f3")
        assert hands.field("see").selected_text == "you never"
        await hands.type("yesterday you did not")
        line.look_now()
        await hands.rest()
        assert hands.field("see").text == "that yesterday you did not listen"
        assert line.hint is None
        assert hands.talk.written(hands.talk.at, "see") == "that yesterday you did not listen"


async def test_left_it_does_not_come_back_for_the_same_words(folder: Path) -> None:
    """Esc leaves it; typing on does not bring it back, and going on is never blocked."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        line = await hinted(hands, "you never listen")
        await hands.press("escape")
        assert line.hint is None
        assert hands.app.focused is hands.field("see")
        await hands.type(" to me")
        line.look_now()
        assert line.hint is None
        await hands.primary()
        assert hands.talk.answer(Turn("alone", "message", "1" * 32), "see") == (
            "you never listen to me"
        )


async def test_the_next_hint_comes_when_one_is_left(folder: Path) -> None:
    """One at a time."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        line = await hinted(hands, "you never listen. You are so lazy")
        assert line.hint is not None
        assert line.hint.rule.id == "always-never"
        await hands.press("escape")
        assert line.hint is not None
        assert line.hint.rule.id == "you-are"


async def test_beside_the_other_it_shows_nothing_until_it_is_asked_for(folder: Path) -> None:
    """While Sam sits there, only neutral words stand; F3 shows it."""
    async with opened(folder) as hands:
        await hands.put(at(OPEN))
        line = await hinted(hands, "you never listen")
        assert line.hint is not None
        assert "hardly ever" not in hands.all_texts
        assert "A tip about your words" in hands.screen
        await hands.press("f3")
        assert "hardly ever" in " ".join(hands.screen.split())
        await hands.press("f3")
        assert hands.field("see").selected_text == "you never"


async def test_everyday_words_get_none(folder: Path) -> None:
    """No hint, no empty line."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        line = await hinted(hands, "that you came home at seven on Monday")
        assert line.hint is None
        assert not line.display


async def test_a_hint_is_kept_nowhere(folder: Path) -> None:
    """Not in the conversation, not in the settings, not on the disk."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hinted(hands, "you never listen")
        await hands.press("escape")
        await hands.primary()
        assert hands.app.workspace.library.flush()
        kept = msgspec.json.encode(hands.talk).decode() + str(hands.app.workspace.library.settings)
        assert "always-never" not in kept
        assert "hardly ever" not in kept


async def test_hints_speak_the_writers_language(folder: Path) -> None:
    """Kim writes Dutch: Dutch rules, Dutch words."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE, None, couple("nl", "en")), alone=True)
        line = await hinted(hands, "dat je nooit luistert")
        assert line.hint is not None
        assert "klopt bijna nooit" in " ".join(hands.screen.split())


async def test_a_word_for_a_feeling_is_laid_in_the_line(folder: Path) -> None:
    """F5 in the line: groups, words, and the word stands behind what was there."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.write("tired", "feel")
        await hands.press("f5")
        assert isinstance(hands.app.screen, WordDialog)
        assert [option.pick.value for option in hands.app.screen.query(Option)] == [
            "body", "mind", "energised", "drained"
        ]  # fmt: skip
        await hands.choose("mind")
        await hands.choose("lonely")
        assert hands.field("feel").text == "tired, lonely"
        assert hands.talk.written(hands.talk.at, "feel") == "tired, lonely"


async def test_typing_searches_in_all_groups(folder: Path) -> None:
    """A few letters, Enter, Enter."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.go_to(hands.field("need"))
        await hands.press("f5")
        assert isinstance(hands.app.screen, WordDialog)
        await hands.go_to(hands.app.screen.query_one(TextField))
        await hands.type("hug")
        await hands.press("enter")
        await hands.press("enter")
        assert hands.field("need").text == "a hug"


async def test_an_example_fills_the_empty_lines_only(folder: Path) -> None:
    """What was typed stays; the rest is laid in, and can be changed."""
    async with opened(folder) as hands:
        await hands.put(at(OPEN), alone=False)
        await hands.write("exhausted", "feel")
        await hands.go_to(hands.field("ask"))
        await hands.press("f5")
        assert isinstance(hands.app.screen, ScriptDialog)
        await hands.choose("boundary")
        first = hands.app.screen.query(Option).first()
        await hands.do(first)
        assert hands.field("feel").text == "exhausted"
        assert "from noon until then" in hands.field("ask").text
        assert hands.talk.written(hands.talk.at, "ask") == hands.field("ask").text


@pytest.mark.parametrize("key", ["together/subject//0", "closing/thanks/kim/0"])
async def test_where_no_message_is_written_f5_does_nothing(folder: Path, key: str) -> None:
    """No dialog, nothing lost."""
    async with opened(folder) as hands:
        await hands.put(at(key))
        before = hands.app.screen
        await hands.press("f5")
        assert hands.app.screen is before


async def test_a_hint_follows_a_change_of_language(folder: Path) -> None:
    """In the language in which somebody writes now."""
    async with opened(folder, at("alone/message/kim/0")) as hands:
        await hands.open_curtain()
        await hands.press("ctrl+l")
        await hands.write("dat je nooit luistert", "see")
        line = hands.app.screen.query_one(HintLine)
        line.look_now()
        assert line.hint is not None
        assert line.hint.words == "je nooit"


async def test_what_is_selected_is_what_the_hint_speaks_of(folder: Path) -> None:
    """Words that were typed in front of it since have moved it."""
    async with opened(folder, at("alone/message/kim/0")) as hands:
        await hands.open_curtain()
        await hands.write("that you never listen", "see")
        line = hands.app.screen.query_one(HintLine)
        line.look_now()
        field = hands.field("see")
        field.text = "Yesterday " + field.text
        line.otherwise()
        assert field.selected_text == "you never"
