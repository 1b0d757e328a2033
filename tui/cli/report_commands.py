"""What the command line tells: what is due, the list, one conversation; and a note with it.

None of this imports Textual. Data goes to standard output, talk to the other.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sessions.errors import DateNotThere, DateNotUnderstood, MoveError, TweespraakError
from sessions.text import N_, clean, clean_line
from tui.cli.command import DONE, NOT_READABLE, NOTHING, WRONG_USE, CliCommand, alike, begins

if TYPE_CHECKING:
    from sessions.errors import StoreError
    from sessions.store.index import Listing
    from sessions.summary import Summary

TITLE_MAX = 60
"""Characters of a subject in a list."""

STATES = {
    "active": N_("not finished"),
    "time-out": N_("time-out"),
    "postponed": N_("put off"),
    "finished": N_("finished"),
}


class DayNotUnderstood(MoveError):
    sentence = N_(
        "I cannot read “{typed}” as a day. Write it like {example}, or “tomorrow”, “Friday”, "
        "“in 2 weeks”."
    )


class DayNotThere(MoveError):
    sentence = N_("There is no such day as “{typed}”. Write it like {example}.")


class ReportCommands(CliCommand):
    """The commands that read, each a method that gives the exit code, and ``note``."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        does: dict[str, Callable[[argparse.Namespace], int]] = {
            "due": self._due,
            "list": self._all,
            "show": self._show,
            "note": self._note,
            "patterns": self._patterns,
        }
        return does[parsed.command](parsed)

    # -- What is due -----------------------------------------------------------------------------

    def _due(self, parsed: argparse.Namespace) -> int:
        today = self._clock().date() if parsed.on is None else self._day(parsed.on)
        if parsed.quiet:
            return self._due_quietly(today)
        problems: list[StoreError] = []
        known = self._promised(today)
        if known is None:
            with self._open(read_only=True) as vault:
                listing = vault.index.read()
            known, problems = _documents(listing, today), listing.problems
        if parsed.json:
            _write_json(known)
        for one in known if not parsed.json else ():
            since = self._speaks.since(date.fromisoformat(one["look_back_on"]), today)
            people = self._speaks.listed(one["people"])
            what = _line(one["what"], TITLE_MAX)
            sys.stdout.write(f"{clean_line(one['agreement'])[:8]}  {what}  ({people}, {since})\n")
        if not known and not parsed.json:
            self._say(N_("Nothing to look back on."))
        return self._troubles(problems) or (DONE if known else NOTHING)

    def _promised(self, today: date) -> list[dict[str, Any]] | None:
        """Give what is due without opening the vault, or None where it must be opened."""
        from sessions.store import due_cache

        found = due_cache.read(str(self._folder))
        if found is None:
            return None
        day = today.isoformat()
        return [
            {**one, "overdue": one["look_back_on"] < day}
            for one in found
            if one["look_back_on"] <= day
        ]

    def _due_quietly(self, today: date) -> int:
        """Say one line, or nothing: for a shell's prompt, or a job that mails what is said.

        Nothing is asked: a sealed vault without a file for its passphrase stays closed.
        """
        known, problems = self._promised(today), False
        if known is None:
            try:
                with self._open(read_only=True, unlocked=False) as vault:
                    from tui.cli.passphrase import FILE

                    if vault.seal.is_locked and not os.environ.get(FILE):
                        return NOT_READABLE
                    self._unlock(vault)
                    listing = vault.index.read()
            except TweespraakError:
                return NOT_READABLE
            known, problems = _documents(listing, today), bool(listing.problems)
        if known:
            said = self._speaks.n(
                "{count} agreement to look back on",
                "{count} agreements to look back on",
                len(known),
            )
            sys.stdout.write(said + "\n")
        if problems:
            return NOT_READABLE
        return DONE if known else NOTHING

    def _day(self, text: str) -> date:
        from tui.language.dates import read_day

        try:
            return read_day(text, self._speaks, self._clock().date())
        except DateNotUnderstood as problem:
            there = isinstance(problem, DateNotThere)
            raise (DayNotThere if there else DayNotUnderstood)(
                typed=_line(text, TITLE_MAX), **problem.fields
            ) from None

    # -- The list --------------------------------------------------------------------------------

    def _all(self, parsed: argparse.Namespace) -> int:
        from sessions.summary import Filter, StateFilter, filtered
        from tui.language.titles import title_of

        today = self._clock().date()
        with self._open(read_only=True) as vault:
            listing = vault.index.read()
        wanted = Filter(state=StateFilter(parsed.only), words=" ".join(parsed.words))
        found = filtered(listing.summaries, wanted, today)
        if parsed.json:
            _write_json([_summary_document(one) for one in found])
        for one in found if not parsed.json else ():
            title = title_of(_line(one.title, TITLE_MAX), one.pattern, self._speaks)
            people = self._speaks.listed(list(one.names))
            state = self._speaks.t(STATES[one.state.value])
            day = one.started.date().isoformat()
            sys.stdout.write(f"{one.id[:8]}  {day}  {title}  ({people}, {state})\n")
        if not found and not parsed.json:
            self._say(N_("There is nothing here."))
        return self._troubles(listing.problems) or (DONE if found else NOTHING)

    # -- One conversation ------------------------------------------------------------------------

    def _show(self, parsed: argparse.Namespace) -> int:
        from sessions.pattern import fitted
        from tui.language.titles import title_of

        with self._open(read_only=True) as vault:
            found = self._one(vault, parsed.what)
            if isinstance(found, int):
                return found
            talk = vault.records.load(found.id)
        pattern = fitted(talk.pattern, talk.setting)
        if parsed.json:
            from sessions.export.document import talk_document

            _write_json(talk_document(talk, pattern, self._speaks, now=self._clock()))
            return DONE
        from tui.workspace.transcript import conversation_sheet

        out = sys.stdout.write
        out(clean_line(title_of(talk.title(), talk.pattern, self._speaks)) + "\n")
        for line in conversation_sheet(talk, pattern, self._speaks, self._clock()):
            out(clean("".join(text for text, _ in line.parts)) + "\n")
        return DONE

    # -- A note ----------------------------------------------------------------------------------

    def _note(self, parsed: argparse.Namespace) -> int:
        if parsed.by:
            from tui.cli.note_command import NoteCommand

            noting = NoteCommand(
                self._speaks,
                self._folder,
                self._clock,
                insist=self._insist,
                read_only=self._read_only,
            )
            return noting.run(parsed)
        for_diary = parsed.feeling or parsed.began or parsed.on
        if parsed.what is None or not parsed.text or for_diary:
            self._say(
                N_(
                    "Give the agreement and your words; or, for somebody's diary, --by NAME and "
                    "your words. `tweespraak --help` tells more."
                )
            )
            return WRONG_USE
        return self._keep_with(parsed.what, " ".join(parsed.text))

    def _keep_with(self, what: str, text: str) -> int:
        """Keep `text` with the agreement that `what` names; gives the exit code."""
        from uuid import uuid4

        from sessions import agreement_history as moves
        from sessions.summary import current_agreements

        with self._open(missing=False) as vault:
            listing = vault.index.read()
            standing = [
                (one, promise)
                for one, promise in current_agreements(listing.summaries)
                if promise.ended is None
            ]
            found = [
                (one, promise)
                for one, promise in standing
                if begins(promise.id, what) or alike(promise.what, what)
            ]
            if len(found) != 1:
                code = self._which(
                    [(promise.id, promise.what) for _, promise in found or standing],
                    several=bool(found),
                )
                return code if found else self._troubles(listing.problems) or code
            ((holder, promise),) = found
            talk = vault.records.load(holder.id)
            new = uuid4().hex
            vault.records.save(
                moves.add_note(talk, promise.id, text, now=self._clock(), new_id=new)
            )
        self._say(N_("It is kept. You both see it when you look back."))
        return DONE

    def _which(self, known: list[tuple[str, str]], *, several: bool) -> int:
        if not known:
            self._say(N_("There is no agreement here yet. Nothing was kept."))
            return NOTHING
        self._say(N_("Which agreement? Give its number:"))
        self._list([f"{one[:8]}  {_line(what, TITLE_MAX)}" for one, what in known])
        return WRONG_USE if several else NOTHING

    # -- Patterns --------------------------------------------------------------------------------

    def _patterns(self, parsed: argparse.Namespace) -> int:
        from sessions.pattern import PATTERNS, shipped

        found = [shipped(path.stem) for path in sorted(PATTERNS.glob("*.toml"))]
        if parsed.json:
            _write_json([{"id": one.id, "title": self._speaks.t(one.title)} for one in found])
            return DONE
        for one in found:
            sys.stdout.write(f"{one.id}  {self._speaks.t(one.title)}\n")
        return DONE


def _line(text: str, most: int) -> str:
    line = clean_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _write_json(document: object) -> None:
    """Write JSON, which is UTF-8 wherever it goes."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _documents(listing: Listing, today: date) -> list[dict[str, Any]]:
    """Give what is due by `today`, as `sessions.store.due_cache` has it."""
    from sessions import agenda

    names = {summary.id: summary.names for summary in listing.summaries}
    return [
        {
            "agreement": one.agreement.id,
            "what": one.agreement.what,
            "people": list(names[one.conversation]),
            "agreed_on": one.agreed_on.isoformat(),
            "look_back_on": one.on.isoformat(),
            "conversation": one.conversation,
            "overdue": one.overdue,
        }
        for one in agenda.due(listing.summaries, today)
    ]


def _summary_document(one: Summary) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "people": list(one.names),
        "pattern": one.pattern,
        "state": one.state.value,
        "started": one.started,
        "changed": one.changed,
        "ended": one.ended,
        "ending": one.ending.value if one.ending else None,
        "agreements": [
            {
                "id": promise.id,
                "what": promise.what,
                "look_back_on": promise.on,
                "ended": promise.ended.value if promise.ended else None,
            }
            for promise in one.promises
        ],
    }
