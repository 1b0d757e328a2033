"""The desk: the one conversation that is open, and how it is saved. Knows no Textual.

Every change of a conversation goes through `apply`; every save through the writer. Screens never
hold words that the desk does not have.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence

from sessions import moves
from sessions.agenda import REVIEW
from sessions.agreements import Agreement
from sessions.conversation import Conversation, State, Turn
from sessions.diary import Diary
from sessions.errors import PatternError, RecordNewer, StoreError, TweespraakError
from sessions.pattern import Pattern, fitted, shipped
from sessions.people import Pair, Person
from sessions.store import Vault, Writer
from sessions.store.writer import Result
from sessions.summary import Summary
from tui.workspace.clock import Clock, new_id
from tui.workspace.overview import Overview
from tui.workspace.settings import _of_the_copy, is_name_draft


def _is_known(one: Summary) -> bool:
    """Whether the pattern of a conversation is there, with the step where it is."""
    try:
        shipped(one.pattern).step(one.step)
    except (PatternError, KeyError):
        return False
    return True


class Workspace:
    """The open vault with its shelf, and at most one conversation on the desk."""

    def __init__(self, vault: Vault, clock: Clock, on_result: Callable[[Result], None]) -> None:
        self.vault = vault
        """The vault everything is in."""
        self.clock = clock
        """Gives the moment."""
        self.overview = Overview()
        """What the vault holds."""
        self.conversation: Conversation | None = None
        """The conversation that is open."""
        self.alone = ""
        """For whom the curtain is open, by id; nobody's when empty."""
        self.settings: dict[str, str] = {}
        """What was set: language, theme."""
        self._writer = Writer(vault, on_result)
        self._unsaved = False

    # -- The shelf ---------------------------------------------------------------------------

    def load(self) -> Overview:
        """Read the whole vault; takes time, so it is called in a thread. Gives a new shelf."""
        overview = Overview(loaded=True)
        damaged: list[TweespraakError] = []
        try:
            overview.pairs = self.vault.records.pairs()
        except StoreError as problem:
            damaged.append(problem)
            overview.pairs = _of_the_copy(lambda: self.vault.records.pairs(backup=True), ())
        listing = self.vault.index.read()
        damaged += listing.problems
        for summary in listing.summaries:
            if _is_known(summary):
                overview.conversations[summary.id] = summary
            else:
                # It was made with a pattern that this program does not have.
                damaged.append(
                    RecordNewer(file=str(self.vault.records.path(summary.id)), id=summary.id)
                )
        overview.damaged = tuple(damaged)
        return overview

    def mend_index(self) -> None:
        """Write what the index was behind; takes time. The next start does it when it cannot."""
        with contextlib.suppress(StoreError):
            self.vault.index.mend()

    def take_overview(self, overview: Overview) -> None:
        """Lay a shelf that was just read under what happened meanwhile, which wins."""
        overview.lay(self.overview.conversations)
        known = {pair.id for pair in self.overview.pairs}
        overview.pairs = (
            *self.overview.pairs,
            *(pair for pair in overview.pairs if pair.id not in known),
        )
        self.overview = overview

    @property
    def problems(self) -> tuple[StoreError, ...]:
        """Why what should be on the disk is not, if so."""
        return self._writer.problems

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        self.settings = {**self.settings, name: value}
        if self._may_save:
            self._writer.submit(self.settings)

    @property
    def _may_save(self) -> bool:
        return not (self.vault.read_only or self.vault.seal.is_locked)

    def keep_drafts(self, prefix: str, texts: Mapping[str, str]) -> None:
        """Keep half-typed texts among the settings, in place of those before."""
        others = {name: text for name, text in self.settings.items() if not name.startswith(prefix)}
        kept = {**others, **{prefix + name: text for name, text in texts.items()}}
        if kept != self.settings:
            self.settings = kept
            if self._may_save:
                self._writer.submit(kept)

    def take_copy(self, conversation_id: str) -> None:
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
        if self.conversation is not None and self.conversation.id == conversation_id:
            self.conversation = None
        self._writer.drop(conversation_id)
        self.vault.records.delete(conversation_id)
        self.overview.drop(conversation_id)

    def delete_pair(self, pair_id: str) -> None:
        """Delete everything of a pair from the vault; takes time. Raises a `StoreError`."""
        self._writer.flush()
        # What could not be saved, on a full disk, would be saved later: deleted, it would be back.
        for pair in self.overview.pairs:
            if pair.id == pair_id:
                self._writer.drop_pair(pair)
        self.vault.records.delete_pair(pair_id, with_setting=is_name_draft)

    def forget_pair(self, pair_id: str) -> None:
        """Take a pair that was deleted off the shelf."""
        self.overview.pairs = tuple(pair for pair in self.overview.pairs if pair.id != pair_id)
        theirs = [
            conversation.id
            for conversation in self.overview.conversations.values()
            if conversation.pair == pair_id
        ]
        for their in theirs:
            self.overview.drop(their)

    def put_pair(self, pair: Pair) -> None:
        """Keep a pair, new or changed."""
        others = [one for one in self.overview.pairs if one.id != pair.id]
        self.overview.pairs = (pair, *others)
        self._writer.submit(pair)

    # -- The conversation --------------------------------------------------------------------

    @property
    def pattern(self) -> Pattern:
        """The pattern of the open conversation. Raises RuntimeError when none is open."""
        return fitted(self.open.pattern, self.open.setting)

    @property
    def open(self) -> Conversation:
        """The open conversation. Raises RuntimeError when none is."""
        if self.conversation is None:
            raise RuntimeError("no conversation is open")
        return self.conversation

    def begin(
        self,
        pair: Pair,
        *,
        reviewed: Sequence[Agreement] = (),
        about: Agreement | None = None,
        subject: str = "",
        pattern: str = "",
    ) -> None:
        """Begin a new conversation of `pair`; one that looks back when there is something to."""
        self.conversation = moves.begin(
            pair,
            shipped(pattern or (REVIEW if reviewed else "give-and-take")),
            new_id=new_id(),
            now=self.clock(),
            reviewed=reviewed,
            about=about,
            subject=subject,
        )
        self.alone = ""
        self.save()

    def read(self, conversation_id: str) -> Conversation:
        """Give a conversation as it is now, on the disk or on its way there.

        Raises a `StoreError` when it cannot be read.
        """
        return self._writer.newest(conversation_id) or self.vault.records.load(conversation_id)

    def take(self, conversation_id: str) -> None:
        """Open a conversation from the vault where it was left.

        Raises a `StoreError` when it cannot be read; then nothing is open.
        """
        found = self.read(conversation_id)
        self.conversation = found
        self.alone = ""
        if found.state in (State.ACTIVE, State.POSTPONED):
            self.conversation = moves.resume(found, self.pattern, now=self.clock())

    def change_kept(
        self, conversation_id: str, change: Callable[[Conversation], Conversation]
    ) -> Conversation:
        """Change a conversation that is not open, and save it; gives it.

        Raises a `StoreError` when it cannot be read, or what `change` raises.
        """
        here = self.conversation
        is_open = here is not None and here.id == conversation_id
        changed = change(here if is_open and here else self.read(conversation_id))
        if is_open:
            self.conversation = changed
        self.overview.put(changed)
        self._writer.submit(changed)
        return changed

    def put_away(self) -> None:
        """Save what is open, and clear the desk."""
        if self.conversation is not None:
            self.save()
        self.conversation = None
        self.alone = ""

    def apply(self, move: Callable[[Conversation], Conversation]) -> Conversation:
        """Make a move and save it. Raises what the move raises; then nothing has changed."""
        self.conversation = move(self.open)
        here = self.open
        # The curtain closes behind whoever was alone, and at every break.
        if here.state is not State.ACTIVE or here.at.who != self.alone:
            self.alone = ""
        if not moves.is_answered_alone(here, self.pattern):
            self.alone = ""
        self.save()
        return self.open

    def draft(self, name: str, text: str, turn: Turn | None = None) -> bool:
        """Keep half-typed text; the caller saves it in a moment. Gives whether it was new."""
        drafted = moves.save_draft(self.open, name, text, now=self.clock(), turn=turn)
        changed = drafted is not self.conversation
        self.conversation = drafted
        self._unsaved = self._unsaved or changed
        return changed

    def change(self, conversation: Conversation) -> None:
        """Take a newer state without saving it yet."""
        self._unsaved = self._unsaved or conversation is not self.conversation
        self.conversation = conversation

    def curtain_for(self) -> Person | None:
        """Give the person for whom the curtain must open first, or None."""
        if self.open.state is not State.ACTIVE or not moves.is_answered_alone(
            self.open, self.pattern
        ):
            return None
        who = self.open.at.who
        return None if self.alone == who else self.open.person(who)

    # -- Saving ------------------------------------------------------------------------------

    def save(self) -> None:
        """Hand the open conversation to the writer."""
        if self.conversation is None or self.vault.read_only:
            return
        self._unsaved = False
        self.overview.put(self.conversation)
        self._writer.submit(self.conversation)

    def save_if_needed(self) -> None:
        """Save when something was typed since the last time."""
        if self._unsaved:
            self.save()

    def save_diary(self, diary: Diary) -> None:
        """Hand somebody's diary to the writer."""
        if self._may_save:
            self._writer.submit(diary)

    def flush(self) -> bool:
        """Wait until everything is on the disk; gives whether it is. Takes time."""
        return self._writer.flush()

    def close(self) -> bool:
        """Save what is left and wait for it; gives whether everything is on the disk."""
        self.save_if_needed()
        return self._writer.close()
