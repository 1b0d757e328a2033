"""Agreements that live on: looking back, another day, a note, talking about it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sessions import agreement_history
from sessions.agenda import DueEvaluation
from sessions.agreements import Agreement
from sessions.conversation import Conversation
from sessions.errors import StoreError, TweespraakError, VaultReadOnly
from sessions.people import Pair, Person
from sessions.progress import progress_of, tensions
from sessions.text import N_, NOTE_MAX
from tui.features.agreements.screen import CALENDAR_DAYS, AgreementsOverviewScreen
from tui.features.agreements.tension_dialog import TensionDialog
from tui.language.dates import read_day
from tui.ui.dialogs import AgreedDialog, PickDialog, TextDialog
from tui.ui.flows import Room, readers_of
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource
from tui.workspace.clock import new_id


class Promises(Room):
    """What people do with what they agreed."""

    # -- Looking back ----------------------------------------------------------------------------

    def look_back(self, pair_id: str) -> None:
        """Begin looking back on what is due of a pair, or go on with it."""
        workspace, house = self.app.workspace, self.app.house
        due = self._due(pair_id)
        if workspace.vault.read_only:
            if due:
                house.look_at(due[0].conversation)
            return
        begun = workspace.overview.looking_back(pair_id)
        if begun is not None:
            house.open(begun.id)
            return
        agreements = self._agreements(due)
        pair = self._pair(pair_id, [one.conversation for one in due])
        if agreements and pair is not None:
            workspace.begin(pair, reviewed=agreements)
            self.app.show()

    def _due(self, pair_id: str) -> list[DueEvaluation]:
        due = self.app.workspace.overview.due(self.app.now().date())
        return [one for one in due if one.pair == pair_id]

    def _agreements(self, due: Sequence[DueEvaluation]) -> list[Agreement]:
        """Give the agreements in full, with all their notes; what cannot be read is told."""
        wanted = {one.agreement.id for one in due}
        talks = []
        for conversation in self.app.workspace.overview.conversations.values():
            if wanted & {promise.id for promise in conversation.promises}:
                try:
                    talks.append(self.app.workspace.read(conversation.id))
                except StoreError as problem:
                    self.app.tell(problem)
        held = {
            agreement.agreement.id: agreement.agreement
            for agreement in agreement_history.current_agreements(talks)
        }
        return [held[one.agreement.id] for one in due if one.agreement.id in held]

    def _pair(self, pair_id: str, talks: Sequence[str]) -> Pair | None:
        """Give the pair: as it is kept, or else as it was when they talked."""
        for pair in self.app.workspace.overview.pairs:
            if pair.id == pair_id:
                return pair
        for one in talks:
            try:
                talk = self.app.workspace.read(one)
            except StoreError:
                continue  # told where its agreement was read
            return Pair(id=talk.pair, people=talk.people, setting=talk.setting)
        return None

    # -- Another day -----------------------------------------------------------------------------

    def snooze(self, pair_id: str) -> None:
        """Another day for what is due; of several, they choose which."""
        if self._is_closed():
            return
        due = self._due(pair_id)
        if len(due) == 1:
            self._snooze(due[0].agreement.id, due[0].agreement.what, due[0].conversation)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Another day for which one?")),
                picks=[Pick(str(place), _own(one.agreement.what)) for place, one in enumerate(due)],
            ),
            lambda place: (
                self._snooze(
                    due[int(place)].agreement.id,
                    due[int(place)].agreement.what,
                    due[int(place)].conversation,
                )
                if place
                else None
            ),
        )

    def other_day(self, detail: str) -> None:
        """Another day for one agreement: the conversation that holds it, and its id."""
        if self._is_closed():
            return
        conversation, _, agreement = detail.partition(" ")
        talk = self.talk(conversation)
        for one in talk.agreements if talk else ():
            if one.id == agreement:
                self._snooze(agreement, one.what, conversation)

    def _snooze(self, agreement: str, what: str, conversation: str) -> None:
        talk = self.talk(conversation)
        if talk is None:
            return
        now = self.app.now()

        def moved(text: str, agreed: Sequence[str]) -> Callable[[Conversation], Conversation]:
            day = read_day(text, self.app.readers()[0], now.date())
            return lambda c: agreement_history.postpone_evaluation(
                c, agreement, day, agreed, now=now
            )

        dialog = AgreedDialog(
            readers_of(talk.partners),
            talk.partners,
            prompt=lambda r: r.t(N_("On which day will you look back on this?")),
            quote=what,
            note=lambda r: r.t(N_("For example tomorrow, Friday, or 31-12.")),
            button=lambda r: r.t(N_("Agreed, that day")),
            name="day",
            check=lambda text, agreed: moved(text, agreed)(talk),
        )
        self.app.push_screen(
            dialog,
            lambda text: (
                self._change(conversation, moved(text, dialog.agreed)) if text is not None else None
            ),
        )

    # -- Notes -----------------------------------------------------------------------------------

    def note(self, detail: str) -> None:
        """A short note with an agreement: the conversation that holds it, and its id."""
        conversation, _, agreement = detail.partition(" ")
        talk = self.talk(conversation)
        if talk is None:
            return
        now = self.app.now()
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("What do you want to remember about it?")),
                note=lambda r: r.t(
                    N_(
                        "One sentence, such as: Tuesday it worked. You both see it, including when "
                        "you look back."
                    )
                ),
                button=lambda r: r.t(N_("Keep the note")),
                name="note",
                line=True,
                most=NOTE_MAX,
                check=lambda text: agreement_history.add_note(
                    talk, agreement, text, now=now, new_id="-"
                ),
            ),
            lambda text: (
                self._change(
                    conversation,
                    lambda c: agreement_history.add_note(
                        c, agreement, text, now=now, new_id=new_id()
                    ),
                )
                if text is not None
                else None
            ),
        )

    # -- Talking about it again --------------------------------------------------------------------

    def again(self, detail: str) -> None:
        """What they wanted to talk about again: now, or they let it rest."""
        if self._is_closed():
            return
        conversation, _, agreement = detail.partition(" ")
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("You wanted to talk about this again.")),
                picks=[
                    Pick("now", lambda r: r.t(N_("Talk about it now"))),
                    Pick("rest", lambda r: r.t(N_("We let it rest for now"))),
                ],
            ),
            lambda picked: (
                self.talk_again(detail)
                if picked == "now"
                else self._change(
                    conversation,
                    lambda c: agreement_history.let_rest(c, agreement, now=self.app.now()),
                )
                if picked == "rest"
                else None
            ),
        )

    def talk_again(self, detail: str) -> None:
        """Begin a conversation with an agreement as its subject."""
        if self._is_closed():
            return
        conversation, _, agreement = detail.partition(" ")
        talk = self.talk(conversation)
        about = [one for one in talk.agreements if one.id == agreement] if talk else []
        pair = self._pair(talk.pair, [conversation]) if talk else None
        if about and pair is not None:
            self.app.workspace.put_away()
            self.app.workspace.begin(pair, about=about[0])
            self.app.show()

    # -- The agreements, and their course --------------------------------------------------------

    def agreements(self, pair_id: str) -> None:
        """Everything that was agreed, and how it went; of several pairs, they choose whose."""
        pairs = self._pairs()
        if not pair_id and len(pairs) > 1:
            self.app.push_screen(
                PickDialog(
                    self.app.readers(),
                    prompt=lambda r: r.t(N_("Whose agreements?")),
                    picks=[Pick(key, _listed(names)) for key, names in pairs.items()],
                ),
                lambda picked: self.agreements(picked) if picked else None,
            )
            return
        wanted = pair_id or next(iter(pairs), "")
        self.app.beside(lambda: self.talks(wanted), lambda talks: self._show(wanted, talks))

    def _pairs(self) -> dict[str, tuple[str, ...]]:
        """Give the names of each pair that there is something of."""
        found = {
            pair.id: tuple(partner.name for partner in pair.partners)
            for pair in self.app.workspace.overview.pairs
        }
        for conversation in self.app.workspace.overview.conversations.values():
            found.setdefault(conversation.pair, conversation.names)
        return found

    def talks(self, pair_id: str) -> list[Conversation]:
        """Read all conversations of a pair; takes time. What cannot be read was told before."""
        found = []
        for conversation in list(self.app.workspace.overview.conversations.values()):
            if conversation.pair == pair_id:
                try:
                    found.append(self.app.workspace.read(conversation.id))
                except StoreError:
                    continue
        return found

    def _show(self, pair_id: str, talks: list[Conversation]) -> None:
        now = self.app.now()
        ahead = self.app.workspace.overview.coming(now.date(), CALENDAR_DAYS)
        self.app.go(
            AgreementsOverviewScreen(
                (self.app.language,),
                pair_id,
                progress_of(talks),
                [one for one in ahead if one.pair == pair_id],
                now,
                can_change=not self.app.workspace.vault.read_only,
                # While they look back, the day to look back is what they decide there.
                can_move=self.app.workspace.overview.looking_back(pair_id) is None,
            )
        )

    def tension(self, pair_id: str) -> None:
        """Show somebody how tense they were, before and after; the other looks away."""
        self.app.beside(lambda: self.talks(pair_id), self._tension)

    def _tension(self, talks: list[Conversation]) -> None:
        people = {partner.id: partner for talk in talks for partner in talk.partners}
        self.whose(
            N_("Who are you?"), list(people.values()), lambda one: self._tension_of(one, talks)
        )

    def _tension_of(self, person: Person, talks: list[Conversation]) -> None:
        vault = self.app.workspace.vault
        try:
            has_phrase = vault.own_phrases.has(person.id)
        except StoreError as problem:
            self.app.tell(problem)
            return
        if not has_phrase:
            self.app.push_screen(TensionDialog(person, tensions(talks, person.id)))
            return

        def show(key: bytes) -> None:
            opened = [vault.own_phrases.open(talk, person.id, key) for talk in talks]
            self.app.push_screen(TensionDialog(person, tensions(opened, person.id)))

        self.app.own.ask_phrase(person, show)

    # -- Inside ----------------------------------------------------------------------------------

    def _is_closed(self) -> bool:
        """Whether nothing can be changed; then that is told, before anybody types."""
        if self.app.workspace.vault.read_only:
            self.app.tell(VaultReadOnly())
        return self.app.workspace.vault.read_only

    def _change(self, conversation: str, change: Callable[[Conversation], Conversation]) -> None:
        """Change a conversation that has ended, save it, and show what lies below again."""
        try:
            changed = self.app.workspace.change_kept(conversation, change)
        except TweespraakError as problem:
            self.app.tell(problem)
            return
        if isinstance(self.app.base, AgreementsOverviewScreen):
            self.agreements(changed.pair)
        else:
            self.app.show_home()


def _own(text: str) -> TextSource:
    line = " ".join(text.split())
    return lambda _: line if len(line) <= 60 else line[:59].rstrip() + "…"


def _listed(names: Sequence[str]) -> TextSource:
    return lambda r: r.listed(list(names))
