"""The diary on the screen: whose, kept letter by letter, and brought along."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from textual import events
from textual.widgets import Button

from sessions import diary, errors, moves
from sessions.diary import Diary, Initiative
from sessions.store import Vault
from tests.sessions import helpers
from tests.tui.diaries import KIM, WORDS, begin, write
from tests.tui.due_agreements import save_all
from tests.tui.walk import EVENING, couple, opened
from tui.features.diary.feature import DiaryFeature
from tui.features.diary.list_screen import SHOWN_MAX, DiaryScreen
from tui.features.diary.note_screen import NoteScreen
from tui.features.diary.notes_dialog import BROUGHT_MAX, NotesDialog
from tui.features.diary.requests import DeleteNote, RefreshDiary
from tui.features.home.requests import GoHome
from tui.features.home.screen import HomeScreen
from tui.features.vault.requests import DeletePair
from tui.ui.passphrase_dialog import PassphraseDialog
from tui.widgets.choices import Confirm
from tui.widgets.localized import ActionLink


async def test_a_note_by_keys(folder: Path) -> None:
    """Text, feeling, who took the lead, today: it stands in the list, and on the disk."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        assert "Write down in a few words what you noticed" in hands.screen
        await write(hands)
        assert WORDS in hands.screen
        assert "glad · from the other" in hands.screen
        assert hands.app.workspace.library.flush()
        (note,) = hands.app.workspace.library.vault.records.diary(KIM).entries
        assert (note.text, note.feeling, note.initiative) == (WORDS, "glad", Initiative.OTHER)
        assert note.on == EVENING.date()
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        assert hands.feature(DiaryFeature)._diary is None
        assert WORDS not in hands.all_texts


async def test_half_typed_it_is_kept_when_the_program_ends(folder: Path) -> None:
    """Without a button: what stands in the field is there the next time."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write("half a wo", "text")
        hands.app.autosave.collect()
        assert hands.app.workspace.library.flush()
    async with opened(folder) as hands:
        await begin(hands)
        assert "half a wo" in hands.screen


async def test_a_note_without_words_is_no_note(folder: Path) -> None:
    """Opened and left: nothing is kept."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.press("escape")
        assert isinstance(hands.app.screen, DiaryScreen)
        assert hands.app.workspace.library.flush()
        assert hands.app.workspace.library.vault.records.diary(KIM).entries == ()


@pytest.mark.long
async def test_deleting_asks_first(folder: Path) -> None:
    """No keeps it, yes deletes it."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        for answer in ("no", "yes"):
            await hands.do(hands.app.screen.query(ActionLink).first())
            await hands.do(hands.app.screen.query_one("#delete", Button))
            await hands.choose(answer)
            if answer == "no":
                assert isinstance(hands.app.screen, NoteScreen)
                await hands.press("escape")
        assert WORDS not in hands.screen
        assert hands.app.workspace.library.flush()
        assert hands.app.workspace.library.vault.records.diary(KIM).entries == ()


@pytest.mark.long
async def test_who_has_a_phrase_gives_it_first(folder: Path) -> None:
    """Without it nothing shows, with it everything does; the note of now is closed too."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        await hands.press("escape")
        hands.app.workspace.library.flush()
        hands.app.workspace.library.vault.own_phrases.give(KIM, "vier losse woorden")
        await begin(hands)
        assert isinstance(hands.app.screen, PassphraseDialog)
        assert WORDS not in hands.all_texts
        await hands.press("escape")
        assert isinstance(hands.app.screen, HomeScreen)
        await begin(hands)
        await hands.type("vier losse woorden")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.app.screen, DiaryScreen))
        assert WORDS in hands.screen
        assert "It opens with your phrase only." in hands.screen


