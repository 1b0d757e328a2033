"""The inventory on the screen: by keys, alone, stopped halfway, and the talk that comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Button

from sessions import inventory
from sessions.conversation import State, Turn
from sessions.people import Setting
from sessions.store import Vault
from tests.tui.due_agreements import save_all
from tests.tui.inventories import KIM, begin, done, enough, halfway
from tests.tui.walk import EVENING, Clock, opened
from tui.features.archive.requests import ReadConversation
from tui.features.conversation.curtain import CurtainScreen
from tui.features.conversation.steps.balance import BalanceScreen
from tui.features.help.guide import GuideDialog
from tui.features.home.requests import GoHome
from tui.features.home.screen import HomeScreen
from tui.features.inventory.requests import ShowInventory, StopInventory
from tui.features.timeout.requests import ShowLeft
from tui.language.language import known
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.choices import Confirm
from tui.widgets.matter_row import TITLE_CELLS, MatterRow
from tui.widgets.position_slider import PositionSlider
from tui.widgets.text_field import TextField


@pytest.mark.long
async def test_by_keys_from_home_to_a_talk_about_a_difference(folder: Path) -> None:
    """Each alone, side by side with the difference in words, and its title as the subject."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        # One key a place, and it goes on: after four the button has the focus.
        await hands.press("1", "1", "3", "5", "enter")
        assert hands.talk.at == Turn("inventory", "matter-cleaning", KIM)
        answers = hands.talk.said[Turn("inventory", "matter-cooking", KIM).key].fields
        assert [answers[measure] for measure in inventory.Measure] == ["1", "1", "3", "5"]
        await enough(hands)
        assert isinstance(hands.app.screen, CurtainScreen)
        await hands.primary()
        assert not any(slider.value for slider in hands.app.screen.query(PositionSlider))
        await hands.press("5", "4", "3", "1", "enter")
        await enough(hands)
        assert isinstance(hands.app.screen, BalanceScreen)
        shown = " ".join(hands.screen.split())
        assert "You each think you are mostly the one who cooks and shops." in shown
        assert "Kim: mostly Kim" in shown
        assert "Sam: mostly Sam" in shown
        assert "Kim would like it more evenly." in shown
        await hands.primary()
        assert (hands.talk.pattern, hands.talk.at.step) == ("give-and-take", "rules")
        subject = Turn("together", "subject")
        assert hands.talk.written(subject, "text") == "Cooking and shopping"
        assert hands.app.workspace.library.flush()
        ended = [
            summary
            for summary in hands.app.workspace.library.vault.index.read().summaries
            if summary.pattern == "inventory"
        ]
        assert [summary.state for summary in ended] == [State.FINISHED]


async def test_arrows_begin_in_the_middle_and_backspace_takes_it_back(folder: Path) -> None:
    """Without a place the first arrow goes to the middle; there is a way back to no answer."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        line = hands.app.screen.query(PositionSlider).first()
        await hands.until(lambda: hands.app.focused is line)
        await hands.press("left")
        assert line.value == "3"
        await hands.press("left", "left", "left")
        assert line.value == "1"
        await hands.press("backspace")
        assert line.value == ""
        assert hands.talk.written(hands.talk.at, "does") == ""


async def test_half_typed_places_are_there_after_a_break(folder: Path) -> None:
    """A place is kept like any letter: leaving and coming back shows it."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.press("2", "4")
        hands.app.request(GoHome())
        await hands.rest()
        assert "Giving and taking" in hands.screen
        hands.app.request(ShowInventory())
        await hands.rest()
        await hands.primary()
        assert [slider.value for slider in hands.app.screen.query(PositionSlider)] == [
            "2",
            "4",
            "",
            "",
        ]


