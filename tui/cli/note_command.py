"""``tweespraak note --by NAME``: a note in somebody's diary, from the command line.

Writing needs no phrase: what is written is closed for its writer at once. Without words on the
line they are asked, so that they need not stand in the history of the shell.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING
from uuid import uuid4

from sessions.errors import AnswerMissing
from sessions.people import namesakes
from sessions.text import N_, is_empty
from tui.cli.answer import everything_typed, typed_line
from tui.cli.command import DONE, NOTHING, WRONG_USE, CliCommand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sessions.people import Person
    from sessions.store import Vault


class NoteCommand(CliCommand):
    """Notes in a diary."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Keep a note; gives the exit code. Raises `TweespraakError`."""
        from sessions import diary
        from tui.cli.one_day import one_day

        now = self._clock()
        today = now.date()
        on = one_day(parsed.on, self._speaks, today, past=True) if parsed.on else today
        # Whether it can be kept is known before anybody types; and while they do, others may write.
        with self._open() as vault:
            person = self._person(vault, parsed.by)
            if isinstance(person, int):
                return person
            vault.records.diary(person.id)
        text = self._text(parsed)
        if is_empty(text):
            raise AnswerMissing()
        with self._open() as vault:
            entries = vault.records.diary(person.id)
            new = uuid4().hex
            entries = diary.add(entries, new_id=new, on=today, now=now)
            entries = diary.move_day(entries, new, on, today=today)
            given = (("text", text), ("feeling", parsed.feeling), ("initiative", parsed.began))
            for name, words in given:
                entries = diary.write(entries, new, name, words or "")
            saved = vault.records.save_diary(entries)
        said = self._speaks.t(N_("It is kept in {name}'s diary."), name=person.name)
        self._tell_kept(saved, said)
        return DONE

    def _person(self, vault: Vault, name: str) -> Person | int:
        """Give who writes, or the exit code when it is not clear who that is."""
        from tui.cli.finding import people_meant

        pairs = vault.records.pairs()
        people = {partner.id: partner for pair in pairs for partner in pair.partners}
        matching = people_meant(list(people.values()), name)
        if len(matching) == 1:
            return matching[0]
        if not people:
            self._say(N_("There is nobody here yet. Open Tweespraak first, and say who you are."))
            return NOTHING
        if matching:
            self._say(N_("There is more than one. Give the number of the one you mean:"))
        else:
            self._say(N_("There is nobody with that name. Give one of these, or its number:"))
        listed = matching or list(people.values())
        beside = namesakes(listed, pairs)
        self._list(
            [f"{candidate.id[:8]}  {self._named(candidate, beside)}" for candidate in listed]
        )
        return WRONG_USE if matching else NOTHING

    def _named(self, person: Person, beside: Mapping[str, Sequence[str]]) -> str:
        if person.id not in beside:
            return person.name
        others = self._speaks.listed(list(beside[person.id]))
        return self._speaks.t(N_("{name}, with {others}"), name=person.name, others=others)

    def _text(self, parsed: argparse.Namespace) -> str:
        words = [word for word in (parsed.what, *parsed.text) if word]
        if words:
            return " ".join(words)
        if sys.stdin.isatty():
            sys.stderr.write(self._speaks.t(N_("What happened? ")))
            sys.stderr.flush()
            return typed_line().strip()
        return everything_typed().strip()
