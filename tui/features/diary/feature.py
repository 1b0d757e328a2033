"""The diary: whose, with their phrase, writing in it, and what comes along into a conversation."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from sessions import diary as notes
from sessions import moves
from sessions.commands import SaveDraft
from sessions.diary import Diary, Entry
from sessions.errors import MoveError, RecordDamaged, StoreError, VaultReadOnly
from sessions.kinds.joint import question_of
from sessions.people import Person
from sessions.text import N_
from tui.features.diary.list_screen import DiaryScreen
from tui.features.diary.note_screen import DAY, NoteScreen
from tui.features.diary.notes_dialog import NotesDialog
from tui.features.diary.requests import (
    BeginNote,
    BringNotes,
    CloseDiary,
    DeleteNote,
    DiaryRequest,
    DraftNote,
    FinishNote,
    OpenNote,
    RefreshDiary,
    ShowDiary,
)
from tui.features.people.requests import AskPeople, Purpose
from tui.language.dates import read_past_day, shown_day
from tui.language.language import language
from tui.ui.dialogs import PickDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import ask_own_key, ask_who, require_writable, tell_done
from tui.ui.shell import Shell
from tui.widgets.choices import Pick
from tui.widgets.localized import msgid
from tui.workspace.clock import new_id
from tui.workspace.workspace import Workspace

NO, YES = "no", "yes"


class OpenDiary(NamedTuple):
    """A diary, and for a writer with a phrase its key and the notes closed without it at hand."""

    diary: Diary
    key: bytes = b""
    unmarked: frozenset[str] = frozenset()


class DiaryFeature(Feature[DiaryRequest]):
    """The diaries. A diary is open here only while its writer looks at it."""

    def __init__(self, shell: Shell, workspace: Workspace) -> None:
        super().__init__(shell, workspace)
        self._person: Person | None = None
        self._diary: Diary | None = None
        self._unmarked: frozenset[str] = frozenset()
        self._opened_note: Entry | None = None
        self._unsaved = False
        shell.autosave.add_saver(self.save_if_needed)
        shell.add_home_listener(self._put_away)
        self.library.deletion_listeners.append(self._forget)

    def handle(self, request: DiaryRequest) -> Flow | None:
        match request:
            case ShowDiary(pair):
                return self._show(pair)
            case CloseDiary():
                return self._close()
            case RefreshDiary(message):
                if isinstance(self.shell.page, DiaryScreen):
                    self._show_list()
                tell_done(self.shell, message)
            case BeginNote():
                self._begin_note()
            case OpenNote(entry):
                self._open_note(entry)
            case FinishNote():
                return self._finish_note()
            case DeleteNote(entry):
                return self._delete_note(entry)
            case DraftNote(entry, name, text):
                self._keep(entry, name, text)
            case BringNotes():
                return self._bring_notes()
            case _:
                assert_never(request)
        return None

    # -- Opening -------------------------------------------------------------------------------

    async def _show(self, pair_id: str) -> None:
        """Ask whose diary, and show it; the other looks away."""
        pair = self.library.pair(pair_id)
        people = list(pair.partners) if pair else self.library.people()
        if not people:
            require_writable(self.library)
            self.shell.request(AskPeople(Purpose.DIARY))
            return
        person = await ask_who(self.shell, self.library, N_("Whose diary?"), people)
        if person is None:
            self.shell.go_home()
            return
        opened = await self._opened(person)
        if opened is not None:
            self._person, self._diary, self._unmarked = person, opened.diary, opened.unmarked
            if opened.key:
                self.library.vault.own_phrases.hold(person.id, opened.key)
            self._show_list()

    async def _opened(self, person: Person) -> OpenDiary | None:
        """Give somebody's diary, after their phrase if they have one."""
        # The last save may not be on the disk yet; reading before it is would lose that text.
        if not await self.shell.in_thread(self.library.flush):
            for unsaved in self.library.problems[:1]:
                self.shell.show_notice(unsaved)
            return None
        vault = self.library.vault
        try:
            diary = vault.records.diary(person.id)
        except RecordDamaged as problem:
            copy = await self._offer_copy(person, problem)
            if copy is None:
                return None
            diary = copy
        if not vault.own_phrases.has(person.id):
            return OpenDiary(diary)
        key = await ask_own_key(self.shell, self.library, person)
        if key is None:
            return None
        unmarked = vault.own_phrases.unmarked_notes(diary, key)
        return OpenDiary(vault.own_phrases.open_diary(diary, key), key, unmarked)

    async def _offer_copy(self, person: Person, problem: StoreError) -> Diary | None:
        """Offer the last good copy of a damaged diary; the damaged file is set aside untouched.

        Raises `problem` where there is no copy to offer.
        """
        vault = self.library.vault
        try:
            copy = vault.records.diary(person.id, backup=True)
            vault.own_phrases.has(person.id)
        except StoreError:
            raise problem from None
        if not copy.entries or vault.read_only:
            raise problem
        picked = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("This diary is damaged. There is a good copy from before.")),
                note=msgid(N_("The damaged file is kept, untouched.")),
                picks=[
                    Pick(NO, msgid(N_("Not now"))),
                    Pick(YES, msgid(N_("Go on with the copy"))),
                ],
            )
        )
        return copy if picked == YES else None

    def _show_list(self) -> None:
        person, diary = self._person, self._diary
        if person is None or diary is None:
            return
        vault = self.library.vault
        own = vault.own_phrases.has(person.id)
        self.shell.show(
            DiaryScreen(
                person, diary, own=own, can_write=not vault.read_only, unmarked=self._unmarked
            )
        )

    async def _close(self) -> None:
        """Close the diary."""
        await self.shell.autosave.settle()
        self.shell.go_home()

    def _put_away(self) -> None:
        """Save what is not saved, and drop the diary from memory."""
        self.save_if_needed()
        if self._diary is not None:
            self.library.put_away(self._diary)
        self._person = self._diary = self._opened_note = None
        self._unmarked = frozenset()

    def _forget(self, _: str) -> None:
        """Close the diary and save nothing more of it: it is deleted."""
        self._unsaved = False
        self._put_away()

    # -- Writing -------------------------------------------------------------------------------

    def _begin_note(self) -> None:
        """Begin a note about today."""
        if self.library.vault.read_only:
            raise VaultReadOnly()
        if self._diary is not None:
            entry_id, now = new_id(), self.workspace.now
            self._diary = notes.add(self._diary, new_id=entry_id, on=now.date(), now=now)
            self._open_note(entry_id)

    def _open_note(self, entry_id: str) -> None:
        """Show a note, to read it or write on."""
        if self._diary is None or self._person is None:
            return
        entry = self._opened_note = self._diary.entry(entry_id)
        day = entry.on or entry.written.date()
        shown = entry.typed or shown_day(day.isoformat(), language(self._person.language))
        can_write = not self.library.vault.read_only
        self.shell.show(
            NoteScreen(self._person, entry, shown, self.workspace.now.date(), can_write=can_write)
        )

    def _keep(self, entry_id: str, name: str, text: str) -> None:
        """Take half-typed text of a note into the diary; raises a `MoveError`."""
        if self._diary is None or self.library.vault.read_only or self._entry(entry_id) is None:
            return
        if name == DAY:
            self._keep_day(entry_id, text, whole=False)
        else:
            self._diary = notes.write(self._diary, entry_id, name, text)
        self.shell.show_notice(None)
        self._unsaved = True
        self._unmarked -= {entry_id}

    async def _finish_note(self) -> None:
        """Read the day of a finished note, and go back to the list."""
        await self.shell.autosave.settle()
        page = self.shell.page
        if self._diary is None or not isinstance(page, NoteScreen):
            return
        if not self.library.vault.read_only:
            for name, text in page.field_values().items():
                if name != DAY:
                    self._diary = notes.write(self._diary, page.entry.id, name, text)
            self._keep_day(page.entry.id, page.field_values().get(DAY, ""), whole=True)
            self._diary = notes.tidy(self._diary)
            self._unsaved = True
            self.save_if_needed()
        self._show_list()

    async def _delete_note(self, entry_id: str) -> None:
        """Delete a note, after a yes."""
        entry = self._entry(entry_id)
        if entry is None:
            return  # a second press: it is deleted
        if not entry.is_blank:
            picked = await self.shell.ask(
                PickDialog(
                    self.shell.readers,
                    prompt=msgid(N_("Delete this note for good?")),
                    picks=[
                        Pick(NO, msgid(N_("No, keep it"))),
                        Pick(YES, msgid(N_("Yes, delete it"))),
                    ],
                )
            )
            if picked != YES:
                return
        if self._diary is not None and self._entry(entry_id) is not None:
            self._diary = notes.remove(self._diary, entry_id)
            self._unsaved = True
            self.save_if_needed()
            self._show_list()

    def _entry(self, entry_id: str) -> Entry | None:
        entries = self._diary.entries if self._diary is not None else ()
        return next((entry for entry in entries if entry.id == entry_id), None)

    def _keep_day(self, entry_id: str, typed: str, *, whole: bool) -> None:
        """Keep the day that stands there, or its letters while it cannot be read.

        Raises a `MoveError` for a `whole` day that cannot be read, and for text that is too long.
        """
        opened = self._opened_note
        if self._diary is None or self._person is None or opened is None:
            return
        today = self.workspace.now.date()
        before = opened.on or today
        try:
            reader = language(self._person.language)
            on = read_past_day(typed, [reader], today) if typed.strip() else before
            self._diary = notes.move_day(self._diary, entry_id, on, today=today)
        except MoveError:
            # The earlier day stays: the half-typed text may have read as another day.
            self._diary = notes.move_day(self._diary, entry_id, before, today=before)
            self._diary = notes.write(self._diary, entry_id, "typed", typed)
            if whole:
                raise

    def save_if_needed(self) -> None:
        """Save the diary when something was written since the last save."""
        if self._unsaved and self._diary is not None:
            self._unsaved = False
            self.library.save_diary(notes.tidy(self._diary))

    # -- Into a conversation -------------------------------------------------------------------

    async def _bring_notes(self) -> None:
        """Choose notes that come along into the preparation."""
        workspace = self.workspace
        if workspace.current is None:
            return
        floor = moves.floor(workspace.conversation)
        alone = moves.is_answered_alone(workspace.conversation, workspace.pattern)
        if floor is None or not alone:
            return
        self.shell.autosave.collect()
        opened = await self._opened(floor)
        if opened is None:
            return
        entries = opened.diary.latest()
        if not entries:
            self.shell.show_notice(
                msgid(N_("Your diary is still empty. Write about the moment here instead."))
            )
            return
        reader = language(floor.language)
        ids = await self.shell.ask(NotesDialog(reader, entries, opened.unmarked))
        chosen = [entry for entry in entries if entry.id in (ids or ())]
        if chosen and workspace.current is not None:
            chosen.sort(key=lambda entry: entry.on or entry.written.date())
            self._bring(notes.brought(chosen, lambda day: reader.day(day, weekday=False)))

    def _bring(self, text: str) -> None:
        """Add the text of notes to what stands in the field that takes them."""
        workspace = self.workspace
        conversation = workspace.conversation
        step = workspace.pattern.step(conversation.at.step)
        slot = question_of(step, conversation.at).diary
        before = conversation.written(conversation.at, slot).rstrip()
        whole = f"{before}\n{text}" if before else text
        workspace.perform(SaveDraft(slot, whole))
        self.shell.page.load_drafts(slot)
