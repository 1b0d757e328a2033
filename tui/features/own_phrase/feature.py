"""Personal phrases: choosing one, opening with it, reading back what its owner wrote alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from sessions.conversation import Conversation
from sessions.pattern import fitted
from sessions.people import Person
from sessions.text import N_
from tui.features.diary.requests import RefreshDiary
from tui.features.own_phrase.dialog import OwnDialog
from tui.features.own_phrase.requests import (
    BeginPhraseAnew,
    ChooseOwnPhrase,
    OwnPhraseRequest,
    ReadOwnWords,
)
from tui.features.vault.requests import ShowLeftovers
from tui.ui.dialogs import PickDialog
from tui.ui.feature import Feature, Flow
from tui.ui.flows import (
    AGAIN,
    NEW,
    OWN,
    Progress,
    ask_own_key,
    ask_passphrase,
    ask_who,
    same_twice,
    tell_done,
)
from tui.ui.passphrase_dialog import TypedNameDialog
from tui.ui.who_reads import READING
from tui.widgets.choices import Pick
from tui.widgets.localized import msgid

CHANGE, AWAY, FORGOTTEN, EARLIER = "change", "away", "forgotten", "earlier"

PEOPLE_MAX = 8
"""People to choose from at once."""


class OwnPhraseFeature(Feature[OwnPhraseRequest]):
    """The personal phrases, and reading back what a person wrote alone."""

    def handle(self, request: OwnPhraseRequest) -> Flow:
        match request:
            case ChooseOwnPhrase():
                return self._choose()
            case ReadOwnWords(conversation):
                return self._read(conversation)
            case BeginPhraseAnew(person):
                return self._begin_anew_by_id(person)
            case _:
                assert_never(request)

    async def _choose(self) -> None:
        """Ask whose phrase, and set, change or remove it."""
        person = await ask_who(self.shell, self.library, N_("For whom?"), self._people())
        if person is None:
            return
        if not self.library.vault.own_phrases.has(person.id):
            await self._give(person)
            return
        picks = [
            Pick(CHANGE, msgid(N_("Choose another one"))),
            Pick(AWAY, msgid(N_("Take it away: what was written alone opens"))),
            Pick(FORGOTTEN, msgid(N_("I forgot it"))),
        ]
        if self.library.vault.own_phrases.has_earlier(person.id):
            picks.append(Pick(EARLIER, msgid(N_("I know an earlier one again"))))
        picked = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=lambda r: r.t(N_("{name} has a phrase."), name=person.name),
                picks=picks,
            )
        )
        if picked == CHANGE:
            await self._change(person)
        elif picked == AWAY:
            await self._take_away(person)
        elif picked == FORGOTTEN:
            await self._begin_anew(person)
        elif picked == EARLIER:
            await self._open_earlier(person)

    def _people(self) -> list[Person]:
        """Give the people a phrase can be for: those who talk now, or all there are."""
        current = self.workspace.current
        return list(current.partners) if current else self.library.people()[:PEOPLE_MAX]

    async def _give(self, person: Person) -> None:
        notes = (
            N_(
                "What you write alone then opens with it, and with nothing else: the other "
                "cannot read it, not with the passphrase either. What you share is shared."
            ),
            N_(
                "If you forget it, what you wrote alone is gone for good. Four digits keep "
                "out a glance only; four words keep out everybody."
            ),
        )
        await self._take_new(person, notes, self.library.vault.own_phrases.give)

    async def _take_new(
        self, person: Person, notes: Sequence[str], keep: Callable[[str, str], None]
    ) -> None:
        """Ask a person for a phrase that is new, and let `keep` close their words with it."""

        def do(given: dict[str, str], _: Progress) -> bool:
            phrase = same_twice(given)
            self.library.flush()
            keep(person.id, phrase)
            return True

        given = await ask_passphrase(
            self.shell,
            prompt=lambda r: r.t(N_("{name}, choose a phrase of your own."), name=person.name),
            notes=[msgid(note) for note in notes],
            fields=[NEW, AGAIN],
            button=msgid(N_("This is my phrase")),
            do=do,
            reading=READING,
        )
        if given:
            self.workspace.note_phrases()
            self.shell.request(RefreshDiary(N_("What you write alone is yours now.")))
            self.shell.request(ShowLeftovers())

    async def _change(self, person: Person) -> None:
        vault = self.library.vault

        def do(given: dict[str, str], _: Progress) -> bool:
            vault.own_phrases.change(person.id, given["passphrase"], same_twice(given))
            return True

        changed = await ask_passphrase(
            self.shell,
            prompt=lambda r: r.t(N_("{name}, choose another phrase."), name=person.name),
            notes=[],
            fields=[OWN, NEW, AGAIN],
            button=msgid(N_("Change it")),
            do=do,
            reading=READING,
        )
        if changed:
            tell_done(self.shell, N_("From now on the new phrase opens it."))

    async def _take_away(self, person: Person) -> None:
        vault = self.library.vault

        def do(given: dict[str, str], _: Progress) -> bool:
            self.library.flush()
            vault.own_phrases.take_away(person.id, given["passphrase"])
            return True

        taken = await ask_passphrase(
            self.shell,
            prompt=lambda r: r.t(N_("{name}, take your phrase away?"), name=person.name),
            notes=[msgid(N_("Then what you wrote alone opens as it did before you had one."))],
            fields=[OWN],
            button=msgid(N_("Take it away")),
            do=do,
            reading=READING,
        )
        if taken:
            self.workspace.note_phrases()
            tell_done(self.shell, N_("The phrase is gone."))

    async def _begin_anew_by_id(self, person_id: str) -> None:
        """Let somebody whose phrase is gone begin with another one."""
        person = next((known for known in self._people() if known.id == person_id), None)
        if person is not None:
            await self._begin_anew(person)

    async def _begin_anew(self, person: Person) -> None:
        """Say what is lost without the phrase, and begin with another one when they type a word."""
        vault = self.library.vault
        word = self.shell.readers[0].t(N_("anew"))
        agreed = await self.shell.ask(
            TypedNameDialog(
                self.shell.readers,
                prompt=lambda r: r.t(N_("{name}, begin with another phrase?"), name=person.name),
                note=msgid(
                    N_(
                        "What you wrote alone until now stays closed: only the phrase of then "
                        "opens it, and we cannot. If it comes back to you, it still does. What you "
                        "share is not lost."
                    )
                ),
                name=word,
                no=msgid(N_("No, I will think of it")),
                yes=msgid(N_("Begin anew")),
            )
        )
        if agreed:
            note = N_("What you write alone from now on opens with it, and nothing else.")
            today = self.workspace.now.date()
            await self._take_new(
                person,
                (note,),
                lambda owner, phrase: vault.own_phrases.begin_anew(owner, phrase, today),
            )

    async def _open_earlier(self, person: Person) -> None:
        """Let somebody open with the phrase of now what they closed with one of before."""
        own_phrases = self.library.vault.own_phrases
        key = await ask_own_key(self.shell, self.library, person)
        if key is None:
            return

        def do(given: dict[str, str], _: Progress) -> bool:
            self.library.flush()
            own_phrases.open_earlier(person.id, key, given["passphrase"])
            return True

        opened = await ask_passphrase(
            self.shell,
            prompt=lambda r: r.t(N_("{name}, and the one you had then."), name=person.name),
            notes=[msgid(N_("What it closed opens with your phrase of now after this."))],
            fields=[OWN],
            button=msgid(N_("Open")),
            do=do,
        )
        if opened:
            tell_done(self.shell, N_("It opens with your phrase of now."))

    # -- Reading back --------------------------------------------------------------------------

    async def _read(self, conversation_id: str) -> None:
        """Show somebody what they wrote alone, after their phrase."""
        conversation = self.library.read(conversation_id)
        writer = await self._writer(conversation)
        if writer is None:
            return
        key = await ask_own_key(self.shell, self.library, writer)
        if key is not None:
            own_phrases = self.library.vault.own_phrases
            opened = own_phrases.open(conversation, writer.id, key)
            unmarked = own_phrases.unmarked(conversation, writer.id, key)
            pattern = fitted(opened.pattern, opened.setting)
            await self.shell.ask(OwnDialog(opened, pattern, writer, unmarked))

    async def _writer(self, conversation: Conversation) -> Person | None:
        writers = self.library.writers_of(conversation)
        if len(writers) == 1:
            return writers[0]
        return await ask_who(self.shell, self.library, N_("Who are you?"), writers)
