"""Looking back on the screen: home is today, each alone, both at once, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Button

from sessions import errors
from sessions.agreements import AgreementEnd, standing
from sessions.commands import TakeTimeOutBack
from sessions.conversation import State
from sessions.store import Vault
from tests.tui.due_agreements import KIM, SAM, on_disk, one_due, save_all, to_the_end, to_the_reveal
from tests.tui.road import agreed
from tests.tui.walk import EVENING, Clock, Hands, couple, opened
from tui.features.agreements.requests import (
    ChangeDay,
    OfferDiscussion,
    PostponeDue,
    ShowAgreements,
    WriteNote,
)
from tui.features.agreements.screen import AgreementsOverviewScreen
from tui.features.archive.read_screen import ReadScreen
from tui.features.conversation.curtain import CurtainScreen
from tui.features.home.requests import GoHome
from tui.features.home.screen import HomeScreen
from tui.features.people.requests import BeginConversation
from tui.ui.dialogs import PickDialog


async def test_the_whole_way_back(folder: Path) -> None:
    """Due on home, answered alone, seen by both at once, changed, a new day, due again then."""
    save_all(folder, one_due())
    clock = Clock()
    async with opened(folder, clock=clock) as hands:
        assert "look back on today" in hands.screen
        assert hands.button.strip() == "Look back"
        await to_the_reveal(hands)
        assert hands.talk.at.key == "review/decide//0"
        for words in ("een vaste dag", "vergeten af te ruimen", "het stond vast"):
            assert words in hands.screen
        assert "You see it differently" in hands.screen
        assert hands.button.strip() == "Choose together"
        await hands.choose("adjust")
        button = hands.app.screen.query_one("#primary", Button)
        await hands.until(lambda: button.region.width == len(str(button.label)) + 4)
        await hands.primary()
        field = hands.field("what")
        before = field.text
        await hands.go_to(field)
        await hands.type(" op dinsdag")
        await to_the_end(hands, offer="14")
        (now,) = standing(hands.talk.agreements)
        assert now.what == before + " op dinsdag"
        assert (now.version, now.revision, now.made_on) == (2, 1, EVENING.date())
        assert now.evaluate_on == EVENING.date() + timedelta(days=14)
        assert hands.talk.reviewed[0].what == before
        assert isinstance(hands.app.screen, ReadScreen)
        await hands.press("escape")
        assert "Nothing has to be done today. The next time you look back:" in hands.screen
        clock.forward(days=15)
        hands.app.refresh_home()
        await hands.rest()
        assert "op dinsdag" in hands.screen
        assert "since yesterday" in hands.screen


async def test_the_answers_are_nowhere_before_both_are_in(folder: Path) -> None:
    """While Sam answers, no word of Kim's is in any widget; and Back does not lead there."""
    save_all(folder, one_due())
    async with opened(folder) as hands:
        await hands.primary()
        await hands.answer()
        await hands.answer()
        await hands.answer(verdict="not", helped="kimswoord", stood="kimsandere")
        for _ in range(2):
            assert "kimswoord" not in hands.all_texts
            assert "kimsandere" not in hands.all_texts
            assert not hands.app.screen.query("#back")
            await hands.press("ctrl+b")
            assert hands.talk.at.who == SAM
            if isinstance(hands.app.screen, CurtainScreen):
                await hands.open_curtain()


async def test_leaving_half_way(folder: Path) -> None:
    """Half an evaluation waits on home, the promise stands above it, and nothing is doubled."""
    save_all(folder, one_due())
    async with opened(folder) as hands:
        await hands.primary()
        await hands.answer()
        begun = hands.talk.id
        hands.app.request(GoHome())
        await hands.rest()
        assert hands.button.strip() == "Go on looking back"
        assert "Go on where you were" not in hands.screen
        assert not hands.links(PostponeDue)
        await hands.primary()
        assert (hands.talk.id, hands.talk.at.who) == (begun, SAM)


@pytest.mark.long
async def test_two_agreements_at_once(folder: Path) -> None:
    """Both are in one evaluation: one is stopped, one talked about again, which begins at once."""
    save_all(folder, agreed(couple()))
    async with opened(folder) as hands:
        assert hands.screen.count("agreed on") == 2
        await hands.primary()
        await hands.answer()
        await hands.answer()
        for person in (KIM, SAM):
            for place in (1, 2):
                if isinstance(hands.app.screen, CurtainScreen):
                    await hands.open_curtain()
                assert hands.talk.at.who == person
                assert f"This is {place} of 2" in hands.screen
                await hands.answer(verdict="not-tried", helped="", stood="")
        await hands.answer(decision="stop")
        await hands.answer(decision="again")
        assert hands.talk.at.step == "closing"  # nothing stands, so there is no day to choose
        await to_the_end(hands, next="rest")
        first, second = hands.talk.agreements
        assert (first.ended, second.ended) == (AgreementEnd.STOPPED, AgreementEnd.AGAIN)
        assert "You are stopping this:" in hands.screen
        await hands.do(hands.app.screen.query_one("#again"))
        talk = hands.talk
        assert (talk.pattern, talk.about) == ("give-and-take", second.id)
        await hands.answer()
        await hands.answer()
        assert hands.field().text == second.what
        hands.app.request(GoHome())
        await hands.rest()
        assert "you wanted to talk about this again" not in hands.screen


