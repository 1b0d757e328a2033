"""Turns on the screen: whose it is, and what each button does."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Button

from sessions import errors
from sessions.agreements import standing
from sessions.commands import WithdrawIdea
from sessions.conversation import State
from tests.tui.walk import Hands, at, couple, opened
from tui.features.archive.read_screen import ReadScreen
from tui.widgets.choices import Confirm
from tui.widgets.moment_field import MomentField

FLOORS = [
    ("appreciation/speak/kim/0", "◆ KIM speaks", "Sam listens ●", "first"),
    ("appreciation/reflect/sam/0", "◆ Kim listens", "SAM says it back ●", "second"),
    ("impact/confirm/kim/0", "◆ KIM says if it is right", "Sam listens ●", "first"),
    ("impact/speak/sam/0", "◆ Kim listens", "SAM speaks ●", "second"),
    ("closing/thanks/sam/0", "◆ Kim listens", "SAM speaks ●", "second"),
    ("alone/goal/sam/0", "◆ Kim looks away", "SAM, alone · question 2 of 4 ●", "second"),
    ("ideas/judge/kim/0", "◆ KIM, alone", "Sam looks away ●", "first"),
]


async def test_floor(folder: Path) -> None:
    """Whose turn it is stands in words, capitals, with a mark, on their side, and as a bar."""
    async with opened(folder) as hands:
        for key, left, right, side in FLOORS:
            await hands.put(at(key), alone=True)
            assert hands.floor == f"{left} | {right}", key
            line = next(row for row in hands.screen.splitlines() if left in row)
            assert line.index(left) < 4
            assert line.rstrip().endswith(right)
            assert hands.app.screen.query_one("#panel").has_class(side)
        await hands.put(at("together/subject//0"))
        assert hands.floor == "Kim and Sam, together"


async def test_back_keeps_text(folder: Path) -> None:
    """Back goes one turn back; what was answered and what was half-typed is both still there."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.write("I saw it", "see")
        await hands.do(hands.app.screen.query_one("#back"))
        assert hands.talk.at.key.startswith("appreciation/reflect")
        assert hands.field().text
        await hands.primary()
        assert hands.talk.at.key.startswith("impact/speak")
        assert hands.field("see").text == "I saw it"


async def test_skip(folder: Path) -> None:
    """A question that is not needed is skipped with its text kept; the subject cannot be."""
    async with opened(folder, at("alone/neutral/kim/0")) as hands:
        await hands.open_curtain()
        await hands.write("kept")
        await hands.do(hands.app.screen.query_one("#skip"))
        assert "/neutral/" not in hands.talk.at.key
        await hands.press("ctrl+b")
        assert hands.field().text == "kept"
        await hands.put(at("together/subject//0"))
        assert not hands.app.screen.query("#skip")


async def test_double_enter(folder: Path) -> None:
    """A second Enter on the filled button, sent before the screen changed, answers nothing."""
    async with opened(folder, at("closing/thanks/kim/0")) as hands:
        button = hands.app.screen.query_one("#primary", Button)
        button.active_effect_duration = 0  # else the button itself refuses the second
        await hands.go_to(button)
        for _ in range(3):
            hands.app.simulate_key("enter")
        await hands.rest()
        assert hands.talk.at.key == at("closing/thanks/sam/0").at.key


async def test_take_over(folder: Path) -> None:
    """The prepared I-message is offered unseen; taken over, it fills only what is empty."""
    script = {"alone/message/kim": {"see": "prepared see", "feel": "prepared feel"}}
    async with opened(folder, at("impact/speak/kim/0", script)) as hands:
        assert "prepared" not in hands.all_texts.replace("I prepared", "")
        await hands.write("own words", "feel")
        await hands.do(hands.app.screen.query_one("#take-over"))
        assert hands.field("see").text == "prepared see"
        assert hands.field("feel").text == "own words"
        await hands.put(at("impact/speak/sam/0", {"alone/message/sam": None}))
        assert not hands.app.screen.query("#take-over")


async def test_read_again(folder: Path) -> None:
    """The listener may read the words once more, and put them away."""
    script = {"impact/speak/kim": {"see": "the dishes", "feel": "tired"}}
    async with opened(folder, at("impact/reflect/sam/0", script)) as hands:
        assert "the dishes" not in hands.screen
        await hands.do(hands.app.screen.query_one("#read-again"))
        assert "I saw or heard the dishes" in hands.screen
        await hands.press("enter")
        assert "the dishes" not in hands.screen


