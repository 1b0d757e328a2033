"""What has to be said about the seal of a vault: it is gone, changed, older, or cut off."""

from __future__ import annotations

from sessions import errors
from sessions.text import N_


class ManifestLost(errors.VaultDamaged):
    """Only what the sealed files carry is left to open the vault with."""

    sentence = N_(
        "The file {file} that opens everything is gone or damaged. Your words are safe. Give the "
        "recovery key that you have on paper; it opens them."
    )


class ManifestChanged(errors.StoreError):
    """Somebody without the key changed what only the key may change."""

    sentence = N_(
        "Something changed the file {file} from outside Tweespraak. What you wrote is still "
        "sealed. What was there is kept in the folder damaged. If you did not expect this, see who "
        "else can get at this folder, and make a new recovery key."
    )


class ManifestOlder(errors.StoreError):
    """An older manifest than the last one that was seen was laid back."""

    sentence = N_(
        "The file {file} is older than when Tweespraak was last open here. If you put back an "
        "older copy yourselves, all is well. If not, choose another passphrase, and see who else "
        "can get at this folder."
    )


class SealNotProven(errors.StoreError):
    """An older program was cut off; what it left plain could be anybody's."""

    sentence = N_(
        "An older Tweespraak was cut off here while it put the seal on or took it off. What is "
        "not sealed in {folder} is not read yet, because anybody could have put it there. "
        "`tweespraak seal` takes it in, when you say so."
    )


class UnsealingCutOff(errors.StoreError):
    sentence = N_(
        "Taking the seal off was cut off here. Everything can be read. `tweespraak unseal` goes on "
        "with it, and `tweespraak seal` seals everything again."
    )


class SealGone(errors.StoreError):
    """A vault that was sealed says that it is not."""

    sentence = N_(
        "The folder {folder} is not sealed, and it was when Tweespraak was last open here. Nothing "
        "was changed. If you took the seal off yourselves, `tweespraak unseal` opens it again; if "
        "not, put the file vault.json back from a backup."
    )


class OwnKeyChanged(errors.StoreError):
    """Of one person: their lock is not the one that was seen before, or it is gone."""

    sentence = N_(
        "Something changed your own phrase from outside Tweespraak. What you wrote alone before is "
        "still closed. What you write alone now is not kept until this is right: give your phrase, "
        "or choose another one (F10)."
    )
