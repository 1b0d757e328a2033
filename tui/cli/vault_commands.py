"""What the command line does without screens. Data goes to standard output, talk to the other.

None of this imports Textual.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.errors import BackupDamaged, TweespraakError
from sessions.text import N_, clean
from tui.cli.command import DONE, NOT_READABLE, NOTHING, CliCommand
from tui.cli.output import say
from tui.cli.passphrase import ask_new, unlock
from tui.cli.recovery_key import KeySheet
from tui.workspace.backup_words import said_of_member

if TYPE_CHECKING:
    from sessions.store import Vault
    from sessions.store.backup import Backup
    from sessions.store.restore import Plan


class VaultCommands(CliCommand):
    """Backup and restoring: each a method that gives the exit code."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        does: dict[str, Callable[[argparse.Namespace], int]] = {
            "backup": self._backup,
            "restore": self._restore,
        }
        return does[parsed.command](parsed)

    # -- Backup and restore -----------------------------------------------------------------------

    def _backup(self, parsed: argparse.Namespace) -> int:
        from sessions.store.backup import write_backup

        # Only reading: a conversation that is open in another window need not be closed for it.
        with self._open(read_only=True) as vault:
            if not any(True for _ in vault.files.record_paths()):
                if self._troubles(vault.files.misplaced()):
                    return NOT_READABLE
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
        code = DONE
        if report.left_out:
            self._say(N_("This is not in it, because it cannot be read here:"))
            code = self._troubles(report.left_out)
        if report.damaged:
            self._say(N_("These files were damaged, and are in it as they are:"))
            self._list(report.damaged)
            code = NOT_READABLE
        return code

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