async def test_talking_again_waits_on_home(folder: Path) -> None:
    """What they would talk about again stands on home until they begin, also after a restart."""
    talk = one_due()
    again = replace(talk.agreements[0], ended=AgreementEnd.AGAIN, revision=1, evaluate_on=None)
    evaluation = replace(talk, id="e" * 32, pattern="evaluation", agreements=(again,))
    save_all(folder, talk, evaluation)
    async with opened(folder) as hands:
        assert "Nothing to look back on today." in hands.screen
        assert "you wanted to talk about this again" in hands.screen
        await hands.do(hands.links(OfferDiscussion)[0])
        await hands.choose("now")
        assert hands.talk.about == again.id


async def test_what_waits_can_rest(folder: Path) -> None:
    """They can let it rest; then it no longer stands on home."""
    talk = one_due()
    again = replace(talk.agreements[0], ended=AgreementEnd.AGAIN, revision=1, evaluate_on=None)
    save_all(folder, talk, replace(talk, id="e" * 32, pattern="evaluation", agreements=(again,)))
    async with opened(folder) as hands:
        await hands.do(hands.links(OfferDiscussion)[0])
        await hands.choose("rest")
        assert "you wanted to talk about this again" not in hands.screen
        assert on_disk(hands, "e" * 32).agreements[0].ended is AgreementEnd.STOPPED
        assert hands.app.workspace.current is None


async def test_notes_come_along(folder: Path) -> None:
    """A note that was kept with the old words stands beside the question the next time."""
    talk = one_due()
    first = talk.agreements[0]
    later = replace(first, revision=1, notes=())
    save_all(folder, talk, replace(talk, id="e" * 32, pattern="evaluation", agreements=(later,)))
    async with opened(folder) as hands:
        await hands.primary()
        assert [note.text for note in hands.talk.reviewed[0].notes] == ["dinsdag ging het goed"]


async def test_no_other_day_while_they_look_back(folder: Path) -> None:
    """The day is what they decide there; a note can be kept all the same."""
    save_all(folder, one_due())
    async with opened(folder) as hands:
        await hands.primary()
        hands.app.request(GoHome())
        await hands.rest()
        await hands.do(hands.links(ShowAgreements)[0])
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        assert hands.links(WriteNote)
        assert not hands.links(ChangeDay)


async def test_a_new_conversation_offers_what_is_due(folder: Path) -> None:
    """Earlier agreements come first; they can be left for a new subject all the same."""
    save_all(folder, one_due())
    async with opened(folder) as hands:
        await hands.do(hands.links(BeginConversation)[0])
        assert isinstance(hands.app.screen, PickDialog)
        await hands.choose("look")
        assert hands.talk.pattern == "evaluation"


@pytest.mark.long
async def test_two_languages(folder: Path) -> None:
    """Alone each reads their own language; at the reveal both stand beside each other."""
    pair = couple("nl", "en")
    save_all(folder, one_due(pair), pair=pair)
    async with opened(folder, size=(120, 40)) as hands:
        await hands.primary()
        await hands.until(lambda: "Wat deed Sam de laatste tijd" in hands.all_texts)
        await hands.answer()
        assert "What did Kim do lately" in hands.all_texts
        await hands.answer()
        await hands.open_curtain()
        assert "Hoe ging het" in hands.all_texts
        await hands.answer(verdict="not")
        await hands.open_curtain()
        assert "How did it go" in hands.all_texts
        await hands.answer(verdict="not")
        assert "Zo houden" in hands.all_texts
        assert "Keep it" in hands.all_texts


@pytest.mark.long
async def test_a_time_out_in_between(folder: Path) -> None:
    """A time-out in the middle of it hides every word, and comes back to the same turn."""
    save_all(folder, one_due())
    clock = Clock()
    async with opened(folder, clock=clock) as hands:
        await to_the_reveal(hands)
        await hands.press("f9")
        assert hands.talk.state is State.TIME_OUT
        assert "vergeten af te ruimen" not in hands.all_texts
        clock.forward(seconds=2)
        hands.app.request(TakeTimeOutBack())
        await hands.rest()
        assert hands.talk.at.key == "review/decide//0"
        assert "vergeten af te ruimen" in hands.screen


@pytest.mark.long
async def test_only_to_read(folder: Path) -> None:
    """Where nothing can be written, what is due can be read, and no evaluation is begun."""
    from tui.app import TweespraakApp
    from tui.workspace.settings import settings_of

    save_all(folder, one_due())
    clock = Clock()
    vault = Vault.open(folder, now=clock(), read_only=True)
    app = TweespraakApp(vault, clock, settings_of(vault), "en", "en")
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            hands = Hands(app, pilot)
            await hands.until(lambda: app.workspace.library.overview.loaded)
            await hands.primary()
            assert isinstance(app.screen, ReadScreen)
            assert app.workspace.current is None
            app.request(GoHome())
            await hands.rest()
            await hands.do(hands.links(PostponeDue)[0])
            assert hands.tells(errors.VaultReadOnly)
            assert isinstance(app.screen, HomeScreen)
    finally:
        vault.close()


async def test_an_agreement_whose_pair_is_gone(folder: Path) -> None:
    """Without the pair's own record the people of the conversation itself look back."""
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save(one_due())
    async with opened(folder) as hands:
        await hands.primary()
        assert [partner.name for partner in hands.talk.partners] == ["Kim", "Sam"]
        assert hands.talk.pattern == "evaluation"
