"""The time-out: called from anywhere, nothing to read, and the way back to the very letter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events

from sessions.conversation import State
from tests.tui.walk import EVENING, Clock, Hands, at, opened
from tui.features.conversation.curtain import CurtainScreen
from tui.features.help.guide import GuideDialog
from tui.features.help.requests import ShowGuide
from tui.features.home.screen import HomeScreen
from tui.features.timeout.countdown import TimeOutScreen
from tui.features.timeout.requests import Settle, ShowLeft, StopNow
from tui.features.timeout.return_screens import CheckScreen, NotCalmScreen, ReturnScreen
from tui.widgets.breathing_guide import BreathingGuide, BreathingStyle, Shape
from tui.widgets.choices import Confirm
from tui.widgets.localized import ActionLink

Road = Callable[[Hands], Awaitable[None]]


async def _by_button(hands: Hands) -> None:
    await hands.pilot.click("#time-out")  # it is no stop of Tab
    await hands.rest()


async def _by_f9(hands: Hands) -> None:
    await hands.press("f9")


async def _by_ctrl_t(hands: Hands) -> None:
    await hands.press("ctrl+t")


async def _in_menu(hands: Hands) -> None:
    await hands.press("f10", "up", "enter")  # it stands first, and does not begin there


async def _in_dialog(hands: Hands) -> None:
    await hands.press("f4")
    await hands.type("parkedhalf")
    await hands.press("f9")


async def _in_help(hands: Hands) -> None:
    await hands.press("f1", "ctrl+t")


ROADS: list[Road] = [_by_f9, _by_ctrl_t, _by_button, _in_menu, _in_dialog, _in_help]


@pytest.mark.parametrize("call", ROADS)
async def test_from_anywhere(folder: Path, call: Road) -> None:
    """In a text field, by the button, in a dialog: at once, and no word stays anywhere."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.write("halfword", "see")
        await call(hands)
        assert isinstance(hands.app.screen, TimeOutScreen)
        assert hands.talk.state is State.TIME_OUT
        for word in ("halfword", "parkedhalf", "‹", "Impact", "KIM"):
            assert word not in hands.all_texts
        assert "about 20 minutes left" in hands.screen
        assert "back at 20:40" in hands.screen


async def test_taken_back(folder: Path, clock: Clock) -> None:
    """Within a minute it can be taken back, by who says that nobody meant it; no word is lost."""
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        await hands.write("half", "see")
        await hands.press("f9")
        clock.forward(seconds=59)
        hands.app.router.route(ShowLeft())
        await hands.do(hands.app.screen.query_one("#take-back"))
        await hands.press("enter")  # one Enter too many ends nobody's break
        assert isinstance(hands.app.screen, TimeOutScreen)
        await hands.do(hands.app.screen.query_one("#take-back"))
        await hands.choose("mistake")
        assert hands.talk.state is State.ACTIVE
        assert hands.field("see").text == "half"
        await hands.press("f9")
        clock.forward(seconds=61)
        hands.app.router.route(ShowLeft())
        await hands.rest()
        assert not hands.app.screen.query_one("#take-back").display
        assert "about 19 minutes left" in hands.screen


async def test_other_moment(folder: Path, clock: Clock) -> None:
    """One proposes another moment, only the other says yes; the old one stands until then."""
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        await hands.press("f9")
        await hands.do(hands.app.screen.query_one("#other-moment"))
        await hands.choose("moment")
        for typed in ("soon", "20:25"):
            hands.field().put("")
            await hands.type(typed)
            await hands.press("enter")
            assert hands.notice, typed
        hands.field().put("")
        await hands.type("21:30")
        await hands.press("enter")
        await hands.choose("1" * 32)
        assert "◆ Kim proposes: back at 21:30" in hands.screen
        running = hands.talk.time_out
        assert running is not None
        assert running.until == EVENING + timedelta(minutes=20)
        assert "Kim: that is fine" not in hands.screen
        links = hands.app.screen.query("#offers ActionLink").results(ActionLink)
        await hands.do(next(link for link in links if "Sam" in str(link.render())))
        assert "back at 21:30" in hands.screen
        assert "proposes" not in hands.screen


