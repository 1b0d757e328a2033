"""What the command line does about the seal: putting it on, taking it off, other secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.errors import VaultNotSealed, VaultSealed
from sessions.seal_errors import SealGone
from sessions.text import N_, clean
from tui.cli.command import DONE, NOTHING, CliCommand
from tui.cli.output import say
from tui.cli.passphrase import ask_new
from tui.cli.recovery_key import KeySheet, NoNewKey
from tui.workspace.leftover_words import KEPT, STAYS, names_in, said_first, said_of, said_of_plain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from sessions.store import Vault
    from sessions.store.leftovers import Leftover


_NEW_PASSPHRASE = N_("From now on the new passphrase opens it, and the old one does not.")
_NEW_RECOVERY_KEY = N_("From now on the new recovery key opens it, and the old one does not.")


class SealCommands(CliCommand):
    """The seal: each a method that gives the exit code."""

    def run(self, parsed: argparse.Namespace) -> int:
        """Do what was asked; gives the exit code. Raises `TweespraakError`."""
        does: dict[str, Callable[[argparse.Namespace], int]] = {
            "seal": self._seal,
            "unseal": self._unseal,
            "passphrase": self._passphrase,
        }
        return does[parsed.command](parsed)

    def _seal(self, parsed: argparse.Namespace) -> int:
        if parsed.leftovers:
            if parsed.sheet is not None:
                raise NoNewKey()
            return self._close_leftovers()
        if self._is_missing():
            self._say_made()
        with self._open(unlocked=False, made=True) as vault:
            sheet = self._sheet(vault, parsed)
            if vault.seal.is_sealed:
                sheet.refuse()
                if not vault.seal.is_half_way and not vault.seal.has_plain_files():
                    raise VaultSealed(folder=str(self._folder))
                self._unlock(vault)
                code = self._seal_again(vault)
                self._name_leftovers(vault)
                return code
            self._say(
                N_(
                    "From now on a passphrase opens what you wrote. Without it, and without the "
                    "recovery key, nobody can ever read it again; we cannot either."
                )
            )
            way_in = vault.seal.way_in(ask_new(self._speaks), language=self._speaks.tag)
            if not sheet.use(way_in, lambda: vault.seal.seal(way_in, progress=self._progress)):
                return NOTHING
            self._say(N_("Everything is sealed."))
            self._name_leftovers(vault)
            self._say(KEPT)
        return DONE

    def _sheet(self, vault: Vault, parsed: argparse.Namespace) -> KeySheet:
        return KeySheet(self._speaks, vault, self._clock().date(), parsed.sheet)

    def _name_leftovers(self, vault: Vault) -> None:
        """Name the files in which words still stand open, when there are any."""
        from sessions.store import leftovers

        if self._list_leftovers(vault, leftovers.find(vault)):
            self._say(N_("`tweespraak seal --leftovers` closes them, when you say so."))

    def _list_leftovers(self, vault: Vault, left: Sequence[Leftover]) -> bool:
        """Name these files on standard error; give whether there are any."""
        if left:
            names = names_in(vault)
            self._say(said_first(left))
            self._list([said_of(self._speaks, leftover, names) for leftover in left])
        return bool(left)

    def _close_leftovers(self) -> int:
        """Name what is left over, and close it when somebody says yes."""
        from sessions.store import leftovers

        with self._open() as vault:
            left = leftovers.find(vault)
            if not self._list_leftovers(vault, left):
                self._say(N_("Nothing that you wrote is left open in this folder."))
                return NOTHING
            self._say(KEPT)
            able = [leftover for leftover in left if leftover.can_close]
            if able:
                self._say(
                    N_("Closed, they stay in the folder damaged, closed as well as the rest.")
                )
                if not self._agrees():
                    self._say(N_("Nothing was changed."))
                    return NOTHING
                for leftover in able:
                    leftovers.close(vault, leftover)
                count = len(able)
                say(self._speaks.n("{count} file is closed.", "{count} files are closed.", count))
            stays = [leftover.name for leftover in left if not leftover.can_close]
            if stays:
                self._say(STAYS)
                self._list(stays)
        return DONE if able else NOTHING

    def _seal_again(self, vault: Vault) -> int:
        """Go on with a seal that was cut off, or take in what lies there plain."""
        half_way = vault.seal.is_half_way
        vault.seal.seal_again(progress=self._progress)
        count = vault.seal.plain_count()
        if not count:
            if not half_way:
                raise VaultSealed(folder=str(self._folder))
            self._say(N_("It is finished: everything is sealed now."))
            return DONE
        say(said_of_plain(self._speaks, count))
        if not self._agrees():
            self._say(N_("Nothing was changed."))
            return NOTHING
        vault.seal.take_in_plain(progress=self._progress)
        self._say(N_("It is finished: everything is sealed now."))
        return DONE

    def _unseal(self, parsed: argparse.Namespace) -> int:
        try:
            vault = self._open(unlocked=False)
        except SealGone as problem:
            return self._open_unsealed(problem)
        with vault:
            if vault.seal.is_lost:
                return self._open_unsealed(SealGone(folder=str(self._folder)), vault)
            if not vault.seal.is_sealed:
                raise VaultNotSealed(folder=str(self._folder))
            self._unlock(vault)
            self._say(N_("Without the seal, who can open your files can read everything in them."))
            if not parsed.yes and not self._agrees():
                self._say(N_("Nothing was changed."))
                return NOTHING
            vault.seal.unseal(progress=self._progress)
        self._say(
            N_(
                "The seal is off: who can open your files can read everything in them. "
                "`tweespraak seal` seals it again."
            )
        )
        return DONE

    def _open_unsealed(self, problem: SealGone, locked: Vault | None = None) -> int:
        """Open a folder whose seal is gone, when somebody says that it should be.

        That is asked whatever was given on the line: somebody else may have taken it off.
        """
        if locked is not None:
            locked.close()
        say(clean(self._speaks.error(problem)))
        self._say(N_("What is still sealed in it is kept in the folder damaged."))
        if not self._agrees():
            self._say(N_("Nothing was changed."))
            return NOTHING
        self._open(unlocked=False, unsealed=True).close()
        self._say(N_("From now on it opens without a passphrase."))
        return DONE

    def _passphrase(self, parsed: argparse.Namespace) -> int:
        with self._open(unlocked=False) as vault:
            if not vault.seal.is_sealed:
                raise VaultNotSealed(folder=str(self._folder))
            sheet = self._sheet(vault, parsed)
            if not (parsed.recovery or parsed.new_key):
                sheet.refuse()
            self._unlock(vault, N_("The present passphrase, or the recovery key: "))
            if parsed.recovery:
                way_in = vault.seal.recovery_way_in()
            elif parsed.new_key:
                way_in = vault.seal.way_in(ask_new(self._speaks), language=self._speaks.tag)
            else:
                vault.seal.change_passphrase(ask_new(self._speaks))
                self._say(_NEW_PASSPHRASE)
                return DONE
            if not sheet.use(way_in, lambda: vault.seal.renew(way_in, progress=self._progress)):
                return NOTHING
        self._say(_NEW_RECOVERY_KEY if parsed.recovery else _NEW_PASSPHRASE)
        return DONE
