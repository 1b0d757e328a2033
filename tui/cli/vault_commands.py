"""What the command line does without screens. Data goes to standard output, talk to the other.

None of this imports Textual.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.errors import (
    BackupDamaged,
    NameNotRight,
    TweespraakError,
    VaultInUse,
)
from sessions.summary import name_of
from sessions.text import N_, clean, clean_line
from tui.cli.answer import typed_line
from tui.cli.command import DONE, NOT_READABLE, NOTHING, WRONG_USE, CliCommand
from tui.cli.output import say
from tui.cli.passphrase import ask_new, unlock
from tui.cli.recovery_key import KeySheet
from tui.cli.text_match import alike
from tui.workspace.backup_words import said_of_member
from tui.workspace.leftover_words import KEPT, names_in, said_first, said_of

if TYPE_CHECKING:
    from sessions.store import Vault
    from sessions.store.backup import Backup
    from sessions.store.health import Health
    from sessions.store.restore import Plan


class VaultCommands(CliCommand):
    """Backup, restoring, health, deleting: each a method that gives the exit code."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        does: dict[str, Callable[[argparse.Namespace], int]] = {
            "backup": self._backup,
            "restore": self._restore,
            "check": self._check,
            "delete": self._delete,
        }
        return does[parsed.command](parsed)

    # -- Backup and restore -----------------------------------------------------------------------

    def _backup(self, parsed: argparse.Namespace) -> int:
        from sessions.store.backup import write_backup

        # Only reading: a conversation that is open in another window need not be closed for it.
        with self._open(read_only=True) as vault:
            if not any(True for _ in vault.files.record_paths()):
                self._say(N_("There is nothing to keep yet."))
                return NOTHING
            report = write_backup(vault, Path(parsed.file).absolute(), now=self._clock())
            sealed = vault.seal.is_sealed
        n = self._speaks.n
        said = n(
            "The backup is made and read back: {count} conversation, in {file}.",
            "The backup is made and read back: {count} conversations, in {file}.",
            report.conversations,
            file=parsed.file,
        )
        say(clean(said))
        if sealed:
            self._say(N_("It is sealed too, and opens with the passphrase of now."))
        else:
            self._say(N_("It is not sealed: who can open that file can read everything in it."))
        if report.damaged:
            self._say(N_("These files were damaged, and are in it as they are:"))
            self._list(report.damaged)
            return NOT_READABLE
        return DONE

    def _restore(self, parsed: argparse.Namespace) -> int:
        from sessions.store.restore import plan, restore

        with _opened(Path(parsed.file).absolute()) as backup, ExitStack() as opened:
            # Where nothing was begun nothing is, before somebody says yes.
            is_new = self._is_not_there()
            vault = opened.enter_context(self._open(read_only=is_new, made=True))
            sheet = KeySheet(self._speaks, vault, self._clock().date(), parsed.sheet)
            if backup.is_sealed and not _opens(backup, vault):
                asked = N_("The passphrase of the backup, or the recovery key of then: ")
                unlock(self._speaks, asked, backup.unlock)
            wanted = plan(vault, backup)
            if not wanted.takes_seal:
                sheet.refuse()
            if self._is_missing() and not wanted.is_empty:
                self._say_made()
            self._show_plan(wanted)
            if wanted.is_empty:
                return DONE
            if not parsed.yes and not self._agrees():
                self._say(N_("Nothing was changed."))
                return NOTHING
            if is_new:
                vault = opened.enter_context(self._open(made=True))
                sheet = KeySheet(self._speaks, vault, self._clock().date(), parsed.sheet)
            if wanted.takes_seal:
                way_in = vault.seal.way_in(ask_new(self._speaks), language=self._speaks.tag)
                if not sheet.use(way_in, lambda: vault.seal.seal(way_in, progress=self._progress)):
                    return NOTHING
            restore(vault, backup, now=self._clock(), progress=self._progress)
            vault.seal.finish(self._progress)
        self._say(N_("It is done. What was here before is still here."))
        return NOT_READABLE if wanted.damaged else DONE

    def _show_plan(self, wanted: Plan) -> None:
        n, out = self._speaks.n, sys.stdout.write
        if wanted.is_empty:
            out(self._speaks.t(N_("Everything in this backup is here already.")) + "\n")
        else:
            out(self._speaks.t(N_("This is what the backup would bring:")) + "\n")
        for head, names in _brought(wanted, n):
            if names:
                out(f"  {head}\n")
                sys.stdout.flush()
                called = [said_of_member(self._speaks, name) for name in names]
                self._list(called, "    ", sys.stdout)
        if wanted.pairs:
            out("  " + n("{count} pair of people", "{count} pairs of people", wanted.pairs) + "\n")
        if wanted.diaries:
            notes = n("notes in {count} diary", "notes in {count} diaries", wanted.diaries)
            out(f"  {notes}\n")
        if wanted.same:
            same = n(
                "{count} conversation is the same here, and stays as it is",
                "{count} conversations are the same here, and stay as they are",
                wanted.same,
            )
            out(f"  {same}\n")
        sys.stdout.flush()
        if wanted.takes_seal:
            self._say(
                N_(
                    "This folder is empty. It will be sealed first, with a new passphrase and a "
                    "recovery key of its own: who made the backup can then not open what you write."
                )
            )
        if wanted.loses_seal:
            self._say(
                N_(
                    "The backup is sealed and this folder is not: what comes out of it can then be "
                    "read by who can open your files. To prevent that, first use `tweespraak seal`."
                )
            )

    # -- Health -----------------------------------------------------------------------------------

    def _check(self, parsed: argparse.Namespace) -> int:
        from sessions.store.health import check

        try:
            vault = self._open()
        except VaultInUse:
            vault = self._open(read_only=True)  # open in another window; reading can be done
        with vault:
            health = check(vault)
            names = names_in(vault) if health.leftovers else {}
        if parsed.json:
            sys.stdout.write(json.dumps(_health_document(health)) + "\n")
        else:
            self._show_health(health)
            self._show_leftovers(health, names)
        return NOT_READABLE if health.findings else DONE

    def _show_health(self, health: Health) -> None:
        from sessions.store.health import Recoverability

        t, n, out = self._speaks.t, self._speaks.n, sys.stdout.write
        hopes = {
            Recoverability.COPY: N_(
                "The last good copy can be had back: open Tweespraak, then Earlier conversations, "
                "or the diary."
            ),
            Recoverability.NOTHING: N_(
                "There is no good copy here. A backup may have it: see restore."
            ),
            Recoverability.ALL: N_("Nothing is lost by it."),
        }
        out(
            n(
                "{count} conversation can be read.",
                "{count} conversations can be read.",
                health.conversations,
            )
            + "\n"
        )
        if health.diaries:
            many = health.diaries
            out(n("{count} diary can be read.", "{count} diaries can be read.", many) + "\n")
        for trouble in health.findings:
            out("\n" + clean(self._speaks.error(trouble.problem)) + "\n")
            if trouble.title:
                out("  " + t(N_("It is about: {title}"), title=clean_line(trouble.title)) + "\n")
            if place := trouble.problem.fields.get("place"):
                out("  " + t(N_("Where in it: {place}"), place=str(place)) + "\n")
            out("  " + t(hopes[trouble.recoverability]) + "\n")
        if health.aside:
            out(
                "\n"
                + n(
                    "{count} damaged file was set aside before, in {folder}.",
                    "{count} damaged files were set aside before, in {folder}.",
                    len(health.aside),
                    folder=str(self._folder / "damaged"),
                )
                + "\n"
            )
        if not health.findings and not health.leftovers:
            out(t(N_("Everything is well.")) + "\n")

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

    # -- Deleting ---------------------------------------------------------------------------------

    def _delete(self, parsed: argparse.Namespace) -> int:
        with self._open() as vault:
            if parsed.pair:
                return self._delete_pair(vault, parsed.what)
            talk = self._one(vault, parsed.what)
            if isinstance(talk, int):
                return talk
            name = name_of(clean_line(talk.title), talk.id)
            self._confirm(
                self._speaks.t(
                    N_(
                        "This deletes the conversation “{name}” for good, for both of you. "
                        "To do it, type its name: "
                    ),
                    name=name,
                ),
                name,
            )
            vault.records.delete(talk.id)
        self._say(N_("It is gone. In backups you made before, it still is."))
        return DONE

    def _delete_pair(self, vault: Vault, what: str) -> int:
        from tui.cli.finding import pairs_meant
        from tui.workspace.settings import is_of_pair

        names = {
            pair.id: self._speaks.listed([partner.name for partner in pair.partners])
            for pair in vault.records.pairs()
        }
        if not names:
            self._say(N_("There is nobody here yet. Open Tweespraak first, and say who you are."))
            return NOTHING
        matching = pairs_meant(names, what)
        if len(matching) != 1:
            self._say(N_("Which people? These are here:"))
            self._list([f"{key[:8]}  {name}" for key, name in names.items()])
            return NOTHING if not matching else WRONG_USE
        name = name_of(clean_line(names[matching[0]]), matching[0])
        self._confirm(
            self._speaks.t(
                N_(
                    "This deletes everything of {name} for good: all conversations, agreements and "
                    "names. To do it, type the names as they stand here: "
                ),
                name=name,
            ),
            name,
        )
        count = vault.records.delete_pair(matching[0], with_setting=is_of_pair(matching[0]))
        said = self._speaks.n(
            "It is gone, with {count} conversation. In backups you made before, it still is.",
            "It is gone, with {count} conversations. In backups you made before, it still is.",
            count,
        )
        say(said)
        return DONE

    def _confirm(self, prompt: str, name: str) -> None:
        """Raise `NameNotRight` unless somebody types `name`."""
        sys.stderr.write(prompt)
        sys.stderr.flush()
        if not alike(typed_line(), name):
            raise NameNotRight()