async def test_early_only_together(folder: Path) -> None:
    """Earlier only when both ask, each for themself, after the reason for twenty minutes."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f9")
        for place in (0, 1):
            assert isinstance(hands.app.screen, TimeOutScreen)
            await hands.do(hands.app.screen.query_one("#early"))
            assert "twenty minutes" in hands.all_texts
            await hands.do(list(hands.app.screen.query(Confirm))[place])
            await hands.primary()
        assert isinstance(hands.app.screen, CheckScreen)
        assert "Kim, how is your body?" in hands.screen


async def _check(hands: Hands, *, calm: bool) -> None:
    assert isinstance(hands.app.screen, CheckScreen)
    for confirm in hands.app.screen.query(Confirm):
        if calm:
            await hands.do(confirm)
    await hands.primary()


async def _time_up(hands: Hands, clock: Clock) -> None:
    await hands.press("f9")
    clock.forward(minutes=20)
    hands.app.router.route(ShowLeft())
    await hands.rest()


@pytest.mark.parametrize("who", [0, 1])
async def test_not_calm(folder: Path, clock: Clock, who: int) -> None:
    """When one is not calm nobody says who; twenty minutes more is one of three offers."""
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        await _time_up(hands, clock)
        await _check(hands, calm=who != 0)
        assert "Sam, how is your body?" in hands.screen
        await _check(hands, calm=who != 1)
        assert isinstance(hands.app.screen, NotCalmScreen)
        assert "Kim" not in hands.screen
        assert "Sam" not in hands.screen
        await hands.do(hands.app.screen.query_one("#longer"))
        assert isinstance(hands.app.screen, TimeOutScreen)
        assert "back at 21:00" in hands.screen


async def test_another_day(folder: Path, clock: Clock) -> None:
    """Another day: home says when, the past is refused, and the words are there on that day."""
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        await hands.write("half", "see")
        await _time_up(hands, clock)
        await _check(hands, calm=False)
        await _check(hands, calm=True)
        await hands.do(hands.app.screen.query_one("#another_day"))
        await hands.type("1-1-2020")
        await hands.press("enter")
        assert hands.notice
        hands.field().put("")
        await hands.type("friday")
        await hands.press("enter")
        assert isinstance(hands.app.screen, HomeScreen)
        assert "Friday, November 27, 2026 at 20:40" in hands.screen
        clock.forward(days=5)
        await hands.do(hands.app.screen.query_one(".entry"))
        assert hands.field("see").text == "half"


async def test_third_person(folder: Path, clock: Clock) -> None:
    """Asking someone to help leads to the closing, where that is laid ready."""
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        await _time_up(hands, clock)
        await _check(hands, calm=False)
        await _check(hands, calm=False)
        await hands.do(hands.app.screen.query_one("#third_person"))
        assert hands.talk.at.key == "closing/open//0"
        assert hands.option("third").chosen


async def test_return(folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both calm: name the cycle, then the very turn with its draft. The bell sounded once."""
    bells: list[int] = []
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        monkeypatch.setattr(hands.app, "bell", lambda: bells.append(1))
        await hands.write("half a wo", "see")
        await _time_up(hands, clock)
        hands.app.router.route(ShowLeft())
        await _check(hands, calm=True)
        await _check(hands, calm=True)
        assert bells == [1]
        assert isinstance(hands.app.screen, ReturnScreen)
        await hands.write("silence and asking")
        await hands.primary()
        assert hands.talk.at == at("impact/speak/kim/0").at
        assert hands.field("see").text == "half a wo"
        assert hands.talk.time_outs[-1].cycle == "silence and asking"


async def test_return_to_the_curtain(folder: Path, clock: Clock) -> None:
    """Broken off at something private, the curtain hangs before it on the way back."""
    async with opened(folder, at("alone/goal/kim/0"), clock=clock) as hands:
        await hands.open_curtain()
        await hands.write("secret")
        await _time_up(hands, clock)
        await _check(hands, calm=True)
        await _check(hands, calm=True)
        await hands.primary()
        assert isinstance(hands.app.screen, CurtainScreen)
        assert "secret" not in hands.all_texts


