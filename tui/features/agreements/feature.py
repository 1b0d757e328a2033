"""Agreements: looking back, another day, a note, talking about an agreement again, progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from sessions import agreement_history
from sessions.agenda import DueEvaluation
from sessions.agreements import Agreement
from sessions.commands import AddNote, AgreementCommand, LetRest, PostponeEvaluation
from sessions.conversation import Conversation
from sessions.errors import NotThere, StoreError
from sessions.people import Pair
from sessions.progress import progress_of, tensions
from sessions.text import N_, NOTE_MAX
from tui.features.agreements.requests import (
    AgreementsRequest,
    ChangeDay,
    DiscussAgain,
    OfferDiscussion,
    PostponeDue,
    ShowAgreements,
    ShowTension,
    StartEvaluation,
    WriteNote,
)
from tui.features.agreements.screen import CALENDAR_DAYS, AgreementsOverviewScreen
from tui.features.agreements.tension_dialog import TensionDialog
from tui.features.archive.requests import OpenConversation, ReadDue
from tui.language.dates import read_day
from tui.ui.dialogs import AgreedDialog, PickDialog, TextDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import ask_own_key, ask_who, listed, readers_of, require_writable
from tui.widgets.choices import Pick
from tui.widgets.localized import fixed, msgid
from tui.widgets.moment_field import reads_day
from tui.widgets.upcoming import shortened

NOW, REST = "now", "rest"


class AgreementsFeature(Feature[AgreementsRequest]):
    """Agreements: looking back, another day, notes, progress."""

    def handle(self, request: AgreementsRequest) -> Flow | None:
        match request:
            case ShowAgreements(pair):
                return self._show_agreements(pair)
            case StartEvaluation(pair):
                self._start_evaluation(pair)
            case PostponeDue(pair):
                return self._postpone_due(pair)
            case ChangeDay(conversation, agreement):
                return self._change_day(conversation, agreement)
            case WriteNote(conversation, agreement):
                return self._write_note(conversation, agreement)
            case OfferDiscussion(conversation, agreement):
                return self._offer_discussion(conversation, agreement)
            case DiscussAgain(conversation, agreement):
                self._discuss(conversation, agreement)
            case ShowTension(pair):
                return self._show_tension(pair)
            case _:
                assert_never(request)
        return None

    # -- Looking back --------------------------------------------------------------------------

    def _start_evaluation(self, pair_id: str) -> None:
        """Begin looking back on what is due of a pair, or go on with it."""
        due = self._due(pair_id)
        if self.library.vault.read_only:
            if due:
                self.shell.request(ReadDue(due[0].conversation))
            return
        begun = self.library.overview.looking_back(pair_id)
        if begun is not None:
            self.shell.request(OpenConversation(begun.id))
            return
        agreements = self._agreements(due)
        pair = self._pair(pair_id, [evaluation.conversation for evaluation in due])
        if agreements and pair is not None:
            self.workspace.begin(pair, reviewed=agreements)

    def _due(self, pair_id: str) -> list[DueEvaluation]:
        due = self.library.overview.due(self.workspace.now.date())
        return [evaluation for evaluation in due if evaluation.pair == pair_id]

    def _agreements(self, due: Sequence[DueEvaluation]) -> list[Agreement]:
        """Give the agreements in full, with all their notes; report what cannot be read."""
        wanted = {evaluation.agreement.id for evaluation in due}
        conversations = []
        for summary in self.library.overview.conversations.values():
            if wanted & {agreement.id for agreement in summary.promises}:
                try:
                    conversations.append(self.library.read(summary.id))
                except StoreError as problem:
                    self.shell.show_notice(problem)
        current = {
            held.agreement.id: held.agreement
            for held in agreement_history.current_agreements(conversations)
        }
        ids = [evaluation.agreement.id for evaluation in due]
        return [current[agreement_id] for agreement_id in ids if agreement_id in current]

    def _pair(self, pair_id: str, conversations: Sequence[str]) -> Pair | None:
        """Give the pair as it is stored, or else as it was in the conversation."""
        known = self.library.pair(pair_id)
        if known is not None:
            return known
        for conversation_id in conversations:
            try:
                conversation = self.library.read(conversation_id)
            except StoreError:
                continue  # reported where its agreement was read
            return Pair(
                id=conversation.pair, people=conversation.people, setting=conversation.setting
            )
        return None

    # -- Another day ---------------------------------------------------------------------------

    async def _postpone_due(self, pair_id: str) -> None:
        """Choose another day for what is due; of several, they choose which."""
        require_writable(self.library)
        due = self._due(pair_id)
        if len(due) > 1:
            place = await self.shell.ask(
                PickDialog(
                    self.shell.readers,
                    prompt=msgid(N_("Another day for which one?")),
                    picks=[
                        Pick(str(place), fixed(shortened(evaluation.agreement.what, 60)))
                        for place, evaluation in enumerate(due)
                    ],
                )
            )
            due = [due[int(place)]] if place else []
        for evaluation in due:
            await self._change_day(evaluation.conversation, evaluation.agreement.id)

    async def _change_day(self, conversation_id: str, agreement_id: str) -> None:
        """Choose another day to look back on one agreement; both say yes to it."""
        require_writable(self.library)
        conversation = self.workspace.read(conversation_id)
        agreement = _agreement(conversation, agreement_id)
        readers, today = readers_of(conversation.partners), self.workspace.now.date()

        def command(text: str, people: Sequence[str]) -> PostponeEvaluation:
            return PostponeEvaluation(agreement_id, read_day(text, readers, today), tuple(people))

        agreed = await self.shell.ask(
            AgreedDialog(
                readers,
                conversation.partners,
                prompt=msgid(N_("On which day will you look back on this?")),
                quote=agreement.what,
                note=msgid(N_("For example tomorrow, Friday, or 31-12.")),
                button=msgid(N_("Agreed, that day")),
                name="day",
                reads=reads_day(today),
                check=lambda text, people: self.library.try_on(conversation, command(text, people)),
            )
        )
        if agreed is not None:
            self._change(conversation_id, command(agreed.text, agreed.people))

    # -- Notes ---------------------------------------------------------------------------------

    async def _write_note(self, conversation_id: str, agreement_id: str) -> None:
        """Write a short note with an agreement."""
        conversation = self.workspace.read(conversation_id)
        text = await self.shell.ask(
            TextDialog(
                self.shell.readers,
                prompt=msgid(N_("What do you want to remember about it?")),
                note=msgid(
                    N_(
                        "One sentence, such as: Tuesday it worked. You both see it, including when "
                        "you look back."
                    )
                ),
                button=msgid(N_("Keep the note")),
                name="note",
                line=True,
                most=NOTE_MAX,
                check=lambda text: self.library.try_on(conversation, AddNote(agreement_id, text)),
            )
        )
        if text is not None:
            self._change(conversation_id, AddNote(agreement_id, text))

    # -- Talking about it again ----------------------------------------------------------------

    async def _offer_discussion(self, conversation_id: str, agreement_id: str) -> None:
        """Talk about an agreement again now, or let it rest."""
        require_writable(self.library)
        picked = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("You wanted to talk about this again.")),
                picks=[
                    Pick(NOW, msgid(N_("Talk about it now"))),
                    Pick(REST, msgid(N_("We let it rest for now"))),
                ],
            )
        )
        if picked == NOW:
            self._discuss(conversation_id, agreement_id)
        elif picked == REST:
            self._change(conversation_id, LetRest(agreement_id))

    def _discuss(self, conversation_id: str, agreement_id: str) -> None:
        """Begin a conversation with an agreement as its subject."""
        require_writable(self.library)
        conversation = self.workspace.read(conversation_id)
        agreement = _agreement(conversation, agreement_id)
        pair = self._pair(conversation.pair, [conversation_id])
        if pair is not None:
            self.workspace.begin(pair, about=agreement)

    # -- How they go ---------------------------------------------------------------------------

    async def _show_agreements(self, pair_id: str) -> None:
        """Show what was agreed, and how it went; of several pairs, they choose whose."""
        pairs = self._pairs()
        if not pair_id and len(pairs) > 1:
            picked = await self.shell.ask(
                PickDialog(
                    self.shell.readers,
                    prompt=msgid(N_("Whose agreements?")),
                    picks=[Pick(pair, listed(names)) for pair, names in pairs.items()],
                )
            )
            if not picked:
                return
            pair_id = picked
        pair_id = pair_id or next(iter(pairs), "")
        conversations = await self.shell.in_thread(self._reads(pair_id))
        now, overview = self.workspace.now, self.library.overview
        upcoming = overview.upcoming(now.date(), CALENDAR_DAYS)
        self.shell.show(
            AgreementsOverviewScreen(
                (self.shell.language,),
                pair_id,
                progress_of(conversations),
                [event for event in upcoming if event.pair == pair_id],
                now,
                can_change=not self.library.vault.read_only,
                # While they look back, the day to look back is what they decide there.
                can_move=overview.looking_back(pair_id) is None,
            )
        )

    def _pairs(self) -> dict[str, tuple[str, ...]]:
        """Give the names of each pair that has agreements."""
        pairs = {
            pair.id: tuple(partner.name for partner in pair.partners)
            for pair in self.library.overview.pairs
        }
        for summary in self.library.overview.conversations.values():
            pairs.setdefault(summary.pair, summary.names)
        return pairs

    def _reads(self, pair_id: str) -> Callable[[], list[Conversation]]:
        return lambda: self.library.conversations_of(pair_id)

    async def _show_tension(self, pair_id: str) -> None:
        """Show somebody how tense they were, before and after; the other looks away."""
        conversations = await self.shell.in_thread(self._reads(pair_id))
        people = {
            partner.id: partner
            for conversation in conversations
            for partner in conversation.partners
        }
        person = await ask_who(self.shell, self.library, N_("Who are you?"), list(people.values()))
        if person is None:
            return
        vault = self.library.vault
        if vault.own_phrases.has(person.id):
            key = await ask_own_key(self.shell, self.library, person)
            if key is None:
                return
            conversations = [
                vault.own_phrases.open(conversation, person.id, key)
                for conversation in conversations
            ]
        await self.shell.ask(TensionDialog(person, tensions(conversations, person.id)))

    # -- Inside --------------------------------------------------------------------------------

    def _change(self, conversation_id: str, command: AgreementCommand) -> None:
        """Perform a command on a conversation that has ended, and show what lies below again."""
        changed = self.workspace.perform_on(conversation_id, command)
        if isinstance(self.shell.page, AgreementsOverviewScreen):
            self.shell.request(ShowAgreements(changed.pair))
        else:
            self.shell.refresh_home()


def _agreement(conversation: Conversation, agreement_id: str) -> Agreement:
    """Give an agreement of a conversation. Raises `NotThere`."""
    for agreement in conversation.agreements:
        if agreement.id == agreement_id:
            return agreement
    raise NotThere()
