"""Agreements on the screen: another day, how it went, tension, and taking them along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sessions import errors
from sessions.store import Vault
from tests.tui.due_agreements import (
    KIM,
    both_agree_on,
    on_disk,
    one_due,
    save_all,
    to_the_end,
    to_the_reveal,
)
from tests.tui.walk import EVENING, couple, opened
from tui.features.agreements.requests import (
    PostponeDue,
    ShowAgreements,
    WriteNote,
)
from tui.features.agreements.screen import AgreementsOverviewScreen
from tui.features.agreements.tension_dialog import TensionDialog
from tui.features.home.screen import HomeScreen
from tui.ui.dialogs import AgreedDialog, PickDialog
from tui.widgets.choices import Confirm


async def test_another_day(folder: Path) -> None:
    """Both say yes to another day, each for themself; a day that is none is told, and kept."""
    talk = one_due()
    save_all(folder, talk)
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
        assert "Nothing has to be done today. The next time you look back:" in hands.screen
        assert "look back: " in hands.screen  # it comes within a week
        (moved,) = on_disk(hands, talk.id).agreements
        assert (moved.evaluate_on, moved.revision) == (date(2026, 11, 25), 1)


async def test_one_yes_is_not_two(folder: Path) -> None:
    """With one yes nothing is put off."""
    talk = one_due()
    save_all(folder, talk)
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
    save_all(folder, talk)
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
    save_all(folder, talk)
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
    save_all(folder)
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        assert "There are no agreements yet." in hands.screen
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)


@pytest.mark.parametrize(
    "form",
    [
        *("calendar", "html"),
        *(
            pytest.param(form, marks=pytest.mark.long)
            for form in ("markdown", "todo", "todoist", "json")
        ),
    ],
)
async def test_export_shows_what_leaves(folder: Path, tmp_path: Path, form: str) -> None:
    """The whole text is shown before it leaves, both say yes, and the file has exactly that."""
    save_all(folder, one_due())
    target = tmp_path / "out"
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#export"))
        await hands.choose(form)
        await hands.until(lambda: isinstance(hands.app.screen, AgreedDialog))
        shown = str(hands.app.screen.query_one("#preview UserText").render())
        for confirm in hands.app.screen.query(Confirm):
            assert hands.app.screen.find_widget(confirm).visible_region, "a yes cannot be seen"
        hands.field().put(str(target))
        await hands.rest()
        await hands.primary()
        assert hands.tells(errors.NotConfirmed)
        assert not target.exists()
        for confirm in list(hands.app.screen.query(Confirm)):
            await hands.do(confirm)
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
    save_all(folder, one_due())
    target = tmp_path / "there"
    target.write_text("mine")
    async with opened(folder) as hands:
        hands.app.request(ShowAgreements())
        await hands.until(lambda: isinstance(hands.app.screen, AgreementsOverviewScreen))
        await hands.do(hands.app.screen.query_one("#export"))
        await hands.choose("todo")
        await both_agree_on(hands, target)
        await hands.until(lambda: hands.tells(errors.ExportThere))
        assert target.read_text() == "mine"