async def test_quiet(folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the sound off the end is silent, and that is remembered."""
    bells: list[int] = []
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        monkeypatch.setattr(hands.app, "bell", lambda: bells.append(1))
        await hands.press("f9")
        await hands.do(hands.app.screen.query_one("#bell"))
        assert "Sound on" in hands.screen
        clock.forward(minutes=20)
        hands.app.router.route(ShowLeft())
        await hands.rest()
        assert isinstance(hands.app.screen, CheckScreen)
        assert bells == []
        assert not hands.app.workspace.library.settings.bell_on


async def test_closing_the_program(folder: Path, clock: Clock) -> None:
    """It is time on the wall: closing the program stops nothing, and opening shows what is left."""
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        await hands.press("f9")
    clock.forward(minutes=5)
    async with opened(folder, clock=clock) as hands:
        assert "time-out until 20:40, 15 minutes left" in hands.screen
        await hands.do(hands.app.screen.query_one(".entry"))
        assert "about 15 minutes left" in hands.screen


async def test_stands_still(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may move the ring stands still; elsewhere it breathes, and can be stilled."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f9")
        ring = hands.app.screen.query_one(BreathingGuide)
        before = str(ring.render())
        for _ in range(6):
            ring._breathe()
        assert str(ring.render()) != before
        await hands.do(hands.app.screen.query_one("#still"))
        assert ring.still
        await hands.do(hands.app.screen.query_one("#still"))
        assert "counting to 4, and out, counting to 6" in " ".join(hands.screen.split())
        await hands.do(hands.app.screen.query_one("#pace"))
        assert "counting to 5, and out, counting to 8" in " ".join(hands.screen.split())
        assert hands.app.workspace.library.settings.breathing == "words slow"
        await hands.do(hands.app.screen.query_one("#still"))
        assert not hands.app.screen.query_one(BreathingGuide).still
    monkeypatch.setenv("TWEESPRAAK_MOTION", "none")
    async with opened(folder.with_name("other"), at("impact/speak/kim/0")) as hands:
        await hands.press("f9")
        ring = hands.app.screen.query_one(BreathingGuide)
        before = str(ring.render())
        for _ in range(6):
            ring._breathe()
        assert str(ring.render()) == before


async def test_how_they_breathe_is_remembered(folder: Path) -> None:
    """The next time-out, in another run, looks as they left it."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f9")
        await hands.do(hands.app.screen.query_one("#pace"))
        assert hands.app.workspace.library.flush()
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.press("f9")
        assert hands.app.screen.query_one(BreathingGuide).breath.pace == "slow"


@pytest.mark.parametrize(
    ("kept", "breath"),
    [
        ("", BreathingStyle()),
        ("still slow", BreathingStyle(Shape.STILL, "slow")),
        ("words even", BreathingStyle(Shape.WORDS, "even")),
        ("dancing fast", BreathingStyle()),
        ("still", BreathingStyle(Shape.STILL)),
    ],
)
def test_what_was_kept_of_breathing(kept: str, breath: BreathingStyle) -> None:
    """Anything else is the usual; what is known comes back."""
    assert BreathingStyle.of(kept) == breath
    assert BreathingStyle.of(breath.kept()) == breath
    assert breath.reshaped().reshaped().reshaped() == breath
    assert breath.paced().paced().paced() == breath


async def test_a_minute_to_land(folder: Path) -> None:
    """Offered where they begin; it asks nothing, and they come back where they were."""
    async with opened(folder, at("rules/now//0")) as hands:
        await hands.do(hands.app.screen.query_one("#land"))
        assert "both feet on the floor" in " ".join(hands.screen.split())
        assert len(hands.app.screen.query(BreathingGuide)) == 1
        await hands.press("enter")
        assert hands.talk.at.key == "rules/now//0"
        assert hands.app.screen.query("#land")


async def test_the_bell_sounds_but_nothing_is_taken_from_under_their_hands(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads in the guide reads on; closed, the check of their body is there."""
    bells: list[int] = []
    async with opened(folder, at("impact/speak/kim/0"), clock=clock) as hands:
        monkeypatch.setattr(hands.app, "bell", lambda: bells.append(1))
        await hands.press("f9")
        hands.app.request(ShowGuide())
        await hands.rest()
        clock.forward(minutes=20)
        for _ in range(3):
            hands.app.router.route(ShowLeft())
            await hands.rest()
        assert isinstance(hands.app.screen, GuideDialog)
        assert bells == [1]
        await hands.press("escape")
        hands.app.router.route(ShowLeft())
        await hands.rest()
        assert isinstance(hands.app.screen, CheckScreen)


ONE_AFTER_ANOTHER = [
    ("f9", "f1"), ("f9", "f2"), ("f9", "f10"), ("f1", "f9"), ("f2", "f9"), ("f9", "f9", "f1"),
    ("ctrl+b", "f1"), ("ctrl+b", "f9"), ("f5", "f9"), ("f10", "enter"), ("f1", "escape", "f1"),
]  # fmt: skip


@pytest.mark.parametrize(
    "keys",
    [
        *ONE_AFTER_ANOTHER[:4],
        *(pytest.param(case, marks=pytest.mark.long) for case in ONE_AFTER_ANOTHER[4:]),
    ],
    ids="-".join,
)
async def test_keys_that_come_together_end_nothing(folder: Path, keys: tuple[str, ...]) -> None:
    """On a slow line they do: a dialog is gone before it was painted."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        for key in keys:
            hands.app.post_message(events.Key(key, None))
        for request in (ShowGuide(), Settle(), StopNow()):
            hands.app.request(request)
        await hands.rest()
        await hands.rest()
        assert hands.app.crash is None
        assert hands.app.is_running


async def test_a_time_out_with_nothing_open_is_nothing(folder: Path) -> None:
    """The key before it went home."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        hands.app.request(StopNow())
        hands.app.go_home()
        hands.app.request(StopNow())
        await hands.rest()
        assert isinstance(hands.app.screen, HomeScreen)
