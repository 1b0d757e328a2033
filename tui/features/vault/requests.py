"""The requests about the vault: the seal, a backup, deleting."""

from __future__ import annotations

from tui.messages import Request


class UnlockVault(Request, frozen=True):
    """Ask the passphrase of a sealed vault."""


class ShowVaultMenu(Request, frozen=True):
    """Show what can be done to keep things safe."""


class ShowWhoReads(Request, frozen=True):
    """Show who can read what of a sealed folder."""


class SealVault(Request, frozen=True):
    """Choose a passphrase, and seal everything with it."""


class UnsealVault(Request, frozen=True):
    """Take the seal off, after the passphrase."""


class SealAgain(Request, frozen=True):
    """Offer to seal again what stands open of a sealed folder, or to take its seal off."""


class ChangePassphrase(Request, frozen=True):
    """Choose another passphrase."""


class MakeRecoveryKey(Request, frozen=True):
    """Make a new recovery key."""


class ShowLeftovers(Request, frozen=True):
    """Name the files in which words still stand open, when there are any."""


class ChooseLockTime(Request, frozen=True):
    """Choose the time without a key after which it locks."""


class MakeBackup(Request, frozen=True):
    """Ask where a backup goes, and make it."""


class DeletePair(Request, frozen=True):
    """Choose a pair, and delete everything of them after their names are typed."""


SealRequest = (
    UnlockVault
    | ShowVaultMenu
    | ShowWhoReads
    | SealVault
    | UnsealVault
    | ChangePassphrase
    | MakeRecoveryKey
    | ChooseLockTime
)
OpenWordsRequest = ShowLeftovers | SealAgain
BackupRequest = MakeBackup | DeletePair
