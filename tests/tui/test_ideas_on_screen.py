"""Ideas on the screen: the bridge above them, whom each helps, and judging them on one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import idea_moves
from sessions.conversation import Conversation, Said, Turn
from sessions.people import Way
from tests.sessions import helpers
from tests.tui.walk import EVENING, Hands, at, couple, opened
from tui.features.conversation.bridge import BridgeName
from tui.widgets.choices import Choices
from tui.widgets.localized import ActionLink
from tui.widgets.more_line import MoreLine

BROUGHT: helpers.Script = {
    "impact/speak/kim/0": {"see": "you are late", "need": "not to be alone", "ask": "one evening"},
    "impact/speak/sam/0": {"see": "you are cross", "feel": "rushed"},
}


def collecting(
    *ideas: str, script: helpers.Script | None = None, way: Way = Way.WRITE
) -> Conversation:
    """Give a conversation at collecting, with these ideas."""
    talk = at("ideas/collect//0", script, replace(couple(), way=way))
    for place, text in enumerate(ideas):
        talk = idea_moves.add_idea(talk, text, now=EVENING, new_id=f"i{place}")
    return talk


def bridge(hands: Hands) -> list[str]:
    """Give what stands on the bridge, in order."""
    parts = hands.app.screen.query(".bridge-name, .bridge .quote, .bridge-need")
    return [str(part.render()) for part in parts]


async def test_both_requests_stand_above(folder: Path) -> None:
    """What they ask, and what they need; who asked for nothing has what they said."""
    async with opened(folder, collecting(script=BROUGHT)) as hands:
        assert bridge(hands) == [
            *("◆ Kim asks", "one evening", "needs: not to be alone"),
            *("Sam said ●", "you are cross"),
        ]


async def test_the_core_stands_above_where_they_talked(folder: Path) -> None:
    """Without a request the sentence that was kept; who kept nothing is not there."""
    script: helpers.Script = {
        "impact/speak/kim/0": {"core": "the long evenings", "ask": ""},
        "impact/speak/sam/0": {"core": "", "ask": ""},
    }
    async with opened(folder, collecting(script=script, way=Way.TALK)) as hands:
        assert bridge(hands) == ["◆ Kim said", "the long evenings"]
        hands.app.screen.query_one(BridgeName)
    nobody: helpers.Script = {"impact/speak": None}
    async with opened(folder / "nobody", collecting(script=nobody)) as hands:
        assert bridge(hands) == []


async def test_the_bridge_never_scrolls_away(folder: Path) -> None:
    """However many ideas there are."""
    async with opened(folder, collecting(*(f"idea {n}" for n in range(12)))) as hands:
        assert "Kim asks" in hands.screen
        await hands.press("end", "pagedown")
        assert "Kim asks" in hands.screen


async def test_whom_it_helps_is_a_key_behind_the_idea(folder: Path) -> None:
    """Enter turns the sign; the focus stays, and what is half-typed stays in its field."""
    async with opened(folder, collecting("cook together")) as hands:
        await hands.type("half an")
        await hands.press("down", "right")
        sign = hands.app.focused
        assert isinstance(sign, ActionLink)
        assert str(sign.render()) == "○"
        assert "Enter helps Sam" in hands.screen
        await hands.press("enter")
        assert hands.app.focused is sign
        assert str(sign.render()) == "●"
        sam = hands.talk.partners[1].id
        helps = [hands.talk.ideas[0].helps]
        assert hands.field().text == "half an"
        await hands.press("enter")
        helps.append(hands.talk.ideas[0].helps)
        assert helps == [(sam,), ()]


async def test_one_key_an_idea(folder: Path) -> None:
    """A digit chooses and goes on; an objection has two lines, and then comes the next idea."""
    async with opened(folder) as hands:
        await hands.put(at("ideas/judge/kim/0", None, couple()), alone=True)
        await hands.put(
            replace(collecting("a", "b", "c"), at=hands.talk.at),
            alone=True,
        )
        await hands.press("1", "3")
        assert hands.app.focused is hands.field("why1")
        await hands.type("too dear")
        await hands.press("enter")
        assert hands.app.focused is hands.field("how1")
        await hands.press("enter", "2")
        values = [choices.value for choices in hands.app.screen.query(Choices)]
        assert values == ["yes", "objection", "live"]
        assert hands.app.focused is hands.app.screen.query_one("#primary")
        await hands.press("enter")
        said = hands.talk.said[at("ideas/judge/kim/0").at.key].fields
        assert (said["mark1"], said["why1"], said["how1"]) == ("objection", "too dear", "")


@pytest.mark.parametrize("mark", ["yes", "live"])
async def test_an_objection_that_is_taken_back_keeps_its_words_out_of_sight(
    folder: Path, mark: str
) -> None:
    """Its lines go; the reason is read by nobody, and stands there again when it is one again."""
    async with opened(folder) as hands:
        await hands.put(at("ideas/judge/kim/0"), alone=True)
        await hands.press("3")
        await hands.type("too dear")
        await hands.choose(mark)
        assert not hands.field("why0").display
        await hands.choose("objection")
        assert hands.field("why0").text == "too dear"
        await hands.choose(mark)
        await hands.press("f8")
        await hands.press("enter")  # the curtain
        await hands.press("1", "f8")
        assert hands.talk.at.phase == "reveal"
        assert "too dear" not in hands.all_texts


async def test_what_all_think_is_read_before_going_on(folder: Path) -> None:
    """Where it is longer than the screen the focus begins at reading on."""
    talk = at("ideas/reveal//0")
    async with opened(folder, talk) as hands:
        assert hands.app.focused is hands.app.screen.query_one("#primary")
    many = collecting(*(f"idea {n}" for n in range(8)))
    said = {
        Turn("ideas", "judge", who.id).key: Said(
            fields={f"mark{place}": "yes" for place in range(8)}, at=EVENING
        )
        for who in many.partners
    }
    long = replace(many, at=talk.at, said={**many.said, **said})
    async with opened(folder / "long", long) as hands:
        more = hands.app.screen.query_one(MoreLine)
        assert hands.app.focused is more
        for _ in range(8):
            if not more.has_focus:
                break
            assert hands.talk.at == talk.at
            await hands.press("enter")
        assert hands.app.focused is hands.app.screen.query_one("#primary")


async def test_with_an_idea_there_is_nothing_to_pass_over(folder: Path) -> None:
    """The button to skip goes with the first idea, and comes back with none."""
    async with opened(folder, collecting()) as hands:
        skip = hands.app.screen.query_one("#skip")
        shows = [skip.display]
        await hands.type("cook together")
        await hands.press("enter")
        shows.append(skip.display)
        await hands.do(hands.links("away")[0])
        shows.append(skip.display)
        assert shows == [True, False, True]
