"""The commands that report: what is due, the list, one conversation; and adding a note.

None of this imports Textual. Data goes to standard output, talk to the other.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sessions.errors import (
    DateNotThere,
    DateNotUnderstood,
    MoveError,
    StoreError,
    TweespraakError,
)
from sessions.text import N_, clean, clean_line
from tui.cli import due_report
from tui.cli.command import DONE, NOT_READABLE, NOTHING, WRONG_USE, CliCommand
from tui.cli.output import TITLE_MAX, short_line, write_json

if TYPE_CHECKING:
    from sessions.store.index import Listing
    from sessions.summary import Summary

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
        due, problems = due_report.cached(self._folder, today), list[StoreError]()
        if due is None:
            if parsed.quiet and self._is_not_there():
                return NOTHING  # before the first conversation a prompt has nothing to say
            listing = self._listing_unasked() if parsed.quiet else self._listing(parsed)
            if listing is None:
                return NOT_READABLE
            due, problems = _documents(listing, today), listing.problems
        code = due_report.tell(self._speaks, due, today, json=parsed.json, quiet=parsed.quiet)
        if parsed.quiet:
            return NOT_READABLE if problems else code
        return self._troubles(problems) or code

    def _listing(self, parsed: argparse.Namespace) -> Listing:
        if parsed.json and self._is_not_there():
            write_json([])  # other programs read a list, whatever is said beside it
        with self._open(read_only=True) as vault:
            return vault.index.read(look_at_all=True)

    def _listing_unasked(self) -> Listing | None:
        """Read the index without asking anything: for a shell's prompt, or a job.

        None where it cannot be read: a sealed vault without a file for its passphrase stays closed.
        """
        try:
            with self._open(read_only=True, unlocked=False) as vault:
                from tui.cli.passphrase import FILE

                if vault.seal.is_locked and not os.environ.get(FILE):
                    return None
                self._unlock(vault)
                return vault.index.read(look_at_all=True)
        except TweespraakError:
            return None

    def _day(self, text: str) -> date:
        from tui.cli.one_day import one_day

        try:
            return one_day(text, self._speaks, self._clock().date())
        except DateNotUnderstood as problem:
            there = isinstance(problem, DateNotThere)
            raise (DayNotThere if there else DayNotUnderstood)(
                typed=short_line(text, TITLE_MAX), **problem.fields
            ) from None

    # -- The list --------------------------------------------------------------------------------

    def _all(self, parsed: argparse.Namespace) -> int:
        from sessions.summary import Filter, StateFilter, filtered

        today = self._clock().date()
        listing = self._listing(parsed)
        wanted = Filter(state=StateFilter(parsed.only), words=" ".join(parsed.words))
        summaries = filtered(listing.summaries, wanted, today)
        if parsed.json:
            write_json([_summary_document(summary) for summary in summaries], is_long=True)
        elif summaries:
            self._write_lines(summaries)
        else:
            self._say(N_("There is nothing here."))
        return self._troubles(listing.problems) or (DONE if summaries else NOTHING)

    def _write_lines(self, summaries: list[Summary]) -> None:
        from tui.language.titles import title_of

        for summary in summaries:
            title = title_of(short_line(summary.title, TITLE_MAX), summary.pattern, self._speaks)
            people = self._speaks.listed(list(summary.names))
            state = self._speaks.t(STATES[summary.state.value])
            day = summary.started.date().isoformat()
            sys.stdout.write(f"{summary.id[:8]}  {day}  {title}  ({people}, {state})\n")

    # -- One conversation ------------------------------------------------------------------------

    def _show(self, parsed: argparse.Namespace) -> int:
        from sessions.pattern import fitted
        from tui.language.titles import title_of

        with self._open(read_only=True) as vault:
            summary = self._one(vault, parsed.what)
            if isinstance(summary, int):
                return summary
            talk = vault.records.load(summary.id)
        pattern = fitted(talk.pattern, talk.setting)
        if parsed.json:
            from sessions.export.document import talk_document

            write_json(talk_document(talk, pattern, self._speaks, now=self._clock()))
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
        from tui.cli.finding import agreements_meant, agreements_standing

        with self._open() as vault:
            listing = vault.index.read()
            standing = agreements_standing(listing.summaries)
            matching = agreements_meant(standing, what, self._speaks)
            if len(matching) != 1:
                code = self._which(
                    [(promise.id, promise.what) for _, promise in matching or standing],
                    several=bool(matching),
                )
                return code if matching else self._troubles(listing.problems) or code
            ((holder, promise),) = matching
            talk = vault.records.load(holder.id)
            new = uuid4().hex
            noted = moves.add_note(talk, promise.id, text, now=self._clock(), new_id=new)
            saved = vault.records.save(noted)
        # Words of it may have been enough: so it is said which agreement that was.
        kept = N_("It is kept with “{agreement}”. You both see it when you look back.")
        agreement = short_line(promise.what, TITLE_MAX)
        self._tell_kept(saved, self._speaks.t(kept, agreement=agreement))
        return DONE

    def _which(self, known: list[tuple[str, str]], *, several: bool) -> int:
        if not known:
            self._say(N_("There is no agreement here yet. Nothing was kept."))
            return NOTHING
        self._say(N_("Which agreement? Give its number:"))
        self._list(
            [f"{agreement_id[:8]}  {short_line(what, TITLE_MAX)}" for agreement_id, what in known]
        )
        return WRONG_USE if several else NOTHING

    # -- Patterns --------------------------------------------------------------------------------

    def _patterns(self, parsed: argparse.Namespace) -> int:
        from sessions.pattern import PATTERNS, shipped

        patterns = [shipped(path.stem) for path in sorted(PATTERNS.glob("*.toml"))]
        if parsed.json:
            write_json(
                [{"id": pattern.id, "title": self._speaks.t(pattern.title)} for pattern in patterns]
            )
            return DONE
        for pattern in patterns:
            sys.stdout.write(f"{pattern.id}  {self._speaks.t(pattern.title)}\n")
        return DONE


def _documents(listing: Listing, today: date) -> list[dict[str, Any]]:
    """Give what is due by `today`, as `sessions.store.due_cache` has it."""
    from sessions import agenda

    names = {summary.id: summary.names for summary in listing.summaries}
    return [
        {
            "agreement": due.agreement.id,
            "what": due.agreement.what,
            "people": list(names[due.conversation]),
            "agreed_on": due.agreed_on.isoformat(),
            "look_back_on": due.on.isoformat(),
            "conversation": due.conversation,
            "overdue": due.overdue,
        }
        for due in agenda.due(listing.summaries, today)
    ]


def _summary_document(summary: Summary) -> dict[str, Any]:
    # An enum is written as its value, and a tuple as a list: there may be ten thousand of these.
    return {
        "id": summary.id,
        "title": summary.title,
        "people": summary.names,
        "pattern": summary.pattern,
        "state": summary.state,
        "started": summary.started.isoformat(),
        "changed": summary.changed.isoformat(),
        "ended": summary.ended.isoformat() if summary.ended else None,
        "ending": summary.ending,
        "agreements": [
            {
                "id": agreement.id,
                "what": agreement.what,
                "look_back_on": agreement.on,
                "ended": agreement.ended,
            }
            for agreement in summary.promises
        ],
    }
