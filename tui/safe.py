"""The safe: what keeps the words of people from others, and from getting lost.

Sealing with a passphrase, a phrase of one's own, locking by itself, a backup, deleting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sessions import privacy
from sessions.conversation import Conversation
from sessions.errors import (
    PhraseMissing,
    PhrasesDiffer,
    StoreError,
    TweespraakError,
    WrongPassphrase,
)
from sessions.pattern import Kind, shipped
from sessions.people import Person
from sessions.summary import name_of
from sessions.text import N_
from tui.i18n import Language
from tui.screens.dialogs import Entry, MenuDialog, PickDialog, TextDialog, people_picks
from tui.screens.earlier import PERIODS, EarlierScreen
from tui.screens.home import HomeScreen
from tui.widgets.choices import Pick
from tui.widgets.words import Words

if TYPE_CHECKING:
    from tui.app import TweespraakApp
    from tui.screens.sealing import UnlockScreen

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

LOCK_AFTER = {
    "5": N_("after 5 minutes"),
    "15": N_("after 15 minutes"),
    "60": N_("after an hour"),
    "0": N_("never"),
}
USUAL = "15"
"""Minutes without a key after which a sealed vault locks, unless they choose otherwise."""

WARNING = timedelta(minutes=1)
"""How long before that it is said."""


class Safe:
    """What can be done to keep things safe. `app` shows what follows."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app

    # -- Opening ------------------------------------------------------------------------------

    def unlock_screen(self) -> UnlockScreen:
        """Give the screen that asks the passphrase."""
        from tui.screens.sealing import UnlockScreen  # who has no seal does not pay for its screens

        vault = self.app.desk.vault

        def unlock(passphrase: str, progress: Progress) -> None:
            if not passphrase:
                raise WrongPassphrase()
            vault.unlock(passphrase)
            vault.finish(progress)

        return UnlockScreen((self.app.reads,), unlock)

    # -- The menu -----------------------------------------------------------------------------

    def safe(self, _: str) -> None:
        """What can be done about it."""
        vault = self.app.desk.vault
        entries: list[Entry] = []
        if vault.is_sealed:
            entries += [
                Entry("new_passphrase", N_("Choose another passphrase")),
                Entry("new_recovery_key", N_("Make a new recovery key")),
                Entry("lock_after", N_("When it locks by itself")),
                Entry("unseal", N_("Take the seal off")),
            ]
        else:
            entries.append(Entry("seal", N_("Seal everything with a passphrase")))
        if self.app.desk.shelf.pairs:
            entries.append(
                Entry("own_phrase", N_("A phrase of your own, for what you write alone"))
            )
            entries.append(Entry("make_backup", N_("Put everything in one file, as a backup")))
            entries.append(Entry("delete_pair", N_("Delete everything of two people")))
        self.app.push_screen(MenuDialog(self.app.readers(), entries), self._chosen)

    def _chosen(self, action: str | None) -> None:
        if action is not None:
            self.app.ask(action)

    # -- The seal -----------------------------------------------------------------------------

    def seal(self, _: str) -> None:
        """Choose a passphrase, and seal everything with it."""
        vault, tag = self.app.desk.vault, self.app.reads.tag

        def do(given: dict[str, str], progress: Progress) -> str:
            passphrase = _same_twice(given)
            self.app.desk.flush()
            return vault.seal(passphrase, language=tag, progress=progress)

        self._ask(
            prompt=lambda r: r.t(N_("Choose a passphrase together.")),
            notes=[
                lambda r: r.t(
                    N_(
                        "From then on it opens everything you write here. Four words in a row are "
                        "easy to keep in mind and hard to guess. You both need to know it."
                    )
                ),
                lambda r: r.t(
                    N_(
                        "Without it, and without the recovery key that follows, nobody can read "
                        "it again. We cannot either."
                    )
                ),
            ],
            fields=[_NEW, _AGAIN],
            button=lambda r: r.t(N_("Seal everything")),
            do=do,
            then=self._show_key,
        )

    def unseal(self, _: str) -> None:
        """Take the seal off; the passphrase is asked once more."""
        vault = self.app.desk.vault

        def do(given: dict[str, str], progress: Progress) -> None:
            vault.must_open(given["passphrase"])
            self.app.desk.flush()
            vault.unseal(progress=progress)

        self._ask(
            prompt=lambda r: r.t(N_("Take the seal off?")),
            notes=[
                lambda r: r.t(
                    N_("Then everybody who can open your files can read what is in them.")
                )
            ],
            fields=[_PRESENT],
            button=lambda r: r.t(N_("Take the seal off")),
            do=do,
            then=lambda _: self._told(N_("The seal is off.")),
        )

    def new_passphrase(self, _: str) -> None:
        """Choose another passphrase."""
        vault = self.app.desk.vault

        def do(given: dict[str, str], _: Progress) -> None:
            passphrase = _same_twice(given)
            vault.must_open(given["passphrase"])
            vault.change_passphrase(passphrase)

        self._ask(
            prompt=lambda r: r.t(N_("Choose another passphrase.")),
            notes=[
                lambda r: r.t(
                    N_("The old one opens nothing any more, save backups you made before.")
                )
            ],
            fields=[_PRESENT, _NEW, _AGAIN],
            button=lambda r: r.t(N_("Change it")),
            do=do,
            then=lambda _: self._told(N_("From now on the new passphrase opens it.")),
        )

    def new_recovery_key(self, _: str) -> None:
        """Make a new recovery key."""
        vault = self.app.desk.vault

        def do(given: dict[str, str], _: Progress) -> str:
            vault.must_open(given["passphrase"])
            return vault.change_recovery_key()

        self._ask(
            prompt=lambda r: r.t(N_("A new recovery key.")),
            notes=[lambda r: r.t(N_("The one you have on paper opens nothing after this."))],
            fields=[_PRESENT],
            button=lambda r: r.t(N_("Make it")),
            do=do,
            then=self._show_key,
        )

    def _show_key(self, outcome: object) -> None:
        from tui.screens.sealing import RecoveryDialog

        self.app.push_screen(
            RecoveryDialog(self.app.readers(), str(outcome)),
            lambda _: self._told(N_("Everything is sealed.")),
        )

    # -- Locking by itself ----------------------------------------------------------------------

    def lock_after(self, _: str) -> None:
        """Choose after how long without a key it locks."""

        def chosen(minutes: str | None) -> None:
            if minutes is not None:
                self.app.desk.set("lock_after", minutes)

        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("When nobody touches a key, when should it lock?")),
                note=lambda r: r.t(
                    N_("Everything is kept, and Tweespraak stops. A time-out does not count.")
                ),
                picks=[Pick(one, _message(says)) for one, says in LOCK_AFTER.items()],
                value=self._minutes(),
            ),
            chosen,
        )

    def _minutes(self) -> str:
        chosen = self.app.desk.settings.get("lock_after", USUAL)
        return chosen if chosen in LOCK_AFTER else USUAL

    def locks_at(self, touched: datetime) -> datetime | None:
        """Give when it locks after the last key at `touched`, or None when it does not."""
        vault = self.app.desk.vault
        minutes = int(self._minutes())
        if not vault.is_sealed or vault.is_locked or not minutes:
            return None
        return touched + timedelta(minutes=minutes)

    # -- A phrase of one's own ------------------------------------------------------------------

    def own_phrase(self, _: str) -> None:
        """Choose for whom."""
        people = self._people()
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("For whom?")),
                note=lambda r: r.t(N_("The other looks away.")),
                picks=people_picks(people),
            ),
            lambda who: (
                self._own_phrase(next(one for one in people if one.id == who)) if who else None
            ),
        )

    def _people(self) -> list[Person]:
        """Give the people a phrase can be for: those who talk now, or all there are."""
        desk = self.app.desk
        if desk.conversation is not None:
            return list(desk.open.partners)
        found = {one.id: one for pair in desk.shelf.pairs for one in pair.partners}
        return list(found.values())[:8]

    def _own_phrase(self, person: Person) -> None:
        vault = self.app.desk.vault
        try:
            has = vault.has_phrase(person.id)
        except StoreError as problem:
            self.app.tell(problem)
            return
        if not has:
            self._give_phrase(person)
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("{name} has a phrase."), name=person.name),
                picks=[
                    Pick("change", lambda r: r.t(N_("Choose another one"))),
                    Pick("away", lambda r: r.t(N_("Take it away: what was written alone opens"))),
                ],
            ),
            lambda picked: (
                self._change_phrase(person)
                if picked == "change"
                else self._take_phrase_away(person)
                if picked == "away"
                else None
            ),
        )

    def _give_phrase(self, person: Person) -> None:
        vault = self.app.desk.vault

        def do(given: dict[str, str], _: Progress) -> None:
            phrase = _same_twice(given)
            self.app.desk.flush()
            vault.give_phrase(person.id, phrase)

        self._ask(
            prompt=lambda r: r.t(N_("{name}, choose a phrase of your own."), name=person.name),
            notes=[
                lambda r: r.t(
                    N_(
                        "What you write alone then opens with it, and with nothing else: the other "
                        "cannot read it, not with the passphrase either. What you share is shared."
                    )
                ),
                lambda r: r.t(
                    N_(
                        "If you forget it, what you wrote alone is gone for good. Four digits keep "
                        "out a glance only; four words keep out everybody."
                    )
                ),
            ],
            fields=[_NEW, _AGAIN],
            button=lambda r: r.t(N_("This is my phrase")),
            do=do,
            then=lambda _: self._told(N_("What you write alone is yours now.")),
        )

    def _change_phrase(self, person: Person) -> None:
        vault = self.app.desk.vault

        def do(given: dict[str, str], _: Progress) -> None:
            vault.change_phrase(person.id, given["passphrase"], _same_twice(given))

        self._ask(
            prompt=lambda r: r.t(N_("{name}, choose another phrase."), name=person.name),
            notes=[],
            fields=[_OWN, _NEW, _AGAIN],
            button=lambda r: r.t(N_("Change it")),
            do=do,
            then=lambda _: self._told(N_("From now on the new phrase opens it.")),
        )

    def _take_phrase_away(self, person: Person) -> None:
        vault = self.app.desk.vault
        self._ask(
            prompt=lambda r: r.t(N_("{name}, take your phrase away?"), name=person.name),
            notes=[
                lambda r: r.t(N_("Then what you wrote alone opens as it did before you had one."))
            ],
            fields=[_OWN],
            button=lambda r: r.t(N_("Take it away")),
            do=lambda given, _: vault.take_phrase_away(person.id, given["passphrase"]),
            then=lambda _: self._told(N_("The phrase is gone.")),
        )

    def needs_phrase(self) -> bool:
        """Whether the curtain opens with a phrase only: what lies behind it is its writer's own."""
        desk = self.app.desk
        if desk.pattern.step(desk.open.at.step).kind is not Kind.PRIVATE:
            return False
        return desk.vault.has_phrase(desk.open.at.who)

    def open_with_phrase(self, then: Callable[[], None]) -> None:
        """Ask the phrase of whoever has the floor, lay open what they wrote alone, and go on."""
        desk = self.app.desk
        person = desk.open.person(desk.open.at.who)

        def opened(outcome: object) -> None:
            if desk.conversation is not None and isinstance(outcome, bytes):
                desk.change(desk.vault.open_with_key(desk.open, person.id, outcome))
                then()

        self._ask(
            prompt=lambda r: r.t(N_("{name}, your phrase."), name=person.name),
            notes=[lambda r: r.t(N_("It opens what you write alone."))],
            fields=[_OWN],
            button=lambda r: r.t(N_("Open")),
            do=lambda given, _: desk.vault.own_key(person.id, given["passphrase"]),
            then=opened,
        )

    def take_over_closed(self, _: str) -> None:
        """Lay what the speaker prepared in the fields, after their phrase."""

        def then() -> None:
            self.app.ask("take_over")

        self.app.take_in()
        self.open_with_phrase(then)

    def owners(self, conversation: Conversation) -> list[Person]:
        """Give who can read back what they wrote alone: who has a phrase to show it is them."""
        vault = self.app.desk.vault
        try:
            return [
                one
                for one in conversation.partners
                if vault.has_phrase(one.id) and privacy.is_closed(conversation, one.id)
            ]
        except StoreError:
            return []  # the pairs are damaged, which is told where they are read

    def read_own(self, conversation_id: str) -> None:
        """Show somebody what they wrote alone, after their phrase."""
        try:
            conversation = self.app.desk.read(conversation_id)
        except StoreError as problem:
            self.app.tell(problem)
            return
        owners = self.owners(conversation)
        if len(owners) == 1:
            self._read_own(conversation, owners[0])
            return
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Who are you?")),
                note=lambda r: r.t(N_("The other looks away.")),
                picks=people_picks(owners),
            ),
            lambda who: self._read_own(conversation, conversation.person(who)) if who else None,
        )

    def _read_own(self, conversation: Conversation, person: Person) -> None:
        vault = self.app.desk.vault

        def show(outcome: object) -> None:
            if isinstance(outcome, bytes):
                from tui.screens.own import OwnDialog

                opened = vault.open_with_key(conversation, person.id, outcome)
                self.app.push_screen(OwnDialog(opened, shipped(opened.pattern), person))

        self._ask(
            prompt=lambda r: r.t(N_("{name}, your phrase."), name=person.name),
            notes=[lambda r: r.t(N_("It opens what you write alone."))],
            fields=[_OWN],
            button=lambda r: r.t(N_("Open")),
            do=lambda given, _: vault.own_key(person.id, given["passphrase"]),
            then=show,
        )

    # -- A backup -------------------------------------------------------------------------------

    def make_backup(self, _: str) -> None:
        """Ask where, and make it."""
        day = self.app.now().date().isoformat()
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Where shall the backup go?")),
                note=lambda r: r.t(
                    N_(
                        "Best on another disk or a memory stick. It is read back to be sure. To "
                        "bring it back one day: tweespraak restore FILE"
                    )
                ),
                button=lambda r: r.t(N_("Make the backup")),
                name="backup",
                text=f"~/tweespraak-{day}.tar",
                line=True,
            ),
            lambda text: self._make_backup(text) if text else None,
        )

    def _make_backup(self, text: str) -> None:
        vault, now = self.app.desk.vault, self.app.now()

        def do() -> Words:
            from sessions.store.backup import write_backup

            self.app.desk.flush()
            report = write_backup(vault, Path(text.strip()).expanduser().absolute(), now=now)
            if report.damaged:
                return lambda r: r.t(N_("The backup is made. Damaged files are in it as they are."))
            return lambda r: r.n(
                "The backup is made and read back: {count} conversation.",
                "The backup is made and read back: {count} conversations.",
                report.conversations,
            )

        self.app.beside(do, self.app.tell)

    # -- Deleting -------------------------------------------------------------------------------

    def delete(self, conversation: str) -> None:
        """Delete a conversation, after its name is typed."""
        from tui.screens.sealing import NameDialog

        found = self.app.desk.shelf.conversations.get(conversation)
        name = name_of(found.title if found else "", conversation)

        def done(result: str | None) -> None:
            if result is None:
                return
            try:
                self.app.desk.delete(conversation)
            except TweespraakError as problem:
                self.app.tell(problem)
                return
            self.app.house.earlier("")

        self.app.push_screen(
            NameDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete this conversation for good?")),
                note=lambda r: r.t(
                    N_(
                        "Everything that was said in it goes, for both of you, agreements too. In "
                        "backups you made before, it stays."
                    )
                ),
                name=name,
            ),
            done,
        )

    def delete_pair(self, _: str) -> None:
        """Choose whose, and delete everything of them after their names are typed."""
        pairs = self.app.desk.shelf.pairs
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete everything of whom?")),
                picks=[
                    Pick(one.id, _names([each.name for each in one.partners])) for one in pairs[:8]
                ],
            ),
            lambda pair: self._delete_pair(pair) if pair else None,
        )

    def _delete_pair(self, pair_id: str) -> None:
        from tui.screens.sealing import NameDialog

        pair = next(one for one in self.app.desk.shelf.pairs if one.id == pair_id)
        name = name_of(self.app.reads.listed([one.name for one in pair.partners]), pair_id)

        def done(result: str | None) -> None:
            if result is None:
                return
            self.app.house.forget_names()
            if self.app.desk.conversation is not None:
                self.app.home()
            self.app.beside(lambda: self.app.desk.delete_pair(pair_id), gone)

        def gone(_: object) -> None:
            self.app.desk.forget_pair(pair_id)
            self.app.home()
            self._told(N_("Everything of them is gone. In backups you made before, it stays."))

        self.app.push_screen(
            NameDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Delete everything of {name} for good?"), name=name),
                note=lambda r: r.t(
                    N_("All their conversations, agreements and names go. This cannot be undone.")
                ),
                name=name,
            ),
            done,
        )

    # -- Narrowing the list -----------------------------------------------------------------------

    def narrow_pair(self, _: str) -> None:
        """Of whom the list shows the conversations."""
        pairs = self.app.desk.shelf.pairs
        everybody = Pick("*", lambda r: r.t(N_("of everybody")))
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Whose conversations?")),
                picks=[
                    everybody,
                    *(Pick(one.id, _names([each.name for each in one.partners])) for one in pairs),
                ],
            ),
            lambda picked: (
                self._narrow(lambda one: one.narrow_pair(picked.strip("*"))) if picked else None
            ),
        )

    def narrow_period(self, _: str) -> None:
        """From when the list shows the conversations."""
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("From when?")),
                picks=[Pick(one or "*", _message(says)) for one, says in PERIODS.items()],
                value=(self.app.base.period if isinstance(self.app.base, EarlierScreen) else "")
                or "*",
            ),
            lambda picked: (
                self._narrow(lambda one: one.narrow_period(picked.strip("*"))) if picked else None
            ),
        )

    def _narrow(self, do: Callable[[EarlierScreen], None]) -> None:
        if isinstance(self.app.base, EarlierScreen):
            do(self.app.base)

    # -- Inside -----------------------------------------------------------------------------------

    def _ask(
        self,
        *,
        prompt: Words,
        notes: Sequence[Words],
        fields: Sequence[tuple[str, Words, bool]],
        button: Words,
        do: Callable[[dict[str, str], Progress], object],
        then: Callable[[object], None],
    ) -> None:
        from tui.screens.sealing import SecretDialog

        dialog = SecretDialog(
            self.app.readers(), prompt=prompt, notes=notes, fields=fields, button=button, do=do
        )
        self.app.push_screen(
            dialog, lambda result: then(dialog.outcome) if result is not None else None
        )

    def _told(self, message: str) -> None:
        """Say what was done; home shows it too when it is what lies below."""
        if isinstance(self.app.base, HomeScreen):
            self.app.base.sealed = self.app.desk.vault.is_sealed
            self.app.base.show(self.app.desk.shelf, self.app.now())
        self.app.tell(lambda r: r.t(message))


def _same_twice(given: dict[str, str]) -> str:
    """Give the passphrase that was typed twice. Raises `PhraseMissing` or `PhrasesDiffer`."""
    if not given["new"].strip():
        raise PhraseMissing()
    if given["new"] != given["again"]:
        raise PhrasesDiffer()
    return given["new"]


def _message(message: str) -> Words:
    return lambda r: r.t(message)


def _names(names: list[str]) -> Words:
    return lambda r: r.listed(names)


def _label(message: str) -> Words:
    def words(reader: Language) -> str:
        return reader.t(message)

    return words


_PRESENT = ("passphrase", _label(N_("passphrase")), False)
_OWN = ("passphrase", _label(N_("your phrase")), False)
_NEW = ("new", _label(N_("the new one")), True)
_AGAIN = ("again", _label(N_("once more")), False)
