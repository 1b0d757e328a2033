"""A conversation, turn by turn: answering, going back, the curtain, parking, putting off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from sessions import moves
from sessions.commands import (
    Answer,
    ChangeWay,
    CloseConversation,
    GoBack,
    ParkSubject,
    Postpone,
    Skip,
)
from sessions.conversation import Turn
from sessions.idea_moves import parking
from sessions.kinds import Field, Form
from sessions.people import Way
from sessions.text import N_
from sessions.validation import about
from tui.features.conversation.parking_dialog import ParkingDialog
from tui.features.conversation.preparation_dialog import PreparationDialog
from tui.features.conversation.requests import (
    CloseHere,
    ConversationRequest,
    OpenCurtain,
    OpenPreparation,
    PutOff,
    ShowSaid,
    SkipTurn,
    SubmitTurn,
    SwitchWay,
    TurnBack,
    WriteParking,
)
from tui.features.conversation.so_far import SoFarDialog
from tui.features.own_phrase.requests import BeginPhraseAnew
from tui.language.dates import read_day
from tui.language.times import next_moments, read_time
from tui.ui.dialogs import TextDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import ask_own_key
from tui.widgets.localized import msgid
from tui.widgets.moment_field import reads_moment


class ConversationFeature(Feature[ConversationRequest]):
    """The open conversation: its turns, the curtain, parking, putting off."""

    def handle(self, request: ConversationRequest) -> Flow:
        match request:
            case SubmitTurn(turn, fields):
                return self._submit(turn, fields)
            case TurnBack():
                return self._settled(GoBack())
            case SkipTurn():
                return self._settled(Skip())
            case CloseHere():
                return self._settled(CloseConversation())
            case OpenCurtain():
                return self._open_curtain()
            case OpenPreparation():
                return self._open_preparation()
            case WriteParking():
                return self._park()
            case PutOff():
                return self._put_off()
            case ShowSaid():
                return self._show_said()
            case SwitchWay():
                return self._settled(ChangeWay(self._other_way()))
            case _:
                assert_never(request)

    async def _show_said(self) -> None:
        """Show what both may read of what was said."""
        await self.shell.ask(SoFarDialog(self.workspace.view(), self.shell.readers))

    # -- Going on ------------------------------------------------------------------------------

    def _other_way(self) -> Way:
        return Way.WRITE if self.workspace.conversation.is_talked else Way.TALK

    async def _settled(self, command: GoBack | Skip | CloseConversation | ChangeWay) -> None:
        """Perform a command after everything typed before it is in the model."""
        await self.shell.autosave.settle()
        if self.workspace.current is not None:
            self.workspace.perform(command)

    async def _submit(self, turn: Turn, given: Mapping[str, str]) -> None:
        """Answer `turn` with what stands in its fields and what a button added."""
        await self.shell.autosave.settle()
        workspace = self.workspace
        if workspace.current is None or workspace.conversation.at != turn:
            return  # a second Enter, from a screen that is on its way out
        conversation = workspace.conversation
        turn_fields = moves.fields(conversation, workspace.pattern)
        typed = {field.id: conversation.written(turn, field.id) for field in turn_fields}
        fields = {}
        for field in turn_fields:
            with about(field):
                fields[field.id] = self._read(field, {**typed, **given}[field.id])
        workspace.perform(Answer(turn, fields))

    def _read(self, field: Field, text: str) -> str:
        """Give days and times as they are stored; all other text as it is."""
        if field.form is Form.DATE and text.strip():
            readers, today = self.shell.readers, self.workspace.now.date()
            return read_day(text, readers, today).isoformat()
        if field.form is Form.TIME and text.strip():
            return read_time(text, self.shell.readers).isoformat("minutes")
        return text

    # -- Behind the curtain --------------------------------------------------------------------

    async def _open_curtain(self) -> None:
        """Open the curtain; ask for the personal phrase first if there is one."""
        if self.workspace.is_in_doubt() and not await self._is_right():
            return
        if self.workspace.needs_phrase() and not await self._open_with_phrase():
            return
        if self.workspace.is_active:
            self.workspace.open_curtain()

    async def _is_right(self) -> bool:
        """Tell somebody that their phrase may have been changed, and let them put it right."""
        who = self.workspace.conversation.at.who
        self.shell.show_notice(self.library.vault.own_phrases.doubt_about(who))
        if not self.library.vault.own_phrases.has(who):
            self.shell.request(BeginPhraseAnew(who))
            return False
        return await self._open_with_phrase()

    async def _open_with_phrase(self) -> bool:
        """Ask for the phrase of the person with the floor, and open what they wrote alone."""
        conversation = self.workspace.conversation
        person = conversation.person(conversation.at.who)
        key = await ask_own_key(self.shell, self.library, person)
        if key is None or self.workspace.current is None:
            return False
        self.workspace.open_with_key(person.id, key)
        return True

    async def _open_preparation(self) -> None:
        """Show the speaker what they prepared, after their phrase; then lay it in or not."""
        self.shell.autosave.collect()
        conversation = self.workspace.conversation
        person = conversation.person(conversation.at.who)
        key = await ask_own_key(self.shell, self.library, person)
        if key is None or self.workspace.current is None:
            return
        words = self.workspace.prepared_with(person.id, key)
        if not words:
            self.shell.show_notice(msgid(N_("You prepared nothing for this.")))
        elif await self.shell.ask(PreparationDialog(self.shell.readers, person, words)):
            self.workspace.lay_in(words)

    # -- Parking and putting off ---------------------------------------------------------------

    async def _park(self) -> None:
        """Write down a subject for another time."""
        self.shell.autosave.collect()
        workspace = self.workspace
        # Half-typed by somebody alone, it is not shown to the other, who may press the same key.
        who = workspace.curtain_open_for
        turn = parking(who)
        if turn.key in workspace.conversation.closed_drafts and not await self._open_with_phrase():
            return  # half-typed before, it would be written over
        text = await self.shell.ask(
            ParkingDialog(
                self.shell.readers,
                text=workspace.conversation.written(turn, "text"),
                turn=turn,
                check=lambda text: workspace.try_out(ParkSubject(text, who)),
            )
        )
        if text is not None and workspace.current is not None:
            workspace.perform(ParkSubject(text, who))

    async def _put_off(self) -> None:
        """Name a moment within a day."""
        self.shell.autosave.collect()
        text = await self.shell.ask(
            TextDialog(
                self.shell.readers,
                prompt=msgid(N_("What time will you go on?")),
                note=msgid(
                    N_(
                        "Choose a moment within 24 hours, such as 20:30. "
                        "A time helps you come back."
                    )
                ),
                button=msgid(N_("Agreed, until then")),
                name="moment",
                reads=reads_moment(lambda: self.workspace.now),
                check=self._moment,
            )
        )
        if text is not None and self.workspace.current is not None:
            self.workspace.perform(Postpone(self._moment(text)))

    def _moment(self, text: str) -> datetime:
        """Give the next moment at which it is that time. Raises `TimeNotUnderstood`."""
        return next_moments(text, self.shell.readers, self.workspace.now)[0]
