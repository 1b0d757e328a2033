"""Talking on the screen: the card, one key for the verdict, and what did not come across."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widget import Widget

from sessions import errors
from sessions.conversation import Conversation
from sessions.people import Way
from tests.sessions import helpers
from tests.tui.walk import Hands, at, couple, opened
from tui.features.conversation.requests import SwitchWay
from tui.features.menu.requests import ShowMenu
from tui.features.word_help.requests import FindFeeling, ShowExamples
from tui.language.word_lists import scripts_of
from tui.widgets.localized import ActionLink
from tui.widgets.text_field import TextField
from tui.widgets.word_marks import WordMarks

SPEAKING = "impact/speak/kim/0"
SENTENCE = "that you come home at nine and I sit alone with mum"
SAID: helpers.Script = {
    SPEAKING: {"core": SENTENCE, "ask": "one evening a week"},
    "impact/confirm/kim/0": {"choice": "not-quite"},
}
WRITTEN: helpers.Script = {
    SPEAKING: {"see": SENTENCE},
    "impact/reflect/sam/0": {"text": "that you are tired"},
    "impact/confirm/kim/0": {"choice": "not-quite"},
}


def talked(key: str, script: helpers.Script | None = None) -> Conversation:
    """Give a conversation of two who talk, at a turn."""
    return at(key, script, replace(couple(), way=Way.TALK))


async def test_the_card(folder: Path) -> None:
    """What to say stands there as a guide; two lines are for keeping; nothing has to be typed."""
    async with opened(folder, talked(SPEAKING)) as hands:
        assert "Tell Sam, aloud." in hands.screen
        assert "Sam: let Kim finish." in hands.screen
        guide = [str(line.render()) for line in hands.app.screen.query(".guide-label")]
        assert guide == ["I saw or heard", "I feel", "What I need:"]
        fields = list(hands.app.screen.query(TextField))
        assert [field.name for field in fields] == ["core", "ask"]
        assert hands.app.focused is fields[0]
        assert hands.app.screen.query_one("#clock").region.area
        await hands.press("f8")
        assert hands.talk.at.phase == "confirm"
        kim = hands.talk.partners[0].id
        said = hands.talk.said[f"impact/speak/{kim}/0"]
        assert (said.talked, said.skipped) == (True, False)


async def test_one_sentence_and_a_request_by_enter_alone(folder: Path) -> None:
    """Enter goes on: to the request, to the button, and then it is said back."""
    async with opened(folder, talked(SPEAKING)) as hands:
        await hands.type(SENTENCE)
        await hands.press("enter")
        await hands.type("one evening")
        await hands.press("enter", "enter")
        assert hands.talk.at.phase == "confirm"
        assert SENTENCE in hands.screen
        assert "one evening" in hands.screen
        assert "SAM" not in hands.screen  # it is Kim who says whether it is right
        await hands.press("enter")
        assert hands.talk.at.key == talked("impact/speak/sam/0").at.key


VERDICTS = [("primary", "speak"), ("not-quite", "missed"), ("more", "more")]


@pytest.mark.parametrize(("button", "phase"), VERDICTS)
@pytest.mark.parametrize("way", list(Way))
async def test_is_it_right_takes_one_key(folder: Path, button: str, phase: str, way: Way) -> None:
    """The buttons are the answers; the first of them has the focus, and arrows reach the others."""
    talk = at("impact/confirm/kim/0", None, replace(couple(), way=way))
    async with opened(folder, talk) as hands:
        assert hands.app.focused is hands.app.screen.query_one("#primary")
        for _ in range([button for button, _ in VERDICTS[:1] + VERDICTS[:0:-1]].index(button)):
            await hands.press("left")
        assert hands.app.focused is hands.app.screen.query_one(f"#{button}")
        await hands.press("enter")
        assert hands.talk.at.phase == phase


async def test_the_way_changes_and_no_word_is_lost(folder: Path) -> None:
    """Half a sentence stays in the guide when they talk, and in its line when they write again."""
    async with opened(folder, at(SPEAKING)) as hands:
        await hands.write("the dishes, again", "see")
        hands.app.request(SwitchWay())
        await hands.rest()
        ways = [hands.talk.way]
        assert [field.name for field in hands.app.screen.query(TextField)] == ["core", "ask"]
        assert "the dishes, again" in hands.screen
        await hands.type("alone again")
        hands.app.request(SwitchWay())
        await hands.rest()
        ways.append(hands.talk.way)
        assert ways == [Way.TALK, Way.WRITE]
        assert hands.field("see").text == "the dishes, again"
        assert hands.talk.written(hands.talk.at, "core") == "alone again"
        hands.app.request(SwitchWay())
        await hands.rest()
        assert hands.field("core").text == "alone again"
        await hands.press("f8")
        assert "alone again" in hands.screen
        assert "I saw or heard the dishes, again" in hands.screen  # and it is read with the rest


async def test_the_menu_says_which_way_it_goes(folder: Path) -> None:
    """One of the two stands in it, on any turn, with the same letter."""
    letters = set()
    for place, (talk, words) in enumerate(
        [
            (talked(SPEAKING), "Write everything down from here"),
            (at("ideas/collect//0"), "Talk, and keep one sentence a turn"),
        ]
    ):
        async with opened(folder / str(place), talk) as hands:
            hands.app.request(ShowMenu())
            await hands.rest()
            entries = list(hands.app.screen.query(ActionLink))
            said = [str(entry.render()) for entry in entries]
            assert words in said
            signs = list(hands.app.screen.query(".menu-letter"))
            letters.add(str(signs[said.index(words)].render()))
    assert len(letters) == 1


async def test_what_f5_finds_goes_into_the_line(folder: Path) -> None:
    """Said aloud there is one line for a feeling, a need and a whole example; it can be changed."""
    async with opened(folder, talked(SPEAKING)) as hands:
        await hands.type("alone")
        hands.app.request(FindFeeling())
        await hands.rest()
        await hands.type("tired")
        await hands.press("enter", "enter")
        assert hands.field("core").text == "alone, tired"
        assert "tired, afraid, alone" in hands.screen  # the guide stays a guide
        hands.field("core").put("")
        hands.app.request(ShowExamples())
        await hands.rest()
        await hands.press("enter", "enter")
        script = scripts_of("en", hands.talk.setting)[0]
        assert hands.field("core").text == script.say
        assert hands.field("ask").text == script.slots["ask"]
        assert hands.talk.written(hands.talk.at, "feel") == ""


def marks(hands: Hands) -> WordMarks:
    """Give the words that can be marked."""
    return hands.app.screen.query_one(WordMarks)


async def test_words_are_marked_by_arrows_and_space(folder: Path) -> None:
    """They stand before the listener with it, who changes the words of before."""
    async with opened(folder, at("impact/missed/kim/0", WRITTEN)) as hands:
        assert "that you are tired" in hands.screen
        assert hands.app.focused is marks(hands)
        await hands.press(*["right"] * 7)
        await hands.press("space", "space", "space")
        assert marks(hands).value == "7 I sit alone"
        await hands.press("left", "space")  # not that one after all
        assert marks(hands).value == "7 I sit"
        await hands.press("f8")
        assert hands.talk.at.phase == "reflect"
        assert hands.field().text == "that you are tired"
        assert SENTENCE in " ".join(hands.screen.replace("█", "").split())
        assert marks(hands).value == "7 I sit"
        assert not marks(hands).can_focus
        await hands.press("ctrl+b")
        assert marks(hands).value == "7 I sit"


async def test_arrows_go_up_and_down_among_words_and_out_of_them(folder: Path) -> None:
    """Up and down go to the row; from the last one to the line below, with the words kept."""
    async with opened(folder, at("impact/missed/kim/0", WRITTEN), size=(60, 24)) as hands:
        words: Widget = marks(hands)
        assert isinstance(words, WordMarks)
        assert words.region.height == 2
        await hands.press("space")
        await hands.press("down")
        await hands.press("space")
        chosen = [int(line.split()[0]) for line in words.value.splitlines()]
        assert chosen[0] == 0
        assert chosen[1] > 5
        focused = []
        for key in ("down", "up"):
            await hands.press(key)
            focused.append(hands.app.focused)
        assert focused == [hands.field("text"), words]


async def test_a_click_marks_a_word(folder: Path) -> None:
    """The word under the mouse, and no other."""
    async with opened(folder, at("impact/missed/kim/0", WRITTEN)) as hands:
        words = marks(hands)
        lead = len("I saw or heard ")
        await hands.pilot.click(words, offset=(2 + lead + len("that you "), 0))
        await hands.rest()
        assert words.value == "2 come"


async def test_nothing_missed_is_left_or_said_in_a_line(folder: Path) -> None:
    """In writing something is pointed out, or it is left; said aloud no line is needed."""
    async with opened(folder, at("impact/missed/kim/0", WRITTEN)) as hands:
        await hands.press("f8")
        assert hands.tells(errors.AnswerMissing)
        assert hands.app.focused is hands.field("text")
        await hands.do(hands.app.screen.query_one("#stand"))
        assert hands.talk.at.key == at("impact/speak/sam/0").at.key
    async with opened(folder / "aloud", talked("impact/missed/kim/0", SAID)) as hands:
        await hands.press("f8")
        assert hands.talk.at.phase == "confirm"


async def test_without_a_kept_sentence_there_is_nothing_to_mark(folder: Path) -> None:
    """Then it is said aloud once more; one line may be kept."""
    script: helpers.Script = {**SAID, SPEAKING: {"core": "", "ask": ""}}
    async with opened(folder, talked("impact/missed/kim/0", script)) as hands:
        assert not hands.app.screen.query(WordMarks)
        assert hands.app.focused is hands.field("text")


async def test_marks_stand_before_the_one_who_says_if_it_is_right(folder: Path) -> None:
    """Said aloud, the marked words are on the screen while it is said once more."""
    script: helpers.Script = {**SAID, "impact/missed/kim/0": {"words": "7 I sit alone"}}
    async with opened(folder, talked("impact/confirm/kim/1", script)) as hands:
        assert "This did not come across yet:" in hands.screen
        assert hands.screen.count(SENTENCE) == 1
        assert marks(hands).value == "7 I sit alone"


async def test_hints_look_at_the_sentence_that_is_kept(folder: Path) -> None:
    """What makes the other defend themself is noticed in it as anywhere."""
    async with opened(folder, talked(SPEAKING)) as hands:
        await hands.type("that you always come home at nine")
        await hands.until(lambda: hands.app.screen.query_one("#hint").display)


async def test_what_both_kept_stands_beside_the_next_question(folder: Path) -> None:
    """The core and the request, in the second column."""
    talk = talked("ideas/collect//0", {SPEAKING: SAID[SPEAKING]})
    async with opened(folder, talk, size=(120, 40)) as hands:
        shown = " ".join(hands.screen.split())
        assert "that you come home at nine" in shown
        assert "one evening a week" in shown
