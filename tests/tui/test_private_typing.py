"""What somebody typed alone is had back by nobody else, by no key: clipboard, marks, undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import TextArea

from sessions import moves
from sessions.commands import TakeTimeOutBack
from sessions.pattern import shipped
from tests.tui.clipboards import ALL, SECRET, cut, pasted
from tests.tui.diaries import SAM, begin
from tests.tui.due_agreements import save_all
from tests.tui.road import states
from tests.tui.walk import Hands, at, couple, opened
from tui.features.conversation.curtain import CurtainScreen
from tui.features.home.requests import GoHome
from tui.features.quit.requests import LockNow
from tui.features.word_help.dialogs import WordDialog
from tui.widgets.moment_field import MomentField
from tui.widgets.passphrase_field import PassphraseField
from tui.widgets.text_field import TextField

ALONE = "alone/goal/kim/0"
MESSAGE = "alone/message/kim/0"
SAMS = "alone/goal/sam/0"
OPEN = "impact/speak/kim/0"

# -- The clipboard --------------------------------------------------------------------------------


async def test_kim_cuts_and_sam_pastes_nothing(folder: Path, copied: list[str]) -> None:
    """Alone, it comes back in Kim's own field, and in no other turn of anybody."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await cut(hands)
        assert await pasted(hands) == SECRET
        await hands.press(*ALL, "ctrl+x")
        await hands.put(at(SAMS), alone=True)
        assert await pasted(hands) == ""
        await hands.put(at(OPEN))
        assert await pasted(hands) == ""
        assert copied == []


async def test_copying_alone_goes_nowhere_else(folder: Path, copied: list[str]) -> None:
    """What is copied in one line is pasted in that line, not in the next one, and not sent."""
    async with opened(folder) as hands:
        await hands.put(at(MESSAGE), alone=True)
        await hands.write(SECRET, "see")
        await hands.press(*ALL, "ctrl+c", "end")
        assert await pasted(hands, "see") == SECRET * 2
        assert await pasted(hands, "feel") == ""
        assert copied == []


@pytest.mark.long
async def test_no_field_behind_a_curtain_gives_anything_away(
    folder: Path, copied: list[str]
) -> None:
    """On every turn that is answered alone, whatever its kind: cut, and nothing is sent."""
    tried: set[str] = set()
    async with opened(folder) as hands:
        for state in states(couple()):
            if not moves.is_answered_alone(state, shipped(state.pattern)):
                continue
            await hands.put(state, alone=True)
            for field in list(hands.app.screen.query(TextField)):
                for around in field.ancestors_with_self:
                    if isinstance(around, MomentField | TextField):
                        around.display = True
                field.focus()
                await hands.press("x", *ALL, "ctrl+c", "ctrl+x")
                assert field.text == "", state.at.key
                tried.add(f"{state.pattern} {state.at.step} {state.at.phase}")
    assert copied == []
    assert {name.split()[1] for name in tried} >= {"alone", "ideas", "review"}


async def test_together_copying_works_as_before(folder: Path, copied: list[str]) -> None:
    """What both may read is copied, and can be pasted anywhere, alone too."""
    async with opened(folder) as hands:
        await hands.put(at(OPEN))
        await cut(hands, "for both", "see")
        assert copied == ["for both"]
        assert await pasted(hands, "feel") == "for both"
        await hands.put(at(ALONE), alone=True)
        assert await pasted(hands) == "for both"


async def test_own_words_come_before_what_was_copied_together(folder: Path) -> None:
    """In the field where somebody cut something alone, that is pasted; elsewhere the other."""
    async with opened(folder) as hands:
        await hands.put(at(OPEN))
        await cut(hands, "for both", "see")
        await hands.put(at(ALONE), alone=True)
        await cut(hands)
        assert await pasted(hands) == SECRET
        await hands.put(at(SAMS), alone=True)
        assert await pasted(hands) == "for both"


async def test_pasting_nothing_takes_nothing_away(folder: Path) -> None:
    """With an empty clipboard, what is marked stays."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.write(SECRET)
        await hands.press(*ALL, "ctrl+v")
        assert hands.field().text == SECRET


async def _time_out(hands: Hands) -> None:
    await hands.press("f9")
    hands.app.request(TakeTimeOutBack())
    await hands.rest()
    await hands.open_curtain()


async def _home_and_back(hands: Hands) -> None:
    talk = hands.talk
    hands.app.request(GoHome())
    await hands.rest()
    await hands.put(talk, alone=True)


async def _curtain(hands: Hands) -> None:
    hands.app.workspace.close_curtain()
    await hands.rest()
    await hands.open_curtain()


WAYS: dict[str, Callable[[Hands], Awaitable[None]]] = {
    "time-out": _time_out,
    "home": _home_and_back,
    "curtain": _curtain,
}
"""What takes a page away, and how the same person comes back to it, by name."""


@pytest.mark.parametrize("way", WAYS)
async def test_what_was_cut_is_forgotten(folder: Path, way: str) -> None:
    """After a time-out, home, or the curtain, not even the same turn has it."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        field = await cut(hands)
        assert field.own_clip == SECRET
        await WAYS[way](hands)
        assert field.own_clip == ""
        assert await pasted(hands) == ""