@pytest.mark.long
async def test_chosen_notes_come_along_into_the_preparation(folder: Path) -> None:
    """They stand under what I see, with their day, and can be changed."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        await write(hands, "another thing")
        await hands.press("escape")
        begun = moves.begin(couple(), helpers.PATTERN, new_id="b" * 32, now=EVENING)
        await hands.put(helpers.play(begun, f"alone/message/{KIM}/0"), alone=True)
        await hands.do(hands.app.screen.query_one("#bring-notes", ActionLink))
        assert isinstance(hands.app.screen, NotesDialog)
        for confirm in hands.app.screen.query(Confirm):
            if WORDS in str(confirm.render()):
                await hands.do(confirm)
        await hands.primary()
        assert WORDS in hands.field("see").text
        assert "another thing" not in hands.field("see").text
        assert hands.talk.written(hands.talk.at, "see") == hands.field("see").text


async def test_an_empty_diary_says_so(folder: Path) -> None:
    """One sentence, and the cursor stays where somebody writes."""
    save_all(folder)
    async with opened(folder) as hands:
        begun = moves.begin(couple(), helpers.PATTERN, new_id="b" * 32, now=EVENING)
        await hands.put(helpers.play(begun, f"alone/message/{KIM}/0"), alone=True)
        await hands.do(hands.app.screen.query_one("#bring-notes", ActionLink))
        assert "Your diary is still empty." in hands.notice


async def test_deleting_two_people_from_an_open_note_brings_nothing_back(folder: Path) -> None:
    """Everything of them is gone: the note that stood on the screen too."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        await hands.do(hands.app.screen.query(ActionLink).first())
        await hands.write(" and more", "text")
        hands.app.request(DeletePair())
        await hands.rest()
        await hands.choose("a" * 32)
        await hands.type("Kim and Sam")
        await hands.primary()
        await hands.until(lambda: not hands.app.workspace.library.overview.pairs)
        assert hands.app.workspace.library.flush()
        assert hands.app.workspace.library.vault.records.diarists() == ()


def _refuse(_: object) -> None:
    raise errors.DiskFull(folder="x")


async def test_a_diary_that_was_not_saved_is_not_read_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a save fails it does not open; once it works, everything is there."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        with monkeypatch.context() as full:
            full.setattr(hands.app.workspace.library.vault.records, "save_diary", _refuse)
            await write(hands)
            await hands.press("escape")
            await begin(hands)
            assert isinstance(hands.app.screen, HomeScreen)
            assert hands.tells(errors.DiskFull)
        await begin(hands)
        assert WORDS in hands.screen


async def test_read_only_a_note_can_be_read_and_not_changed(folder: Path) -> None:
    """No button to delete or keep, and keys change nothing."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        hands.app.workspace.library.flush()
    async with opened(folder) as hands:
        hands.app.workspace.library.vault.read_only = True
        await begin(hands)
        await hands.do(hands.app.screen.query(ActionLink).first())
        assert isinstance(hands.app.screen, NoteScreen)
        assert not hands.app.screen.query("#delete")
        await hands.type("xyz")
        assert hands.field("text").text == WORDS
        await hands.primary()
        assert isinstance(hands.app.screen, DiaryScreen)
        hands.app.workspace.library.vault.read_only = False


@pytest.mark.long
async def test_a_damaged_diary_offers_its_copy(folder: Path) -> None:
    """The copy opens, and the damaged file is kept."""
    save_all(folder)
    for text in ("first", "second"):
        async with opened(folder) as hands:
            await begin(hands)
            await write(hands, text)
            hands.app.workspace.library.flush()
    path = folder / "diary" / f"{KIM}.tdb"
    path.write_bytes(path.read_bytes()[:-3])
    async with opened(folder) as hands:
        await begin(hands)
        assert "This diary is damaged." in hands.screen
        await hands.choose("yes")
        assert isinstance(hands.app.screen, DiaryScreen)
        assert "first" in hands.screen
        await write(hands, "third")
        assert hands.app.workspace.library.flush()
        assert {
            entry.text for entry in hands.app.workspace.library.vault.records.diary(KIM).entries
        } == {
            "first",
            "third",
        }
        assert list((folder / "damaged").iterdir())


async def test_what_was_typed_just_before_the_end_is_kept(folder: Path) -> None:
    """A crash leaves no time for a timer: what the model holds is saved on the way out."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write("half a wo", "text")
        hands.app._scene = None
    with Vault.open(folder, now=EVENING) as vault:
        assert [entry.text for entry in vault.records.diary(KIM).entries] == ["half a wo"]


