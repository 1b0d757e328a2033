"""The library: what the vault holds, in short and in full, and how it is saved."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import msgspec

from sessions import commands, privacy
from sessions.agreed_moments import with_agreed_moments
from sessions.commands import AgreementCommand
from sessions.conversation import Conversation, State
from sessions.diary import Diary
from sessions.errors import PatternError, RecordNewer, StoreError, TweespraakError
from sessions.inventory import PATTERN as INVENTORY
from sessions.inventory import rows
from sessions.pattern import fitted, shipped
from sessions.people import Pair, Person
from sessions.store import Vault, Writer
from sessions.store.writer import Result
from tui.workspace.clock import Clock, new_id, zone_named
from tui.workspace.overview import Overview
from tui.workspace.settings import Settings, is_of_pair, or_backup

if TYPE_CHECKING:
    from sessions.store.leftovers import Leftover


class Library:
    """The open vault, its overview and its settings. Everything is saved through one writer."""

    def __init__(
        self, vault: Vault, clock: Clock, settings: Settings, on_saved: Callable[[Result], None]
    ) -> None:
        """`on_saved` is called in the writer's thread, which must not wait for the caller's."""
        self.vault = vault
        """The vault everything is in."""
        self.clock = clock
        """Gives the moment."""
        self.overview = Overview()
        """What the vault holds, in short."""
        self.settings = settings
        """What was set."""
        self.deletion_listeners: list[Callable[[str], None]] = []
        """Called with the id of a pair before everything of it is deleted."""
        self._writer = Writer(vault, on_saved)

    # -- Reading -----------------------------------------------------------------------------

    def load(self) -> Overview:
        """Read the whole vault; takes time, so it is called in a thread. Gives a new overview."""
        overview = Overview(loaded=True)
        damaged: list[TweespraakError] = [*self.vault.seal.notices]
        try:
            overview.pairs = self.vault.records.pairs()
        except StoreError as problem:
            damaged.append(problem)
            overview.pairs = or_backup(lambda: self.vault.records.pairs(backup=True), ())
        listing = self.vault.index.read()
        damaged += listing.problems
        for summary in listing.summaries:
            if _has_pattern(summary.pattern):
                overview.conversations[summary.id] = summary
            else:
                damaged.append(self._newer(summary.id))
        overview.damaged = tuple(damaged)
        return overview

    def drop_notices(self, *kinds: type[StoreError]) -> None:
        """Say no more what was said of the seal of these kinds: it is settled."""
        told = self.vault.seal.notices
        told[:] = [problem for problem in told if not isinstance(problem, kinds)]
        damaged = self.overview.damaged
        self.overview.damaged = tuple(
            problem for problem in damaged if not isinstance(problem, kinds)
        )

    def take_overview(self, overview: Overview) -> None:
        """Lay an overview that was just read under what happened meanwhile, which wins."""
        overview.put_summaries(self.overview.conversations)
        known = {pair.id for pair in self.overview.pairs}
        read = (pair for pair in overview.pairs if pair.id not in known)
        overview.pairs = (*self.overview.pairs, *read)
        self.overview = overview

    def mend_index(self) -> None:
        """Write what the index was behind; takes time. The next start does it when it cannot."""
        with contextlib.suppress(StoreError):
            self.vault.index.mend()

    def is_on_its_way(self, conversation_id: str) -> bool:
        """Whether a state of a conversation has yet to be written."""
        return self._writer.newest(conversation_id) is not None

    def read(self, conversation_id: str) -> Conversation:
        """Give a conversation as it is now, on the disk or on its way there.

        Raises a `StoreError` when it cannot be read.
        """
        conversation = self._writer.newest(conversation_id) or self.vault.records.load(
            conversation_id
        )
        if not _has_pattern(conversation.pattern):
            raise self._newer(conversation_id)
        return with_agreed_moments(conversation, zone_named)

    def _newer(self, conversation_id: str) -> RecordNewer:
        """Give the error for one that was made with a pattern that this program does not have."""
        return RecordNewer(file=str(self.vault.records.path(conversation_id)), id=conversation_id)

    def conversations_of(self, pair_id: str) -> list[Conversation]:
        """Read all conversations of a pair; takes time. What cannot be read was told before."""
        conversations = []
        for summary in list(self.overview.conversations.values()):
            if summary.pair == pair_id:
                with contextlib.suppress(StoreError):
                    conversations.append(self.read(summary.id))
        return conversations

    def people(self) -> list[Person]:
        """Give everybody, each once."""
        people = {partner.id: partner for pair in self.overview.pairs for partner in pair.partners}
        return list(people.values())

    def writers_of(self, conversation: Conversation) -> list[Person]:
        """Give who can read back what they wrote alone: a phrase has to show that it is them."""
        try:
            return [
                partner
                for partner in conversation.partners
                if self.vault.own_phrases.has(partner.id)
                and privacy.is_closed(conversation, partner.id)
            ]
        except StoreError:
            return []  # the pairs are damaged, which is told where they are read

    def inventory_before(self, conversation: Conversation) -> Conversation | None:
        """Give the inventory that the same people saw to the end last, before this one."""
        ended = conversation.ended
        before = [
            summary
            for summary in self.overview.conversations.values()
            if summary.pair == conversation.pair
            and summary.pattern == INVENTORY
            and summary.state is State.FINISHED
            and summary.id != conversation.id
            and (ended is None or summary.order < ended)
        ]
        for summary in sorted(before, key=lambda summary: summary.order, reverse=True):
            with contextlib.suppress(StoreError):
                earlier = self.read(summary.id)
                if rows(earlier):
                    return earlier
        return None

    def pair(self, pair_id: str) -> Pair | None:
        """Give a pair as it is kept, or None."""
        return next((pair for pair in self.overview.pairs if pair.id == pair_id), None)

    @property
    def problems(self) -> tuple[StoreError, ...]:
        """Why what should be on the disk is not, if so."""
        return self._writer.problems

    # -- Saving ------------------------------------------------------------------------------

    @property
    def can_save(self) -> bool:
        """Whether anything can be written now."""
        return not (self.vault.read_only or self.vault.seal.is_locked)

    def change_settings(self, settings: Settings) -> None:
        """Take other settings, and save them."""
        if settings != self.settings:
            self.settings = settings
            if self.can_save:
                self._writer.submit(settings.stored())

    def keep_name_drafts(self, drafts: dict[str, str]) -> None:
        """Keep half-typed names in the place of those before."""
        self.change_settings(msgspec.structs.replace(self.settings, name_drafts=dict(drafts)))

    def save(self, conversation: Conversation) -> None:
        """Hand a conversation to the writer, and show it in the overview."""
        self.overview.put(conversation)
        self._writer.submit(conversation)

    def save_pair(self, pair: Pair) -> None:
        """Keep a pair, new or changed."""
        others = [known for known in self.overview.pairs if known.id != pair.id]
        self.overview.pairs = (pair, *others)
        self._writer.submit(pair)

    def save_diary(self, diary: Diary) -> None:
        """Hand a diary to the writer."""
        if self.can_save:
            self._writer.submit(diary)

    def put_away(self, diary: Diary) -> None:
        """Let go of the key of a diary; a save of it that comes later gets the marks it has now."""
        own_phrases = self.vault.own_phrases
        with contextlib.suppress(StoreError):  # then its save says so
            own_phrases.close_diary(diary)
        own_phrases.let_go()

    def try_on(self, conversation: Conversation, command: AgreementCommand) -> None:
        """Raise what a command would raise. Nothing changes."""
        self._performed(conversation, command)

    def _performed(self, conversation: Conversation, command: AgreementCommand) -> Conversation:
        pattern = fitted(conversation.pattern, conversation.setting)
        return commands.perform(conversation, pattern, command, now=self.clock(), new_id=new_id)

    def perform_on(self, conversation_id: str, command: AgreementCommand) -> Conversation:
        """Perform a command on a conversation that is not open, and save it; gives it.

        Raises a `StoreError` when it cannot be read, or what the command raises.
        """
        changed = self._performed(self.read(conversation_id), command)
        self.save(changed)
        return changed

    def flush(self) -> bool:
        """Wait until everything is on the disk; gives whether it is. Takes time."""
        return self._writer.flush()

    def close(self) -> bool:
        """Wait until everything is on the disk, and stop; gives whether it is."""
        return self._writer.close()

    # -- Copies and deleting -----------------------------------------------------------------

    def take_backup(self, conversation_id: str) -> None:
        """Go on with the last good copy of a damaged conversation; the damaged file is set aside.

        Raises a `StoreError` when there is no copy, or it is damaged too.
        """
        copy = self.vault.records.load_backup(conversation_id)
        self.overview.drop(conversation_id)
        self.overview.put(copy)
        if not self.vault.read_only:
            self._writer.submit(copy)

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation for good. Raises a `StoreError`; then it is still there."""
        self._writer.drop(conversation_id)
        self.vault.records.delete(conversation_id)
        self.overview.drop(conversation_id)

    def copies_of(self, ids: Collection[str]) -> tuple[Leftover, ...]:
        """Give the copies of these records that sync programs and others made; takes time."""
        from sessions.store import copies  # nobody needs it to start

        self._writer.flush()
        return copies.of_records(self.vault, ids)

    def take_away(self, copies: Sequence[Leftover]) -> None:
        """Take copies away for good; raises a `StoreError`, and then the rest is still there."""
        from sessions.store import leftovers

        for copy in copies:
            if copy.can_go:
                leftovers.take_away(self.vault, copy)

    def ids_of_pair(self, pair_id: str) -> frozenset[str]:
        """Give the ids of all that goes with a pair; raises what `delete_pair` raises."""
        self._writer.flush()
        talks, people = self.vault.records.of_pair(pair_id)
        return frozenset((pair_id, *talks, *people))

    def announce_deletion(self, pair_id: str) -> None:
        """Let everything half-typed of a pair be forgotten: saved later, it would be back."""
        for listener in self.deletion_listeners:
            listener(pair_id)

    def delete_pair(self, pair_id: str) -> None:
        """Delete everything of a pair from the vault; takes time. Raises a `StoreError`."""
        self._writer.flush()
        # What could not be saved, on a full disk, would be saved later: deleted, it would be back.
        for pair in self.overview.pairs:
            if pair.id == pair_id:
                self._writer.drop_pair(pair)
        self.vault.records.delete_pair(pair_id, with_setting=is_of_pair(pair_id))
        self.settings = self.settings.without_pair(pair_id)  # saved later, it would be back

    def forget_pair(self, pair_id: str) -> None:
        """Take a pair that was deleted off the overview."""
        self.overview.pairs = tuple(pair for pair in self.overview.pairs if pair.id != pair_id)
        theirs = [
            summary.id
            for summary in self.overview.conversations.values()
            if summary.pair == pair_id
        ]
        for conversation_id in theirs:
            self.overview.drop(conversation_id)


def _has_pattern(pattern: str) -> bool:
    """Whether there is such a pattern here. With a step that it no longer has, a talk goes on."""
    try:
        shipped(pattern)
    except PatternError:
        return False
    return True