async def test_what_was_cut_is_forgotten_when_it_locks(folder: Path, copied: list[str]) -> None:
    """The program saves, and stops; the field has nothing any more."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        field = await cut(hands)
        hands.app.request(LockNow())
        await hands.until(lambda: hands.app.return_code is not None)
    assert (field.own_clip, copied) == ("", [])


async def test_a_dialog_over_a_private_page_gives_nothing_away(
    folder: Path, copied: list[str]
) -> None:
    """What somebody looks for, or parks, while they are alone is theirs too."""
    async with opened(folder) as hands:
        await hands.put(at(MESSAGE), alone=True)
        await hands.go_to(hands.field("feel"))
        await hands.press("f5")
        assert isinstance(hands.app.screen, WordDialog)
        await cut(hands)
        await hands.press("escape", "f4")
        await cut(hands)
        assert copied == []


async def test_the_line_that_is_cut_without_a_mark_stays_too(
    folder: Path, copied: list[str]
) -> None:
    """Ctrl+X without a mark takes the whole line."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.write(SECRET)
        await hands.press("ctrl+x")
        assert hands.field().text == ""
        assert copied == []
        assert SECRET in await pasted(hands)


# -- A diary --------------------------------------------------------------------------------------


async def test_a_diary_gives_nothing_away(folder: Path, copied: list[str]) -> None:
    """Cut from a note: it comes back there, not in the other's diary, nor in a turn."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        for name in ("text", "feeling"):
            await cut(hands, SECRET, name)
            assert await pasted(hands, name) == SECRET
            await hands.press(*ALL, "ctrl+x")
        await hands.press("escape", "escape")
        await begin(hands, SAM)
        await hands.primary()
        assert await pasted(hands, "text") == ""
        await hands.put(at(OPEN))
        assert await pasted(hands) == ""
        assert copied == []


# -- Undo, and what helps to write -----------------------------------------------------------------


async def test_undo_stays_with_the_field(folder: Path) -> None:
    """Ctrl+Z gives Kim her words back, and Sam nothing: neither alone nor together."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await cut(hands)
        await hands.press("ctrl+z")
        assert hands.field().text == SECRET
        for key, alone in ((SAMS, True), (MESSAGE, True), (OPEN, False)):
            await hands.put(at(key), alone=alone)
            for field in list(hands.app.screen.query(TextField)):
                field.focus()
                await hands.press("ctrl+z", "ctrl+y", "ctrl+y")
                assert field.text == ""
        assert SECRET not in hands.all_texts


async def test_undo_does_not_reach_behind_a_text_that_is_laid_in(folder: Path) -> None:
    """A field that is given another text has forgotten the one before, and how to undo it."""
    async with opened(folder) as hands:
        await hands.put(at(OPEN))
        await hands.write(SECRET, "see")
        hands.field("see").put("another text")
        await hands.press("ctrl+z", "ctrl+y")
        assert hands.field("see").text == "another text"


async def test_nothing_completes_what_somebody_types(folder: Path) -> None:
    """No field offers words that stood in it, or in another, before."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.write(SECRET)
        await hands.put(at(SAMS), alone=True)
        await hands.write(SECRET[:3])
        field: TextArea = hands.field()
        assert field.suggestion == ""
        await hands.press("right", "end")
        assert field.text == SECRET[:3]
    assert PassphraseField("name").suggester is None


async def test_the_title_says_nothing(folder: Path) -> None:
    """The window is named after the program, whatever is typed."""
    async with opened(folder) as hands:
        await hands.put(at(ALONE), alone=True)
        await hands.write(SECRET)
        assert (hands.app.title, hands.app.sub_title) == ("Tweespraak", "")
        assert not hands.app.screen.title


async def test_the_curtain_hides_it_from_the_other(folder: Path) -> None:
    """The end of Kim's own part: nothing of hers is on any screen, marked or to be pasted."""
    async with opened(folder) as hands:
        await hands.put(at("alone/share/kim/0", {"alone/goal/kim": {"text": SECRET}}), alone=True)
        await hands.primary()
        assert isinstance(hands.app.screen, CurtainScreen)
        assert SECRET not in hands.all_texts
        assert hands.app.clipboard == ""
