"""Looking back on the screen: home is today, each alone, both at once, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Button

from sessions import errors
from sessions.agreements import AgreementEnd, standing
from sessions.commands import TakeTimeOutBack
from sessions.conversation import Conversation, State
from sessions.people import Pair
from sessions.store import Vault
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
from tui.features.agreements.tension_dialog import TensionDialog
from tui.features.archive.read_screen import ReadScreen
from tui.features.conversation.curtain import CurtainScreen
from tui.features.home.requests import GoHome
from tui.features.home.screen import HomeScreen
from tui.features.people.requests import BeginConversation
from tui.ui.dialogs import AgreedDialog, PickDialog
from tui.widgets.choices import Confirm

KIM, SAM = "1" * 32, "2" * 32


def kept(folder: Path, *talks: Conversation, pair: Pair | None = None) -> None:
    """Put conversations that ended in the vault, with their pair."""
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(pair or couple())
        for talk in talks:
            vault.records.save(talk)


def one_due(pair: Pair | None = None) -> Conversation:
    """Give a conversation with one agreement, due today."""
    talk = agreed(pair or couple())
    return replace(talk, agreements=talk.agreements[:1])


def on_disk(hands: Hands, conversation_id: str) -> Conversation:
    """Give a conversation as it is on the disk now."""
    assert hands.app.workspace.library.flush()
    return hands.app.workspace.library.vault.records.load(conversation_id)


async def to_the_reveal(hands: Hands, kim: str = "partly", sam: str = "worked") -> None:
    """From home to both answers side by side."""
    await hands.primary()
    await hands.answer()
    await hands.answer()
    assert isinstance(hands.app.screen, CurtainScreen)
    await hands.answer(verdict=kim, helped="een vaste dag", stood="vergeten af te ruimen")
    assert isinstance(hands.app.screen, CurtainScreen)
    await hands.answer(verdict=sam, helped="het stond vast", stood="")


async def to_the_end(hands: Hands, **given: str) -> None:
    """From the present turn to the end, with what `given` chooses on the way."""
    while hands.talk.state is not State.FINISHED:
        await hands.answer(**given)


async def test_the_whole_way_back(folder: Path) -> None:
    """Due on home, answered alone, seen by both at once, changed, a new day, due again then."""
    kept(folder, one_due())
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
        assert "Nothing to look back on today." in hands.screen
        clock.forward(days=15)
        hands.app.refresh_home()
        await hands.rest()
        assert "op dinsdag" in hands.screen
        assert "since yesterday" in hands.screen


async def test_the_answers_are_nowhere_before_both_are_in(folder: Path) -> None:
    """While Sam answers, no word of Kim's is in any widget; and Back does not lead there."""
    kept(folder, one_due())
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
    kept(folder, one_due())
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
    kept(folder, agreed(couple()))
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
    kept(folder, talk, evaluation)
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
    kept(folder, talk, replace(talk, id="e" * 32, pattern="evaluation", agreements=(again,)))
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
    kept(folder, talk, replace(talk, id="e" * 32, pattern="evaluation", agreements=(later,)))
    async with opened(folder) as hands:
        await hands.primary()
        assert [note.text for note in hands.talk.reviewed[0].notes] == ["dinsdag ging het goed"]


async def test_no_other_day_while_they_look_back(folder: Path) -> None:
    """The day is what they decide there; a note can be kept all the same."""
    kept(folder, one_due())
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
    kept(folder, one_due())
    async with opened(folder) as hands:
        await hands.do(hands.links(BeginConversation)[0])
        assert isinstance(hands.app.screen, PickDialog)
        await hands.choose("look")
        assert hands.talk.pattern == "evaluation"


async def test_another_day(folder: Path) -> None:
    """Both say yes to another day, each for themself; a day that is none is told, and kept."""
    talk = one_due()
    kept(folder, talk)
    async with opened(folder) as hands:
        await hands.do(hands.links(PostponeDue)[0])
        assert isinstance(hands.app.screen, AgreedDialog)
        await hands.write("31 februari")
        await hands.primary()
        assert hands.tells(errors.DateNotThere)
        assert hands.field().text == "31 februari"
        hands.field().put("")
        await hands.write("in 3 days")
        await hands.primary()
        assert hands.tells(errors.NotConfirmed)
        for confirm in list(hands.app.screen.query(Confirm)):
            await hands.do(confirm)
        await hands.primary()
        assert isinstance(hands.app.screen, HomeScreen)
        assert "Nothing to look back on today." in hands.screen
        assert "look back: " in hands.screen  # it comes within a week
        (moved,) = on_disk(hands, talk.id).agreements
        assert (moved.evaluate_on, moved.revision) == (date(2026, 11, 25), 1)


async def test_one_yes_is_not_two(folder: Path) -> None:
    """With one yes nothing is put off."""
    talk = one_due()
    kept(folder, talk)
    async with opened(folder) as hands:
        await hands.do(hands.links(PostponeDue)[0])
        await hands.write("tomorrow")
        await hands.do(next(iter(hands.app.screen.query(Confirm))))
        await hands.primary()
        assert hands.tells(errors.NotConfirmed)
        await hands.press("escape")
        assert on_disk(hands, talk.id).agreements[0].evaluate_on == EVENING.date()