async def test_misses(folder: Path) -> None:
    """Not quite: what was missed, and again; after two misses the speaker may let it stand."""
    async with opened(folder, at("impact/confirm/kim/0")) as hands:
        for _ in range(2):
            assert "/confirm/" in hands.talk.at.key
            await hands.do(hands.app.screen.query_one("#not-quite"))
            if "/missed/" in hands.talk.at.key:
                await hands.answer(text="the evenings")
                await hands.answer(text="in my words")
        assert "/again/" in hands.talk.at.key
        await hands.answer()
        assert "/more/" in hands.talk.at.key


async def test_more(folder: Path) -> None:
    """There is more: the speaker goes on, and the other says that back too."""
    async with opened(folder, at("impact/confirm/kim/0")) as hands:
        await hands.do(hands.app.screen.query_one("#more"))
        assert "/more/" in hands.talk.at.key
        assert "What do you want Sam to hear?" in hands.screen
        await hands.answer(text="and this")
        assert "/reflect/" in hands.talk.at.key


async def test_high_tension(folder: Path) -> None:
    """Eight or more offers to wait; who waits gets a time-out that does not say who it was."""
    async with opened(folder, at("alone/tension/kim/0")) as hands:
        await hands.open_curtain()
        await hands.answer(scale="9")
        assert "That is high" in hands.screen
        await hands.choose("wait")
        await hands.primary()
        assert hands.talk.state is State.TIME_OUT
        assert "Kim" not in hands.screen
        assert "Sam" not in hands.screen


async def _ideas(hands: Hands, *ideas: str) -> None:
    await hands.put(at("ideas/collect//0"))
    for idea in ideas:
        await hands.write(idea)
        await hands.press("enter")


def _ideas_now(hands: Hands) -> list[str]:
    return [idea.text for idea in hands.talk.ideas if not idea.withdrawn]


async def test_ideas(folder: Path) -> None:
    """Enter adds an idea; each can be changed and taken away; the last needs no Enter."""
    async with opened(folder) as hands:
        await _ideas(hands, "one", "two", "three")
        assert _ideas_now(hands) == ["one", "two", "three"]
        assert hands.field().text == ""
        await hands.do(hands.links(WithdrawIdea)[0])
        assert _ideas_now(hands) == ["two", "three"]
        await hands.do(hands.links("reword")[0])
        assert hands.field().text == "two"
        await hands.type(" more")
        await hands.press("enter")
        assert _ideas_now(hands) == ["three", "two more"]
        await hands.write("last")
        await hands.primary()
        assert _ideas_now(hands) == ["three", "two more", "last"]
        assert hands.talk.at.phase == "judge"


async def test_no_idea(folder: Path) -> None:
    """Without any idea the button says what is missing; Skip goes on."""
    async with opened(folder) as hands:
        await _ideas(hands)
        await hands.primary()
        assert hands.notice
        await hands.do(hands.app.screen.query_one("#skip"))
        assert hands.talk.at.step == "agreements"


async def test_change_with_half_an_idea(folder: Path) -> None:
    """Changing an idea while another is half-typed loses neither."""
    async with opened(folder) as hands:
        await _ideas(hands, "one")
        await hands.write("half")
        await hands.do(hands.links("reword")[0])
        assert hands.field().text == "one"
        assert _ideas_now(hands) == ["half"]


async def test_a_subject_is_one_line(folder: Path) -> None:
    """A few words, and Enter goes on."""
    async with opened(folder, at("together/subject//0")) as hands:
        await hands.type("the evenings")
        await hands.press("enter", "enter")
        assert hands.talk.at.key == "together/aim//0"
        assert hands.talk.title() == "the evenings"


async def test_a_share_promises_only_what_comes(folder: Path) -> None:
    """After the first it is the other's turn; after the second what is shared, or the next step."""
    async with opened(folder) as hands:
        for who, words in (("kim", "Done, over to Sam"), ("sam", "Done")):
            await hands.put(at(f"alone/share/{who}/0", {"alone/share/kim/0": {}}), alone=True)
            assert hands.button == words


