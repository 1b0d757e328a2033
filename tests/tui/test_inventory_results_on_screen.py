"""What comes of an inventory: side by side, read again, and compared with an earlier one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Button

from sessions import inventory, moves
from sessions.conversation import State, Turn
from sessions.people import Setting
from sessions.store import Vault
from tests.tui.due_agreements import one_due, save_all
from tests.tui.inventories import KIM, begin, done
from tests.tui.road import INVENTORY, SOME
from tests.tui.walk import EVENING, Clock, couple, opened
from tui.features.archive.requests import OpenConversation, ReadConversation
from tui.features.conversation.steps.balance import BalanceScreen
from tui.features.home.screen import HomeScreen
from tui.features.inventory.screens import BalancePage, MovedDialog
from tui.features.own_phrase.dialog import OwnDialog
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.balance import Balance, MeasureLink
from tui.widgets.matter_row import MatterRow
from tui.widgets.position_slider import PositionSlider


async def test_other_questions_of_the_same_matters(folder: Path) -> None:
    """The links show who thinks of it, the wishes, and what it does to you."""
    async with opened(folder, clock=Clock()) as hands:
        await hands.put(replace(done(), state=State.ACTIVE, ended=None))
        assert isinstance(hands.app.screen, BalanceScreen)
        balance = hands.app.screen.query_one(Balance)
        for link in list(hands.app.screen.query(MeasureLink)):
            await hands.do(link)
            assert balance.measure is link.measure
            assert len(hands.app.screen.query(MatterRow)) == (
                2 if link.measure in (inventory.Measure.DOES, inventory.Measure.WISH) else 1
            )


async def test_the_arrows_walk_and_the_words_follow(folder: Path) -> None:
    """The sentence is about the matter where the cursor is, and so is the talk."""
    async with opened(folder) as hands:
        await hands.put(replace(done(), state=State.ACTIVE, ended=None))
        assert "cooks and shops" in hands.screen
        await hands.press("down")
        assert "Keeping the house tidy: You see this alike." in hands.screen
        await hands.primary()
        written = hands.talk.written(Turn("together", "subject"), "text")
        assert written == "Keeping the house tidy"


async def test_kept_without_a_talk_it_can_be_read_again(folder: Path) -> None:
    """`Keep it, done` ends at home; it stands under earlier conversations, with its chart."""
    save_all(folder)
    async with opened(folder) as hands:
        await hands.put(replace(done(), state=State.ACTIVE, ended=None))
        await hands.do(hands.app.screen.query_one("#keep", Button))
        assert isinstance(hands.app.screen, HomeScreen)
        hands.app.request(ReadConversation("c" * 32))
        await hands.rest()
        assert isinstance(hands.app.screen, BalancePage)
        shown = " ".join(hands.screen.split())
        assert "You each think you are mostly the one who cooks and shops." in shown
        await hands.press("escape")
        assert "Giving and taking" in hands.screen


async def test_repeated_it_shows_what_moved(folder: Path) -> None:
    """The second one says since when, and which marks stand elsewhere: no better, no worse."""
    before = done()
    later = {**SOME, "inventory/matter-cooking/kim/0": {"does": "2", "thinks": "1", "wish": "3"}}
    after = replace(
        done(later, "d" * 32),
        started=EVENING + timedelta(days=30),
        ended=EVENING + timedelta(days=30),
    )
    save_all(folder, before, after)
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("d" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#moved", Button))
        assert isinstance(hands.app.screen, MovedDialog)
        assert "Cooking and shopping: you see it more alike now" in hands.screen
        assert "Kim: first “mostly Kim”, now “Kim more often”" in hands.screen
        assert "Sam: first" not in hands.screen


async def test_a_talk_offers_first_what_is_due(folder: Path) -> None:
    """Of this pair. Who looks back first finds the inventory where it was."""
    save_all(folder, one_due())
    async with opened(folder) as hands:
        talk = replace(done(), pair=couple().id, state=State.ACTIVE, ended=None)
        await hands.put(talk)
        for answer, pattern in (("look", "evaluation"), ("new", "give-and-take")):
            await hands.primary()
            assert "You still wanted to look back on this" in hands.screen
            await hands.choose(answer)
            assert hands.talk.pattern == pattern
            if answer == "look":
                assert hands.app.workspace.library.flush()
                assert hands.app.workspace.library.vault.records.load(talk.id).state is State.ACTIVE
                hands.app.request(OpenConversation(talk.id))
                await hands.rest()
        assert hands.talk.written(Turn("together", "subject"), "text") == "Cooking and shopping"


async def test_tab_goes_past_the_matters_to_the_buttons(folder: Path) -> None:
    """The list is one stop: who walks on by Tab talks about the matter they chose."""
    async with opened(folder) as hands:
        await hands.put(replace(done(), state=State.ACTIVE, ended=None))
        balance = hands.app.screen.query_one(Balance)
        rows = list(hands.app.screen.query(MatterRow))
        assert len(rows) > 1
        await hands.press("tab")
        assert not isinstance(hands.app.focused, MatterRow)
        assert balance.chosen is rows[0].row
        await hands.press("shift+tab", "down", "tab", "shift+tab")
        assert hands.app.focused is rows[1]
        assert balance.chosen is rows[1].row
        await hands.pilot.click(rows[0])
        await hands.rest()
        assert hands.app.focused is rows[0]
        assert balance.chosen is rows[0].row


async def test_what_one_noticed_can_be_read_back(folder: Path) -> None:
    """After the phrase, in the words of the list, under the question that was asked."""
    save_all(folder)
    with Vault.open(folder, now=EVENING) as vault:
        vault.own_phrases.give(KIM, "vier losse woorden")
        noticed = {"inventory/signals/kim/0": {"tired": "yes", "head": "yes"}}
        vault.records.save(done({**SOME, **noticed}))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("c" * 32))
        await hands.rest()
        await hands.do(hands.app.screen.query_one("#own", Button))
        assert isinstance(hands.app.screen, PassphraseDialog)
        await hands.type("vier losse woorden")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, OwnDialog))
        shown = hands.all_texts
        assert "What have you noticed in yourself" in shown
        assert "I am tired even after sleeping" in shown
        assert "I have headaches" in shown
        assert "I am often irritated" not in shown


async def test_what_moved_is_seen_since_one_that_both_saw(folder: Path) -> None:
    """One that was stopped halfway in between is nothing to compare with."""
    month = timedelta(days=30)
    first = replace(done(), ended=EVENING - month)
    begun = moves.begin(couple(), INVENTORY, new_id="d" * 32, now=EVENING)
    halfway_ = replace(moves.close(begun, INVENTORY, now=EVENING), ended=EVENING - month / 2)
    save_all(folder, first, halfway_, replace(done(new_id="e" * 32), ended=EVENING))
    async with opened(folder) as hands:
        hands.app.request(ReadConversation("e" * 32))
        await hands.rest()
        assert "Since Fri, Oct 23" in hands.screen


@pytest.mark.parametrize(
    "size", [(60, 20), pytest.param((75, 24), marks=pytest.mark.long), (80, 24)]
)
async def test_both_ends_of_a_line_are_on_the_screen(folder: Path, size: tuple[int, int]) -> None:
    """Also in a small window: what cannot be seen cannot be chosen."""
    save_all(folder)
    async with opened(folder, size=size) as hands:
        await begin(hands)
        await hands.press("5")
        line = hands.app.screen.query(PositionSlider).first()
        assert hands.app.screen.region.contains_region(line.region)
        assert "Sam\n" in "\n".join(line.rstrip(" │█") for line in hands.screen.splitlines())
        (row,) = [line for line in hands.screen.splitlines() if "Doing it" in line]
        assert row.count("○") == 4
        await hands.put(replace(done(), state=State.ACTIVE, ended=None))
        for link in hands.app.screen.query(MeasureLink):
            assert hands.app.screen.region.contains_region(link.region)
        (row,) = [line for line in hands.screen.splitlines() if "› " in line]
        assert "◆" in row
        assert "●" in row


async def test_in_two_languages_who_put_it_where_is_still_on_the_screen(folder: Path) -> None:
    """Two sentences leave room for the places and the wishes."""
    async with opened(folder) as hands:
        talk = replace(done(), state=State.ACTIVE, ended=None)
        people = (talk.people[0], replace(talk.people[1], language="nl"))
        await hands.put(replace(talk, people=people))
        assert "Jullie denken allebei" in hands.screen
        assert "Kim: mostly Kim" in hands.screen


async def test_another_question_begins_at_its_first_matter(folder: Path) -> None:
    """What is spoken of stands on the screen."""
    full = [matter.id for _, matter in inventory.matters(Setting.PARTNERS)]
    script = {
        f"inventory/matter-{matter}/{who}/0": {
            "does": "1",
            "thinks": "2",
            "wish": "3",
            "energy": "4",
        }
        for matter in full
        for who in ("kim", "sam")
    }
    async with opened(folder) as hands:
        await hands.put(replace(done(script), state=State.ACTIVE, ended=None))
        await hands.press(*["down"] * (len(full) - 1))
        await hands.until(lambda: "›" in hands.screen)
        await hands.do(list(hands.app.screen.query(MeasureLink))[-1])
        await hands.until(lambda: "›" in hands.screen)