@pytest.mark.long
async def test_the_course(folder: Path) -> None:
    """Agreements tell whose turn it is, how it went, earlier words, and take a note."""
    talk = one_due()
    kept(folder, talk)
    async with opened(folder, size=(80, 60)) as hands:
        await to_the_reveal(hands)
        await hands.answer(decision="adjust")
        await hands.write(" anders", "what")
        await to_the_end(hands, offer="7")
        await hands.press("escape")
        await hands.do(hands.links(ShowAgreements)[0])
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        for words in ("this week it is", "turn", "◐ partly worked", "● worked", "changed"):
            assert words in hands.screen
        assert "before: “" in hands.screen
        assert "dinsdag ging het goed" in hands.screen
        await hands.do(hands.links(WriteNote)[0])
        await hands.write("woensdag ook")
        await hands.primary()
        await hands.until(lambda: "woensdag ook" in hands.screen)
        (now,) = on_disk(
            hands, hands.app.workspace.library.overview.due(date(2027, 1, 1))[0].conversation
        ).agreements
        assert [note.text for note in now.notes] == ["dinsdag ging het goed", "woensdag ook"]


async def test_tension_is_for_one_pair_of_eyes(folder: Path) -> None:
    """The course holds no number; who looks says who they are, and sees their own alone."""
    talk = one_due()
    kept(folder, talk)
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#tension"))
        await hands.until(lambda: isinstance(hands.app.screen, PickDialog))
        await hands.choose(KIM)
        assert isinstance(hands.app.screen, TensionDialog)
        assert "Kim, how tense you were" in hands.screen
        assert "▪▪▪" in hands.screen


async def test_tension_behind_a_phrase(folder: Path) -> None:
    """Who has a phrase of their own gives it first."""
    from sessions.store.sealing import Cost

    talk = one_due()
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, "van mij alleen", cost=Cost(memory=64, passes=1, lanes=1))
        vault.records.save(talk)
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#tension"))
        await hands.until(lambda: isinstance(hands.app.screen, PickDialog))
        await hands.choose(KIM)
        assert "▪" not in hands.all_texts
        await hands.type("van mij alleen")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, TensionDialog))
        assert "▪▪▪" in hands.screen


async def test_no_agreements_yet(folder: Path) -> None:
    """An empty vault has a sentence there, and a way back."""
    kept(folder)
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        assert "There are no agreements yet." in hands.screen
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)


@pytest.mark.parametrize("form", ["markdown", "calendar", "todo", "todoist", "json", "html"])
async def test_export_shows_what_leaves(folder: Path, tmp_path: Path, form: str) -> None:
    """The whole text is shown before it leaves, both say yes, and the file has exactly that."""
    kept(folder, one_due())
    target = tmp_path / "out"
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#export"))
        await hands.choose(form)
        await hands.until(lambda: isinstance(hands.app.screen, AgreedDialog))
        shown = str(hands.app.screen.query_one("#preview UserText").render())
        for one in hands.app.screen.query(Confirm):
            assert hands.app.screen.find_widget(one).visible_region, "a yes cannot be seen"
        hands.field().put(str(target))
        await hands.rest()
        await hands.primary()
        assert hands.tells(errors.NotConfirmed)
        assert not target.exists()
        for one in list(hands.app.screen.query(Confirm)):
            await hands.do(one)
        await hands.primary()
        await hands.until(lambda: bool(hands.notice))
        assert str(target) in hands.notice
        made = target.read_bytes().decode()
        assert target.stat().st_mode & 0o777 == 0o600
        if form != "html":
            assert made.replace("\r\n", "\n").rstrip() == shown.rstrip()
        else:
            assert one_due().agreements[0].what in made


async def test_export_over_a_file(folder: Path, tmp_path: Path) -> None:
    """What is there already is left alone, and they are told."""
    kept(folder, one_due())
    target = tmp_path / "there"
    target.write_text("mine")
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#export"))
        await hands.choose("todo")
        await hands.until(lambda: isinstance(hands.app.screen, AgreedDialog))
        hands.field().put(str(target))
        await hands.rest()
        for confirm in list(hands.app.screen.query(Confirm)):
            await hands.do(confirm)
        await hands.primary()
        await hands.until(lambda: hands.tells(errors.ExportThere))
        assert target.read_text() == "mine"


async def test_two_languages(folder: Path) -> None:
    """Alone each reads their own language; at the reveal both stand beside each other."""
    pair = couple("nl", "en")
    kept(folder, one_due(pair), pair=pair)
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


async def test_a_time_out_in_between(folder: Path) -> None:
    """A time-out in the middle of it hides every word, and comes back to the same turn."""
    kept(folder, one_due())
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


async def test_only_to_read(folder: Path) -> None:
    """Where nothing can be written, what is due can be read, and no evaluation is begun."""
    from tui.app import TweespraakApp
    from tui.workspace.settings import settings_of

    kept(folder, one_due())
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
