"""The workspace: the open conversation, what is done to it, and its saving. Knows no Textual.

Every change of a conversation goes through `perform`, `receive` or `draft`; every save through the
library's writer. Front ends listen, and show the scene that belongs to the new state; they never
hold words that the workspace does not have.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from sessions import commands, moves, preparation, privacy
from sessions.agenda import REVIEW
from sessions.agreements import Agreement
from sessions.commands import (
    AgreementCommand,
    Answer,
    AnyCommand,
    FillFields,
    NameCycle,
    SaveDraft,
)
from sessions.conversation import Conversation, State, Turn
from sessions.envelope import Envelope, check
from sessions.errors import SnapshotStale, StoreError
from sessions.kinds import KINDS
from sessions.pattern import Pattern, fitted, shipped
from sessions.people import Pair, Person
from tui.workspace.clock import new_id
from tui.workspace.conversation_view import ConversationView
from tui.workspace.library import Library
from tui.workspace.scene import Place, Scene, scene_for

FEELINGS, NEEDS = "feel", "need"
"""The fields of an I-message for which there are words to find."""

GIVE_AND_TAKE = "give-and-take"
"""The pattern of a conversation, unless another is named."""


class Workspace:
    """At most one open conversation, on top of the library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        """What the vault holds."""
        self.listeners: list[Callable[[], None]] = []
        """Called after each change that another scene or another view may follow from."""
        self.snapshot = 0
        """The number of the present state; a command names the state it was given on."""
        self.curtain_open_for = ""
        """For whom the curtain is open, by id; nobody's when empty."""
        self._conversation: Conversation | None = None
        self._unsaved = False

    # -- What is open ------------------------------------------------------------------------

    @property
    def current(self) -> Conversation | None:
        """The open conversation, or None."""
        return self._conversation

    @property
    def conversation(self) -> Conversation:
        """The open conversation. Raises RuntimeError when none is."""
        if self._conversation is None:
            raise RuntimeError("no conversation is open")
        return self._conversation

    @property
    def is_active(self) -> bool:
        """Whether a conversation is open in which people talk now."""
        return self._conversation is not None and self._conversation.state is State.ACTIVE

    @property
    def pattern(self) -> Pattern:
        """The pattern of the open conversation. Raises RuntimeError when none is open."""
        return fitted(self.conversation.pattern, self.conversation.setting)

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.library.clock()

    def view(self) -> ConversationView:
        """Give the open conversation as it is shown now."""
        return ConversationView(conversation=self.conversation, pattern=self.pattern, now=self.now)

    @property
    def scene(self) -> Scene:
        """What belongs on the screen now. Raises RuntimeError when none is open."""
        return scene_for(self.conversation, self._curtain(), self.now)

    def _curtain(self) -> Person | None:
        """Give the person for whom the curtain must open first, or None."""
        conversation = self.conversation
        alone = moves.is_answered_alone(conversation, self.pattern)
        if conversation.state is not State.ACTIVE or not alone:
            return None
        who = conversation.at.who
        return None if self.curtain_open_for == who else conversation.person(who)

    def open_curtain(self) -> None:
        """Show the turn to the person it is for."""
        self.curtain_open_for = self.conversation.at.who
        self._tell_listeners()

    def close_curtain(self) -> None:
        """Hide a turn alone again, until the person it is for says that they sit there."""
        self.curtain_open_for = ""
        if self.is_active:
            self._close_again()
        self._tell_listeners()

    def needs_phrase(self) -> bool:
        """Whether the curtain opens with a phrase only: what lies behind it is its writer's own."""
        if not privacy.needs_phrase(self.conversation, self.pattern):
            return False
        return self.library.vault.own_phrases.has(self.conversation.at.who)

    def is_in_doubt(self) -> bool:
        """Whether somebody may have changed the phrase of the person whose turn it is, alone."""
        who = self.conversation.at.who
        return bool(who) and self.library.vault.own_phrases.is_in_doubt(who)

    def can_find_words(self) -> bool:
        """Whether somebody writes an I-message now."""
        if not self.is_active or self.scene.place is not Place.TURN:
            return False
        if moves.floor(self.conversation) is None:
            return False
        step = self.pattern.step(self.conversation.at.step)
        names = KINDS[step.kind].places(self.conversation, step, self.conversation.at)
        return {FEELINGS, NEEDS} <= set(names)

    # -- Opening and closing -----------------------------------------------------------------

    def begin(
        self,
        pair: Pair,
        *,
        reviewed: Sequence[Agreement] = (),
        about: Agreement | None = None,
        subject: str = "",
        pattern: str = "",
    ) -> None:
        """Begin a new conversation of `pair`; an evaluation when there is something to review.

        What was open is saved and closed. Raises `PatternError`; then it stays open.
        """
        begun = moves.begin(
            pair,
            shipped(pattern or (REVIEW if reviewed else GIVE_AND_TAKE)),
            new_id=new_id(),
            now=self.now,
            reviewed=reviewed,
            about=about,
            subject=subject,
        )
        self.close()
        self._conversation = self._with_phrases(begun)
        self._changed()

    def open(self, conversation_id: str) -> None:
        """Open a conversation from the vault where it was left.

        Raises a `StoreError` when it cannot be read; then what was open stays.
        """
        self.save_if_needed()
        conversation = self.library.read(conversation_id)
        pattern = fitted(conversation.pattern, conversation.setting)
        if conversation.state is not State.FINISHED:
            conversation = moves.resume(conversation, pattern, now=self.now)
        self._conversation = self._with_phrases(conversation)
        self.curtain_open_for = ""
        self.library.vault.own_phrases.let_go()
        self.snapshot += 1
        self._tell_listeners()

    def close(self) -> None:
        """Save the open conversation, and close it."""
        self.save()
        self.drop()

    def drop(self) -> None:
        """Close the open conversation without saving it: it is deleted."""
        self._conversation = None
        self._unsaved = False
        self.curtain_open_for = ""
        self.library.vault.own_phrases.let_go()
        self.snapshot += 1

    # -- Commands ----------------------------------------------------------------------------

    def perform(self, command: AnyCommand) -> None:
        """Perform a command on the open conversation, save it and tell the listeners.

        Raises what the command raises; then nothing has changed.
        """
        before = self._conversation
        self._conversation = self._performed(command)
        self._remember_choices(before)
        self._changed()

    def _remember_choices(self, before: Conversation | None) -> None:
        """Keep with the pair how they talk, and how long: the next time it is not asked anew."""
        after = self.conversation
        way, minutes = after.way, moves.turn_minutes(after, self.pattern)
        if before is None or self.library.vault.read_only:
            return
        if (way, minutes) == (before.way, moves.turn_minutes(before, self.pattern)):
            return
        pair = self.library.pair(after.pair)
        if pair is not None:
            chosen = replace(pair, way=way or pair.way, minutes=minutes or pair.minutes)
            self.library.save_pair(chosen)

    def end_quietly(self, command: Answer) -> None:
        """Perform a command and save it; no scene follows, as another conversation begins."""
        self._conversation = self._performed(command)
        self.snapshot += 1
        self.save()

    def receive(self, envelope: Envelope) -> None:
        """Perform a command that came by a channel.

        Raises `CommandNotAllowed` or `SnapshotStale`, or what the command raises. When nothing is
        open, the conversation it was meant for is gone.
        """
        check(envelope, self.snapshot)
        if self._conversation is None:
            raise SnapshotStale()
        self.perform(envelope.command)

    def try_out(self, command: AnyCommand) -> None:
        """Raise what the command would raise. Nothing changes."""
        self._performed(command)

    def draft(self, command: SaveDraft | NameCycle) -> bool:
        """Keep half-typed text; the caller saves it in a moment. Gives whether it was new.

        Letters of a turn whose curtain has fallen come too late: what stood there is closed, and
        they would stand beside it.
        """
        if isinstance(command, SaveDraft) and self._is_closed(command.turn or self.conversation.at):
            return False
        drafted = self._performed(command)
        changed = drafted is not self._conversation
        self._conversation = drafted
        self._unsaved = self._unsaved or changed
        return changed

    def _is_closed(self, turn: Turn) -> bool:
        return turn.key in self.conversation.closed_drafts and turn.who != self.curtain_open_for

    def would_change(self, command: SaveDraft | NameCycle) -> bool:
        """Whether half-typed text is other than what is kept; of no use when nothing is open."""
        conversation = self._conversation
        if conversation is None:
            return False
        if isinstance(command, NameCycle):
            running = conversation.time_out
            return running is not None and running.cycle != command.text
        written = conversation.written(command.turn or conversation.at, command.name)
        return written != command.text

    def perform_on(self, conversation_id: str, command: AgreementCommand) -> Conversation:
        """Perform a command on a conversation, open or not, and save it; gives it.

        Raises a `StoreError` when it cannot be read, or what the command raises.
        """
        if self._conversation is None or self._conversation.id != conversation_id:
            return self.library.perform_on(conversation_id, command)
        self._conversation = self._performed(command)
        self.snapshot += 1
        self.save()
        return self._conversation

    def _close_again(self) -> None:
        """Keep no words of people with a phrase open once their curtain has fallen."""
        vault = self.library.vault
        if not vault.read_only:
            self._conversation = vault.own_phrases.close(self.conversation)
        vault.own_phrases.let_go()

    def _with_phrases(self, conversation: Conversation) -> Conversation:
        """Give the conversation with who of its people have a phrase of their own."""
        own_phrases = self.library.vault.own_phrases
        with contextlib.suppress(StoreError):  # that the pairs are damaged is told at the start
            known = [person.id for person in conversation.people if own_phrases.has(person.id)]
            return privacy.with_phrases(conversation, known)
        return conversation

    def note_phrases(self) -> None:
        """See anew who has a phrase of their own, after one was given or taken away."""
        if self._conversation is not None:
            opened = self.library.vault.own_phrases.open_gone(self._conversation)
            self._conversation = self._with_phrases(opened)

    def prepared_with(self, person_id: str, key: bytes) -> dict[str, str]:
        """Give what a person prepared for this turn, by field, with the key of their phrase.

        It is not kept open: they see it first, and then lay it in or not.
        """
        opened = self.library.vault.own_phrases.open(self.conversation, person_id, key)
        return preparation.prepared(opened, self.pattern)

    def lay_in(self, words: Mapping[str, str]) -> None:
        """Lay prepared words in the fields of this turn that are still empty, and save them."""
        turn = self.conversation.at
        empty = {
            name: text for name, text in words.items() if not self.conversation.written(turn, name)
        }
        self.perform(FillFields(empty))

    def open_with_key(self, person_id: str, key: bytes) -> None:
        """Open what a person wrote alone, with the key that their own phrase gave.

        Until the curtain falls, what they write is marked as theirs.
        """
        own_phrases = self.library.vault.own_phrases
        self._conversation = own_phrases.open(self.conversation, person_id, key)
        own_phrases.hold(person_id, key)

    def read(self, conversation_id: str) -> Conversation:
        """Give a conversation, the open one as it is here. Raises a `StoreError`."""
        current = self._conversation
        if current is not None and current.id == conversation_id:
            return current
        return self.library.read(conversation_id)

    def _performed(self, command: AnyCommand) -> Conversation:
        return commands.perform(
            self.conversation, self.pattern, command, now=self.now, new_id=new_id
        )

    def _changed(self) -> None:
        """Close the curtain after a turn alone and at every break, save, and tell the listeners."""
        conversation = self.conversation
        alone = moves.is_answered_alone(conversation, self.pattern)
        mine = conversation.at.who == self.curtain_open_for
        if conversation.state is not State.ACTIVE or not mine or not alone:
            self.curtain_open_for = ""
            self._close_again()
        self.snapshot += 1
        self.save()
        self._tell_listeners()

    def _tell_listeners(self) -> None:
        for listener in self.listeners:
            listener()

    # -- Saving ------------------------------------------------------------------------------

    def save(self) -> None:
        """Hand the open conversation to the writer."""
        if self._conversation is None or self.library.vault.read_only:
            return
        self._unsaved = False
        self.library.save(self._conversation)

    @property
    def is_kept(self) -> bool:
        """Whether the open conversation is on the disk as it is now."""
        current = self._conversation
        if current is None or self._unsaved or self.library.problems:
            return False
        return not self.library.is_on_its_way(current.id)

    def save_if_needed(self) -> None:
        """Save when something was typed since the last time."""
        if self._unsaved:
            self.save()
