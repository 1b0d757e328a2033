"""``tweespraak check``: everything is read, and what is the matter is named.

It says what it read whatever stands in the way: a full disk, one that is read only, another window.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sessions.errors import (
    DiskFull,
    SaveFailed,
    TweespraakError,
    VaultInUse,
    VaultOnNetwork,
    VaultUnwritable,
)
from sessions.store.health import Finding, Health, Recoverability, check
from sessions.text import N_, clean, clean_line
from tui.cli.command import DONE, NOT_READABLE, CliCommand
from tui.cli.output import say
from tui.workspace.leftover_words import COPIES, COPIES_STAY, KEPT, names_in, said_first, said_of

if TYPE_CHECKING:
    from sessions.store import Vault


HOPES = {
    Recoverability.COPY: N_(
        "The last good copy can be had back: open Tweespraak, then Earlier conversations, "
        "or the diary."
    ),
    Recoverability.NOTHING: N_("There is no good copy here. A backup may have it: see restore."),
    Recoverability.ALL: N_("Nothing is lost by it."),
}
READ_UNASKED = N_("The last good copy is read in its place.")


class CheckCommand(CliCommand):
    """The command ``check``."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        with self._open_to_check() as vault:
            health = check(vault)
            names = names_in(vault) if health.leftovers else {}
        if parsed.json:
            sys.stdout.write(json.dumps(_health_document(health)) + "\n")
        else:
            self._show_health(health)
            self._show_leftovers(health, names)
            self._show_copies(health)
        return NOT_READABLE if health.findings else DONE

    def _open_to_check(self) -> Vault:
        """Open the vault, to read only where nothing can be written: reading can be done."""
        try:
            return self._open()
        except (VaultInUse, VaultOnNetwork):
            return self._open(read_only=True)
        except (DiskFull, SaveFailed, VaultUnwritable) as problem:
            vault = self._open(read_only=True)
            if isinstance(problem, DiskFull):
                self._say(N_("The disk is full, so nothing can be saved. It can still be read."))
            else:
                reason = problem.fields.get("reason", "?")
                said = N_("Nothing can be saved here now ({reason}). It can still be read.")
                say(clean(self._speaks.t(said, reason=reason)))
            return vault

    def _show_health(self, health: Health) -> None:
        t, n, out = self._speaks.t, self._speaks.n, sys.stdout.write
        many = health.conversations
        said = n("{count} conversation can be read.", "{count} conversations can be read.", many)
        out(said + "\n")
        if health.diaries:
            many = health.diaries
            out(n("{count} diary can be read.", "{count} diaries can be read.", many) + "\n")
        for finding in health.findings:
            self._show_finding(finding)
        if health.aside:
            aside = n(
                "{count} damaged file was set aside before, in {folder}.",
                "{count} damaged files were set aside before, in {folder}.",
                len(health.aside),
                folder=str(self._folder / "damaged"),
            )
            out(f"\n{aside}\n")
        if health.unwritten is not None:
            behind = N_(
                "The list of your conversations could not be written anew. It is made of them "
                "again at every start, so nothing is lost by it."
            )
            out("\n" + t(behind) + "\n")
        elif not (health.findings or health.leftovers or health.copies):
            out(t(N_("Everything is well.")) + "\n")

    def _show_finding(self, finding: Finding) -> None:
        t, out = self._speaks.t, sys.stdout.write
        out("\n" + clean(self._speaks.error(finding.problem)) + "\n")
        if finding.title:
            out("  " + t(N_("It is about: {title}"), title=clean_line(finding.title)) + "\n")
        if place := finding.problem.fields.get("place"):
            out("  " + t(N_("Where in it: {place}"), place=str(place)) + "\n")
        hope = HOPES[finding.recoverability]
        if finding.recoverability is Recoverability.COPY and _is_of_pairs(finding.problem):
            hope = READ_UNASKED
        out("  " + t(hope) + "\n")

    def _show_leftovers(self, health: Health, names: Mapping[str, str]) -> None:
        """Name the files in which words still stand open, on standard output."""
        if not health.leftovers:
            return
        t = self._speaks.t
        sys.stdout.write("\n" + t(said_first(health.leftovers)) + "\n")
        lines = [said_of(self._speaks, leftover, names) for leftover in health.leftovers]
        self._list(lines, out=sys.stdout)
        closes = N_("`tweespraak seal --leftovers` closes them, when you say so.")
        sys.stdout.write(t(closes) + "\n" + t(KEPT) + "\n")

    def _show_copies(self, health: Health) -> None:
        """Name the copies that sync programs and others made, on standard output."""
        if health.copies:
            t, out = self._speaks.t, sys.stdout.write
            out("\n" + t(COPIES) + "\n")
            lines = [said_of(self._speaks, copy, {}) for copy in health.copies]
            self._list(lines, out=sys.stdout)
            out(t(COPIES_STAY) + "\n")


def _is_of_pairs(problem: TweespraakError) -> bool:
    """Whether it is about the file of the people, of which the copy is read unasked."""
    return problem.fields.get("kind") == "pairs"


def _health_document(found: Health) -> dict[str, object]:
    return {
        "conversations": found.conversations,
        "pairs": found.pairs,
        "set_aside": found.aside,
        "leftovers": [
            {
                "file": leftover.name,
                "sort": leftover.sort.value,
                "people": list(leftover.people),
                "can_be_closed": leftover.can_close,
            }
            for leftover in found.leftovers
        ],
        "copies": [{"file": copy.name, "sort": copy.sort.value} for copy in found.copies],
        "troubles": [
            {
                "file": str(trouble.problem.fields.get("file", "")),
                "id": str(trouble.problem.fields.get("id", "")),
                "problem": type(trouble.problem).__name__,
                "detail": str(trouble.problem.fields.get("problem", "")),
                "can_be_had_back": trouble.recoverability.value,
            }
            for trouble in found.findings
        ],
    }