async def test_what_kim_answered_is_nowhere_while_sam_answers(folder: Path) -> None:
    """No mark of Kim stands in any widget, and there is no way back to it."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.press("1", "enter", "1", "enter", "1", "enter", "1", "enter", "enter")
        await enough(hands)
        await hands.primary()
        assert not hands.app.screen.query("#back")
        assert "mostly Kim" in hands.screen  # the end of the line has a name, not an answer
        assert not any(slider.value for slider in hands.app.screen.query(PositionSlider))


async def test_without_a_pair_they_are_asked_who_they_are(folder: Path) -> None:
    """From an empty vault: names, the safety page, and then the inventory, not a talk."""
    async with opened(folder) as hands:
        hands.app.request(ShowInventory())
        await hands.rest()
        for name, field in zip(
            ("Kim", "Sam"), list(hands.app.screen.query(TextField)), strict=True
        ):
            await hands.go_to(field)
            await hands.type(name)
        await hands.primary()
        await hands.primary()
        assert hands.talk.pattern == "inventory"


def test_every_title_fits_its_column() -> None:
    """In each language, of each setting: nothing is cut off in the chart."""
    for reader in known():
        for setting in Setting:
            for _, matter in inventory.matters(setting):
                assert len(reader.t(matter.title)) <= TITLE_CELLS, reader.t(matter.title)


async def test_what_one_noticed_opens_with_their_phrase(folder: Path) -> None:
    """Come back to in another run: the curtain asks the phrase, and the ticks stand."""
    save_all(folder)
    async with opened(folder) as hands:
        hands.app.workspace.library.vault.own_phrases.give(KIM, "vier losse woorden")
        await begin(hands)
        await hands.do(hands.app.screen.query_one("#enough", Button))
        await hands.do(hands.app.screen.query(Confirm).first())
        hands.app.request(GoHome())
        await hands.rest()
        assert hands.app.workspace.library.flush()
    async with opened(folder) as hands:
        hands.app.request(ShowInventory())
        await hands.rest()
        await hands.primary()
        assert isinstance(hands.app.screen, PassphraseDialog)
        await hands.type("vier losse woorden")
        await hands.press("enter")
        await hands.until(lambda: bool(hands.app.screen.query(Confirm)))
        assert hands.app.screen.query(Confirm).first().value == "yes"


@pytest.mark.long
async def test_stopping_halfway_asks_first(folder: Path) -> None:
    """It says what happens; kept it is there another day, and stopped it is shown to nobody."""
    save_all(folder)
    async with opened(folder) as hands:
        await halfway(hands)
        where = hands.talk.at
        for answer in ("home", "close"):
            await hands.press("f10")
            await hands.do(hands.links("Stop here")[0])
            assert "neither of you sees anything of it" in " ".join(hands.screen.split())
            await hands.choose(answer)
            assert isinstance(hands.app.screen, HomeScreen)
            if answer == "home":
                hands.app.request(ShowInventory())
                await hands.rest()
                assert hands.talk.at == where
        assert "shown to nobody" in " ".join(hands.notice.split())
        ended = next(iter(hands.app.workspace.library.overview.conversations.values()))
        hands.app.request(ReadConversation(ended.id))
        await hands.rest()
        assert not hands.app.screen.query(MatterRow)


async def test_stopping_when_both_are_done_asks_nothing(folder: Path) -> None:
    """Side by side is the end already: it is kept, and says so."""
    save_all(folder)
    async with opened(folder) as hands:
        await hands.put(replace(done(), state=State.ACTIVE, ended=None))
        hands.app.request(StopInventory())
        await hands.rest()
        assert isinstance(hands.app.screen, HomeScreen)
        assert "It is kept" in hands.notice


@pytest.mark.long
async def test_a_third_person_after_a_time_out(folder: Path) -> None:
    """The inventory is kept where it was, and who could help is shown at once."""
    save_all(folder)
    clock = Clock()
    async with opened(folder, clock=clock) as hands:
        await halfway(hands)
        where = hands.talk.at
        await hands.press("f9")
        clock.forward(minutes=20)
        hands.app.router.route(ShowLeft())
        await hands.rest()
        await hands.primary()
        await hands.primary()
        await hands.do(hands.app.screen.query_one("#third_person"))
        assert isinstance(hands.app.screen, GuideDialog)
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        hands.app.request(ShowInventory())
        await hands.rest()
        assert hands.talk.at == where


async def test_what_a_signal_may_mean_stands_below_where_one_is(folder: Path) -> None:
    """One explanation for each, for who is there with the keys."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.do(hands.app.screen.query_one("#enough", Button))
        for signal in inventory.SIGNALS:
            next(o for o in hands.app.screen.query(Confirm) if o.name == signal.id).focus()
            await hands.rest()
            assert signal.means in hands.all_texts
        hands.app.screen.query_one("#primary").focus()
        await hands.rest()
        assert not any(signal.means in hands.all_texts for signal in inventory.SIGNALS)


async def test_a_screen_that_is_taken_away_before_it_stands(folder: Path) -> None:
    """Going home at once, while the curtain for the other is still being laid out, is fine."""
    save_all(folder)
    async with opened(folder) as hands:
        await halfway(hands)
        hands.app.workspace.curtain_open_for = ""
        hands.app.show_scene()
        hands.app.go_home()
        await hands.rest()
        assert isinstance(hands.app.screen, HomeScreen)


async def test_signals_open_with_the_phrase_also_by_way_of_a_matter(folder: Path) -> None:
    """Ticked, one turn back, a time-out: what lies behind the curtain is still Kim's alone."""
    save_all(folder)
    with Vault.open(folder, now=EVENING) as vault:
        vault.own_phrases.give(KIM, "vier losse woorden")
    async with opened(folder) as hands:
        await begin(hands)
        assert not hands.app.workspace.needs_phrase()
        await hands.press("2", "enter")
        await hands.do(hands.app.screen.query_one("#enough", Button))
        await hands.do(hands.app.screen.query(Confirm).first())
        await hands.press("ctrl+b")
        assert hands.talk.at.phase == "matter-cooking"
        assert hands.app.workspace.needs_phrase()


async def test_before_the_signals_the_curtain_promises_that_they_stay(folder: Path) -> None:
    """Before a matter it says that both will see; what one notices nobody will."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.do(hands.app.screen.query_one("#enough", Button))
        hands.app.workspace.curtain_open_for = ""
        hands.app.show_scene()
        await hands.rest()
        shown = " ".join(hands.screen.split())
        assert "This stays with Kim." in shown
        assert "when you are both done" not in shown