async def test_under_a_dialog_no_other_key_is_named(folder: Path) -> None:
    """There is one line of keys at a time."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        assert hands.screen.count("F10 more") == 1
        await hands.press("f5")
        assert "F10 more" not in hands.screen
        await hands.press("escape")
        assert hands.screen.count("F10 more") == 1


async def test_objection(folder: Path) -> None:
    """An objection asks for a reason in a field that was not there before; the reveal shows it."""
    async with opened(folder, at("ideas/judge/kim/0")) as hands:
        await hands.open_curtain()
        assert not hands.field("why0").display
        await hands.press("3")
        assert hands.app.focused is hands.field("why0")
        await hands.primary()
        assert hands.tells(errors.ReasonMissing)
        assert hands.app.focused is hands.field("why0")
        await hands.type("too late")
        await hands.write("at eight", "how0")
        await hands.primary()
        assert "too late" not in hands.all_texts
        await hands.answer()
        assert hands.talk.at.phase == "reveal"
        assert "Not like this, because too late" in hands.screen
        assert "It could work like this: at eight" in hands.screen


@pytest.mark.long
async def test_agreements(folder: Path) -> None:
    """An agreement in own words; then change it; then take it away; then none is fine too."""
    async with opened(folder, at("agreements/choose//0")) as hands:
        await hands.primary()
        assert hands.tells(errors.ChoiceMissing)
        await hands.choose("own")
        await hands.primary()
        await hands.answer(what="walk on Sunday")
        await hands.do(hands.app.screen.query_one("#skip"))
        assert hands.talk.at.phase == "choose"
        assert hands.button == "This is enough, go on"
        assert "walk on Sunday" in hands.screen
        await hands.do(hands.links("change")[0])
        assert hands.field("what").text == "walk on Sunday"
        await hands.go_to(hands.field("what"))
        await hands.type("s")
        await hands.primary()
        await hands.primary()
        (agreed,) = standing(hands.talk.agreements)
        assert agreed.what == "walk on Sundays"
        await hands.do(hands.links("take away")[0])
        assert standing(hands.talk.agreements) == ()
        await hands.do(hands.app.screen.query_one("#enough"))
        assert hands.talk.at.key == "closing/open//0"
        assert "close without an agreement" in hands.screen


DATES = [
    ("vrijdag", "nl", "2026-11-27"),
    ("31-12", "nl", "2026-12-31"),
    ("Friday", "en", "2026-11-27"),
    ("in 3 weeks", "en", "2026-12-13"),
]


@pytest.mark.long
@pytest.mark.parametrize(("typed", "tongue", "day"), DATES)
async def test_day_in_words(folder: Path, typed: str, tongue: str, day: str) -> None:
    """Another day, in words of the reader's own."""
    async with opened(folder, at("date/pick//0", pair=couple(tongue, tongue))) as hands:
        await hands.choose("other")
        await hands.write(typed, "date")
        await hands.primary()
        assert str(standing(hands.talk.agreements)[0].evaluate_on) == day


async def test_days(folder: Path) -> None:
    """A week by choosing; nothing, nonsense and the past are refused in a sentence, text kept."""
    async with opened(folder, at("date/pick//0")) as hands:
        await hands.primary()
        assert hands.notice
        await hands.choose("other")
        field = hands.field("date")
        for typed, told in (("blub", errors.DateNotUnderstood), ("1-1-2020", errors.DateInPast)):
            field.put("")
            await hands.write(typed, "date")
            await hands.primary()
            assert hands.tells(told)
            assert hands.talk.at.step == "date"
            assert field.text == typed
        await hands.choose("7")
        assert not any(
            moment.display for moment in field.ancestors if isinstance(moment, MomentField)
        )
        await hands.write("25:99", "time")
        await hands.primary()
        assert hands.tells(errors.TimeNotUnderstood)
        hands.field("time").put("")
        await hands.write("20u30", "time")
        await hands.primary()
        agreed = standing(hands.talk.agreements)[0]
        assert (str(agreed.evaluate_on), str(agreed.evaluate_at)) == ("2026-11-29", "20:30:00")


async def test_gisteren_is_a_day_that_has_been(folder: Path) -> None:
    """In a field for a day that comes, a word for another day says so as a date does."""
    async with opened(folder, at("date/pick//0")) as hands:
        await hands.choose("other")
        for typed in ("gisteren", "yesterday", "afgelopen vrijdag", "2 weeks ago"):
            hands.field("date").put("")
            await hands.write(typed, "date")
            await hands.primary()
            assert hands.tells(errors.DateInPast), typed


async def test_closing(folder: Path) -> None:
    """A parked subject is on the last page; both say yes; words can be changed first."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f4")
        await hands.type("the holidays")
        await hands.press("enter")
        parked = hands.talk.parked
        assert [subject.text for subject in parked] == ["the holidays"]
        await hands.put(replace(at("closing/confirm//0"), parked=parked))
        assert "the holidays" in hands.all_texts
        await hands.primary()
        assert hands.tells(errors.NotConfirmed)
        await hands.do(hands.app.screen.query_one("#revise"))
        assert hands.talk.at.phase == "choose"
        await hands.put(replace(at("closing/confirm//0"), parked=parked))
        for confirm in hands.app.screen.query(Confirm):
            await hands.do(confirm)
        await hands.primary()
        assert hands.talk.state is State.FINISHED
        assert isinstance(hands.app.screen, ReadScreen)
        assert "the holidays" in hands.all_texts


async def test_park_keeps_half_a_word(folder: Path) -> None:
    """Esc closes the parking dialog and throws nothing away."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f4")
        await hands.type("half")
        await hands.press("escape")
        await hands.press("f4")
        assert hands.field().text == "half"
