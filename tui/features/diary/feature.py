"""The diary: whose, with their phrase, writing in it, and what comes along into a conversation."""

from __future__ import annotations

from collections.abc import Callable

from sessions import diary as notes
from sessions import moves
from sessions.diary import Diary, Entry
from sessions.errors import (
    MoveError,
    RecordDamaged,
    StoreError,
    TweespraakError,
    VaultReadOnly,
)
from sessions.kinds.joint import question_of
from sessions.people import Person
from sessions.text import N_
from tui.features.conversation.turn import TurnScreen
from tui.features.diary.list_screen import DiaryScreen
from tui.features.diary.note_screen import NoteScreen
from tui.features.diary.notes_dialog import NotesDialog
from tui.language.dates import read_past_day, shown_day
from tui.language.language import language
from tui.ui.dialogs import PickDialog
from tui.ui.flows import Room
from tui.widgets.choices import Pick
from tui.workspace.clock import new_id


class Diaries(Room):
    """What somebody does with their diary. It is open here only while they look at it."""

    _person: Person | None = None
    _diary: Diary | None = None
    _unsaved = False

    # -- Opening ---------------------------------------------------------------------------------

    def diary(self, _: str) -> None:
        """Ask whose, and show it; the other looks away."""
        people = list(
            {
                partner.id: partner
                for pair in self.app.workspace.overview.pairs
                for partner in pair.partners
            }.values()
        )
        if not people and self.app.workspace.vault.read_only:
            self.app.tell(VaultReadOnly())
        elif not people:
            self.app.house.people_for(lambda pair: self._choose(list(pair.partners)))
        else:
            self._choose(people)

    def _choose(self, people: list[Person]) -> None:
        self.whose(
            N_("Whose diary?"), people, lambda one: self._open(one, self._show), self.app.home
        )

    def _open(self, person: Person, then: Callable[[Person, Diary], None]) -> None:
        """Give `then` somebody's diary, after their phrase if they have one."""
        vault = self.app.workspace.vault
        # What was just written may still be on its way; until it is there, nothing is read over it.
        if not self.app.workspace.flush():
            for unsaved in self.app.workspace.problems[:1]:
                self.app.tell(unsaved)
            return
        try:
            found = vault.records.diary(person.id)
            has_phrase = vault.own_phrases.has(person.id)
        except RecordDamaged as problem:
            self._offer_copy(person, problem, then)
            return
        except StoreError as problem:
            self.app.tell(problem)
            return
        self._with_phrase(person, found, then, has_phrase=has_phrase)

    def _offer_copy(
        self, person: Person, problem: StoreError, then: Callable[[Person, Diary], None]
    ) -> None:
        """Offer the last good copy of a damaged diary; the damaged file is set aside untouched."""
        vault = self.app.workspace.vault
        try:
            copy = vault.records.diary(person.id, backup=True)
            has_phrase = vault.own_phrases.has(person.id)
        except StoreError:
            self.app.tell(problem)
            return
        if not copy.entries or vault.read_only:
            self.app.tell(problem)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(
                    N_("This diary is damaged. There is a good copy from before.")
                ),
                note=lambda r: r.t(N_("The damaged file is kept, untouched.")),
                picks=[
                    Pick("no", lambda r: r.t(N_("Not now"))),
                    Pick("yes", lambda r: r.t(N_("Go on with the copy"))),
                ],
            ),
            lambda picked: (
                self._with_phrase(person, copy, then, has_phrase=has_phrase)
                if picked == "yes"
                else None
            ),
        )

    def _with_phrase(
        self,
        person: Person,
        found: Diary,
        then: Callable[[Person, Diary], None],
        *,
        has_phrase: bool,
    ) -> None:
        vault = self.app.workspace.vault
        if not has_phrase:
            then(person, found)
            return
        self.app.own.ask_phrase(
            person, lambda key: then(person, vault.own_phrases.open_diary(found, key))
        )

    def _show(self, person: Person, found: Diary) -> None:
        self._person, self._diary = person, found
        self._list()

    def _list(self) -> None:
        person, found = self._person, self._diary
        if person is None or found is None:
            return
        try:
            own = self.app.workspace.vault.own_phrases.has(person.id)
        except StoreError as problem:
            self.app.tell(problem)
            return
        can_write = not self.app.workspace.vault.read_only
        self.app.go(DiaryScreen(person, found, own=own, can_write=can_write))

    def show_again(self) -> None:
        """Show the list anew, where it is shown: something about it has changed."""
        if self._diary is not None and isinstance(self.app.base, DiaryScreen):
            self._list()

    def close_diary(self, _: str) -> None:
        """Put it away."""
        self.put_away()
        self.app.home()

    def put_away(self) -> None:
        """Save what is not saved, and forget everything of it."""
        self.take_in()
        self._person = self._diary = None

    def forget(self) -> None:
        """Forget everything of it, and save nothing more: it is deleted."""
        self._person = self._diary = None
        self._unsaved = False

    def phrase_of(self, who: str) -> None:
        """Choose a phrase, for whose diary it is."""
        self.app.own.own_phrase("")

    # -- Writing ---------------------------------------------------------------------------------

    def new_note(self, _: str) -> None:
        """Begin a note about today."""
        if self.app.workspace.vault.read_only:
            self.app.tell(VaultReadOnly())
            return
        if self._diary is not None:
            entry_id, now = new_id(), self.app.now()
            self._diary = notes.add(self._diary, new_id=entry_id, on=now.date(), now=now)
            self.open_note(entry_id)

    def open_note(self, entry_id: str) -> None:
        """Show a note, to read it or write on."""
        if self._diary is None or self._person is None:
            return
        entry = self._diary.entry(entry_id)
        day = entry.on or entry.written.date()
        shown = entry.typed or shown_day(day.isoformat(), language(self._person.language))
        can_write = not self.app.workspace.vault.read_only
        self.app.go(NoteScreen(self._person, entry, shown, can_write=can_write))

    def keep(self, name: str, text: str) -> None:
        """Take half-typed text of the note on the screen into the diary; saved in a moment."""
        screen = self.app.base
        if self._diary is None or self.app.workspace.vault.read_only:
            return
        if not isinstance(screen, NoteScreen):
            return
        try:
            if name == "on":
                self._take_day(screen, whole=False)
            else:
                self._diary = notes.write(self._diary, screen.entry.id, name, text)
        except MoveError as problem:
            self.app.tell(problem)
            return
        self.app.tell(None)
        self._unsaved = True
        self.app.autosave.save_soon()

    def keep_note(self, _: str) -> None:
        """The note is done: read its day, and go back to the list."""
        screen = self.app.base
        if self._diary is None or not isinstance(screen, NoteScreen):
            return
        if self.app.workspace.vault.read_only:
            self._list()
            return
        try:
            self._take(screen)
            self._take_day(screen)
        except TweespraakError as problem:
            self.app.tell(problem)
            return
        if self._diary is not None:
            self._diary = notes.tidy(self._diary)
        self._unsaved = True
        self.save_if_needed()
        self._list()

    def drop_note(self, entry_id: str) -> None:
        """Delete a note, after a yes."""
        entry = next((one for one in self._entries() if one.id == entry_id), None)
        if entry is None:
            return  # a second press: it is deleted
        if entry.is_blank:
            self._drop(entry_id)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete this note for good?")),
                picks=[
                    Pick("no", lambda r: r.t(N_("No, keep it"))),
                    Pick("yes", lambda r: r.t(N_("Yes, delete it"))),
                ],
            ),
            lambda picked: self._drop(entry_id) if picked == "yes" else None,
        )

    def _entries(self) -> tuple[Entry, ...]:
        return self._diary.entries if self._diary is not None else ()

    def _drop(self, entry_id: str) -> None:
        if self._diary is not None and any(entry.id == entry_id for entry in self._entries()):
            self._diary = notes.remove(self._diary, entry_id)
            self._unsaved = True
            self.save_if_needed()
            self._list()

    def _take(self, screen: NoteScreen) -> None:
        """Take what stands in the fields into the diary; raises a `MoveError`."""
        for name, text in screen.field_values().items():
            if self._diary is not None and name != "on":
                self._diary = notes.write(self._diary, screen.entry.id, name, text)

    def _take_day(self, screen: NoteScreen, *, whole: bool = True) -> None:
        """Take the day that stands there, or its letters while it cannot be read.

        Raises a `MoveError` for a `whole` one that cannot be, and for one that is too long.
        """
        if self._diary is None:
            return
        today = self.app.now().date()
        before = screen.entry.on or today
        typed = screen.field_values().get("on", "")
        try:
            on = read_past_day(typed, screen.languages[0], today) if typed.strip() else before
            self._diary = notes.move_day(self._diary, screen.entry.id, on, today=today)
        except MoveError:
            # The day of before stays: what stood there while it was half-typed was another.
            self._diary = notes.move_day(self._diary, screen.entry.id, before, today=before)
            self._diary = notes.write(self._diary, screen.entry.id, "typed", typed)
            if whole:
                raise

    def take_in(self) -> None:
        """Take in what stands in the fields of a note, and hand it to the writer."""
        screen = self.app.base
        may_write = not self.app.workspace.vault.read_only
        if self._diary is not None and isinstance(screen, NoteScreen) and may_write:
            for take in (self._take, self._take_day):
                try:
                    take(screen)
                except MoveError as problem:
                    self.app.tell(problem)
            self._unsaved = True
        self.save_if_needed()

    def save_if_needed(self) -> None:
        """Hand the diary to the writer, when something was written since."""
        if self._unsaved and self._diary is not None:
            self._unsaved = False
            self.app.workspace.save_diary(notes.tidy(self._diary))

    # -- Into a conversation ---------------------------------------------------------------------

    def bring_notes(self, _: str) -> None:
        """Choose notes that come along into the preparation."""
        talk = self.app.workspace.open
        floor = moves.floor(talk)
        if floor is None or not moves.is_answered_alone(talk, self.app.workspace.pattern):
            return
        self.app.autosave.take_in()
        self._open(floor, self._offer)

    def _offer(self, person: Person, found: Diary) -> None:
        reader = language(person.language)
        entries = found.latest()
        if not entries:
            self.app.tell(
                lambda r: r.t(N_("Your diary is still empty. Write about the moment here instead."))
            )
            return

        def bring(ids: str | None) -> None:
            chosen = [entry for entry in entries if entry.id in (ids or "").split()]
            if chosen:
                brought = notes.brought(
                    sorted(chosen, key=lambda entry: entry.on or entry.written.date()),
                    lambda day: reader.day(day, weekday=False),
                )
                self._lay_in(brought)

        self.app.push_screen(NotesDialog(reader, entries), bring)

    def _lay_in(self, text: str) -> None:
        talk = self.app.workspace.open
        slot = question_of(self.app.workspace.pattern.step(talk.at.step), talk.at).diary
        before = talk.written(talk.at, slot).rstrip()
        whole = f"{before}\n{text}" if before else text
        if self.app.move(lambda c: moves.save_draft(c, slot, whole, now=self.app.now())):
            screen = self.app.base
            if isinstance(screen, TurnScreen):
                screen.load_drafts(slot)