async def test_a_feeling_is_a_few_words_and_what_is_too_long_is_not_lost(folder: Path) -> None:
    """It is refused at once, and what stood in the field stays; the other fields are kept."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await hands.primary()
        await hands.write(WORDS, "text")
        await hands.write("sad", "feeling")
        hands.app.post_message(events.Paste("very " * 60))
        await hands.rest()
        assert hands.field("feeling").text == "sad"
        assert hands.notice
        hands.field("on").text = "yesterday"
        hands.app.request(GoHome())
        await hands.rest()
        assert hands.app.workspace.library.flush()
        (note,) = hands.app.workspace.library.vault.records.diary(KIM).entries
        assert (note.text, note.feeling) == (WORDS, "sad")
        assert note.on != EVENING.date()


@pytest.mark.long
async def test_every_note_can_be_reached(folder: Path) -> None:
    """The list grows as far as there are notes, and so does what can be brought along."""
    save_all(folder)
    many = SHOWN_MAX + 5
    filled = Diary(person=KIM)
    for place in range(many):
        name = f"{place:032x}"
        filled = diary.add(filled, new_id=name, on=EVENING.date(), now=EVENING)
        filled = diary.write(filled, name, "text", f"note {place}")
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_diary(filled)
    async with opened(folder) as hands:
        await begin(hands)
        assert len(hands.app.screen.query(".note-line")) == SHOWN_MAX
        await hands.app.screen.query_one("#more", ActionLink).action_go()
        await hands.rest()
        lines = list(hands.app.screen.query(".note-line"))
        assert len(lines) == many
        assert hands.app.focused is lines[SHOWN_MAX]
        assert not hands.app.screen.query("#more")
        begun = moves.begin(couple(), helpers.PATTERN, new_id="b" * 32, now=EVENING)
        await hands.put(helpers.play(begun, f"alone/message/{KIM}/0"), alone=True)
        await hands.do(hands.app.screen.query_one("#bring-notes", ActionLink))
        for _ in range(many // BROUGHT_MAX):
            await hands.app.screen.query_one("#more", ActionLink).action_go()
            await hands.rest()
        assert len(hands.app.screen.query(Confirm)) == many
        assert not hands.app.screen.query("#more")


async def test_with_a_phrase_of_now_the_list_says_so(folder: Path) -> None:
    """What stood there a moment ago is no longer true."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        assert "Anyone who uses this program" in " ".join(hands.screen.split())
        hands.app.workspace.library.vault.own_phrases.give(KIM, "vier losse woorden")
        hands.app.request(RefreshDiary("What you write alone is yours now."))
        await hands.rest()
        assert "It opens with your phrase only." in hands.screen
        assert "What you write alone is yours now." in " ".join(hands.notice.split())


async def test_a_deleted_diary_that_could_not_be_saved_stays_deleted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full when it was written; with room again it is not written after all."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        with monkeypatch.context() as full:
            full.setattr(hands.app.workspace.library.vault.records, "save_diary", _refuse)
            await write(hands)
            await hands.press("escape")
            assert not hands.app.workspace.library.flush()
            hands.app.request(DeletePair())
            await hands.rest()
            await hands.choose("a" * 32)
            await hands.rest()
            await hands.type("Kim and Sam")
            await hands.primary()
            await hands.until(lambda: not hands.app.workspace.library.overview.pairs)
        library = hands.app.workspace.library
        library.change_settings(msgspec.structs.replace(library.settings, theme="day"))
        assert hands.app.workspace.library.flush()
        assert hands.app.workspace.library.vault.records.diarists() == ()


async def test_a_second_press_deletes_nothing_more(folder: Path) -> None:
    """Of a note that is gone already."""
    save_all(folder)
    async with opened(folder) as hands:
        await begin(hands)
        await write(hands)
        diary = hands.feature(DiaryFeature)._diary
        (entry,) = diary.entries if diary else ()
        for _ in range(2):
            hands.app.request(DeleteNote(entry.id))
            await hands.rest()
            if hands.app.is_asking:
                await hands.choose("yes")
        assert isinstance(hands.app.screen, DiaryScreen)
