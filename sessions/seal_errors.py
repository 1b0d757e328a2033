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


class ManifestNewer(errors.StoreError):
    """The first manifest is of a later format; the copy beside it opened the vault."""

    sentence = N_(
        "The file {file} was made by a newer Tweespraak, and stays as it is. The copy beside it "
        "opened everything. Install the newer version. If none of you used one, take that file "
        "away, and see who else can get at this folder."
    )


class VaultNewer(errors.RecordNewer):
    """The manifest is of a later format, and nothing else says how the vault opens."""

    sentence = N_(
        "The file {file} was made by a newer Tweespraak, so nothing was changed, and your words "
        "are safe. Install the newer version. If none of you used one, put that file back from a "
        "backup."
    )


class VaultChanged(errors.StoreError):
    """Another manifest lies there than the one that this run opened or wrote."""

    sentence = N_(
        "Another program or computer changed the folder {folder} while it was open here, so "
        "nothing is saved any more. What was saved before is safe, and what is not saved is still "
        "on the screen. Copy that, then close Tweespraak and open it again."
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


class NotSettled(errors.StoreError):
    """What an older program left half-way stands in the way of a save."""

    sentence = N_(
        "Part of this folder is not sealed yet, so this cannot be kept now. Nothing was changed. "
        "Close Tweespraak and give `tweespraak seal`: it seals the rest, and then it can. If there "
        "are words of yours on the screen, copy them first."
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


class OwnKeyBrought(errors.StoreError):
    """Of one person: their lock came out of a backup, and they have not opened it yet."""

    sentence = N_(
        "Your own phrase came back with a backup. Give it once: then what you write alone is "
        "yours again. Until then it is not kept."
    )


class OwnKeysOlder(errors.StoreError):
    """The locks of people are not those that the manifest knows."""

    sentence = N_(
        "The phrases that are your own were put back to an earlier state from outside Tweespraak. "
        "If you put back an older copy yourselves, all is well. If not, see who else can get at "
        "this folder."
    )


class PhraseStays(errors.StoreError):
    """Asked to take a phrase away while something it closed cannot be read."""

    sentence = N_(
        "Some of what your phrase opens cannot be read now, so the phrase stays: without it, that "
        "would be closed for good. Nothing is lost. Put back what is damaged first."
    )


class PaperOfBefore(errors.StoreError):
    """A recovery key that a file still carries, and that the manifest does not know."""

    sentence = N_(
        "That is a recovery key of before: the file {file} has a newer one. Give the newest paper, "
        "or the passphrase. If you have no other, give this one once more."
    )


class ManifestMadeAgain(errors.StoreError):
    """It was opened with what a sealed file carries."""

    sentence = N_(
        "The file {file} was gone or damaged, and was made again with your recovery key. "
        "Everything is there. Choose a new passphrase now (F10): the one of before opens nothing."
    )


class FolderEmptied(errors.StoreError):
    """A vault was sealed here, and there is nothing now."""

    sentence = N_(
        "When Tweespraak was last open here, there were sealed conversations in {folder}. There is "
        "nothing there now. If you did not take them away, put the folder back from a backup."
    )


class LeftoverChanged(errors.StoreError):
    sentence = N_(
        "The file {file} is not as it was a moment ago, so nothing was done to it. Look again "
        "what is left over."
    )


class LeftoverStaysOpen(errors.StoreError):
    """A file that cannot be closed, or that the program does not touch."""

    sentence = N_(
        "The file {file} cannot be closed here, so nothing was done to it. What you do not need, "
        "you can take away yourselves."
    )