def _opened(path: Path) -> Backup:
    """Open a backup. Raises as `Backup.open`, and `NotABackup` for a file of another sort."""
    from sessions.store.backup import Backup
    from sessions.store.backup_kind import NotABackup, is_backup

    try:
        return Backup.open(path)
    except BackupDamaged as problem:
        if is_backup(path):
            raise
        raise NotABackup(**problem.fields) from problem


def _opens(backup: object, vault: Vault) -> bool:
    """Whether the key of the vault opens the backup too: then nothing needs to be asked."""
    from sessions.store.backup import Backup

    if not isinstance(backup, Backup) or backup.manifest.id != vault.id:
        return False
    try:
        backup.take_key(vault.seal.key)
    except TweespraakError:
        return False
    return True


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


def _brought(wanted: Plan, n: Callable[..., str]) -> list[tuple[str, list[str]]]:
    """Give what a restore brings, in words with their names."""
    return [
        (n("{count} new conversation", "{count} new conversations", len(wanted.new)), wanted.new),
        (
            n(
                "{count} that is damaged here and good in the backup",
                "{count} that are damaged here and good in the backup",
                len(wanted.mended),
            ),
            wanted.mended,
        ),
        (
            n(
                "{count} that is different here: both are kept, side by side",
                "{count} that are different here: both are kept, side by side",
                len(wanted.beside),
            ),
            wanted.beside,
        ),
        (
            n(
                "{count} damaged file, kept as it is",
                "{count} damaged files, kept as they are",
                len(wanted.damaged),
            ),
            wanted.damaged,
        ),
    ]
