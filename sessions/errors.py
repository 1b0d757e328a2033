"""The tree of errors. Each has one sentence: what happened, what is safe, what to do.

The sentence is a msgid with named fields, because this layer knows no language; the screens and the
command line translate it and fill in the fields.
"""

from __future__ import annotations

from typing import ClassVar

from sessions.text import N_


class TweespraakError(Exception):
    """The root. `sentence` is the msgid, `fields` what to fill in, by name."""

    sentence: ClassVar[str] = N_("Something went wrong. What you wrote is kept.")

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.sentence.format_map(_Known(fields)))


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


# -- Patterns ---------------------------------------------------------------------------------


class PatternError(TweespraakError):
    """A pattern file that cannot be used; names the file, the step and the key."""

    sentence = N_(
        "The pattern file {file} cannot be used: in {step}, {key}: {problem}. "
        "Your conversations are safe; correct that line and start again."
    )


# -- Moves ------------------------------------------------------------------------------------


class MoveError(TweespraakError):
    """A move that cannot be made now. The conversation is as it was."""

    field: str = ""
    """The id of the field it is about, if it is about one."""


class AnswerMissing(MoveError):
    sentence = N_("There is nothing here yet. A few words are enough.")


class ReasonMissing(MoveError):
    sentence = N_("Say in a few words why not like this. Your choice is kept.")


class ChoiceMissing(MoveError):
    sentence = N_("Nothing has been chosen yet. Pick the one that fits best.")


class ChoiceUnknown(MoveError):
    sentence = N_("That is not one of the choices. What you filled in is kept; pick one of them.")


class AnswerTooLong(MoveError):
    sentence = N_(
        "That is {count} characters, and {most} fit in one answer. "
        "Nothing was changed. Make it shorter, or split it in two."
    )


class NameMissing(MoveError):
    sentence = N_("A name is still missing. A first name or a nickname is enough.")


class NameTooLong(MoveError):
    sentence = N_("That name has {count} characters, and {most} fit. What do you call each other?")


class NamesAlike(MoveError):
    sentence = N_("You have the same name here. Add a letter, so it is clear whose turn it is.")


class DateNotUnderstood(MoveError):
    sentence = N_(
        "I cannot read that as a date. Write it like {example}, or “tomorrow”, “Friday”, "
        "“in 2 weeks”. The rest of what you filled in is kept."
    )


class DateNotThere(DateNotUnderstood):
    sentence = N_(
        "There is no such day in the calendar. Write it like {example}. "
        "The rest of what you filled in is kept."
    )


class TimeNotUnderstood(MoveError):
    sentence = N_("I cannot read that as a time. Write it like 20:30. Nothing else has changed.")


class DateInPast(MoveError):
    sentence = N_("That day is already past. Choose a day that is still to come.")


class DayAhead(MoveError):
    sentence = N_("That day is still to come. Choose today, or an earlier day.")


class DatesSwapped(MoveError):
    sentence = N_("It ends before it begins. Look at the two dates once more; they are both kept.")


class NotWithinADay(MoveError):
    sentence = N_(
        "Choose a moment within 24 hours from now; "
        "longer than that and it gets harder to come back."
    )


class TooShort(MoveError):
    sentence = N_("A body needs at least 20 minutes to calm down. Choose 20 minutes or more.")


class NotTheirTurn(MoveError):
    sentence = N_("It is not your turn yet. Nothing has changed.")


class BackIsClosed(MoveError):
    sentence = N_("Before this is something one of you answered alone. That stays closed.")


class CannotSkip(MoveError):
    sentence = N_("You cannot skip this one; a few words are enough to go on.")


class TimeOutRunning(MoveError):
    sentence = N_("There is a time-out now. Everything is kept; go on when it is over.")


class NoTimeOut(MoveError):
    sentence = N_("There is no time-out now. Nothing has changed.")


class TimeOutNotOver(MoveError):
    sentence = N_("The time-out is not over yet. You can go on at the time you agreed.")


class TooLateToTakeBack(MoveError):
    sentence = N_("The time-out has begun. You can go on earlier when you both ask for it.")


class NotCalmYet(MoveError):
    sentence = N_("Not everybody is calm enough yet. Take longer, or choose another day.")


class ConversationEnded(MoveError):
    sentence = N_("This conversation is finished and kept. You can read it, or begin a new one.")


class ConversationWaits(MoveError):
    sentence = N_(
        "This conversation waits for the moment you agreed, and everything is kept. "
        "Open it on the first screen to go on."
    )


class NotConfirmed(MoveError):
    sentence = N_("First each of you says yes for yourself. Nothing goes on without the other.")


class NotThere(MoveError):
    sentence = N_("That is not there any more. Everything else is as it was.")


# -- The vault --------------------------------------------------------------------------------


class CommandError(TweespraakError):
    """A command that is not performed. The conversation is as it was."""


class CommandNotUnderstood(CommandError):
    sentence = N_("That could not be read, so nothing was done. What you wrote is kept.")


class CommandNotAllowed(CommandError):
    sentence = N_("That can only be done at the screen of the two who talk. Nothing was done.")


class SnapshotStale(CommandError):
    sentence = N_("The conversation has moved on since then, so nothing was done. Look again.")


class StoreError(TweespraakError):
    """Something between the program and the disk. `fields["file"]` names it where there is one."""

    sentence = N_("Something is wrong with the folder {folder}. Nothing was changed there.")


class VaultInUse(StoreError):
    sentence = N_(
        "Tweespraak is already open since {since}, in process {process}. "
        "Your words are safe there. "
        "Go on in that window, or close it first."
    )


class VaultNotAFolder(StoreError):
    sentence = N_(
        "{folder} is not a folder, so nothing can be kept there. Nothing was changed. "
        "Choose another place with --data."
    )


class VaultUnwritable(StoreError):
    sentence = N_(
        "Nothing can be saved in {folder} ({reason}). What is there is safe. "
        "Make it writable, or choose another place with --data."
    )


class VaultOnNetwork(StoreError):
    sentence = N_(
        "{folder} is on a network disk, where saving cannot be trusted. Nothing was changed. "
        "Choose a folder on this computer with --data."
    )


class DiskFull(StoreError):
    sentence = N_(
        "The disk is full. What you wrote is on the screen, and what was saved before is safe. "
        "Make some room, then go on."
    )


class SaveFailed(StoreError):
    sentence = N_(
        "Saving did not work ({reason}). What you wrote is still here on the screen, and what was "
        "saved before is safe. It is tried again with every key."
    )


class VaultGone(StoreError):
    sentence = N_(
        "The folder {folder} is not there any more. What you wrote is still here on the screen. "
        "Put the folder back, or connect the disk it is on; then it is saved with the next key."
    )


class VaultLocked(StoreError):
    sentence = N_("This is sealed. First give the passphrase; everything is safe.")


class VaultSealed(StoreError):
    """Asked to seal what is sealed."""

    sentence = N_("The folder {folder} is sealed already. Nothing was changed.")


class VaultNotSealed(StoreError):
    sentence = N_("The folder {folder} is not sealed, so there is nothing to open. All is well.")


class WrongPassphrase(StoreError):
    sentence = N_("That is not the passphrase. Nothing is lost; try it again.")


class TooLittleMemory(StoreError):
    sentence = N_(
        "This computer has too little memory free to open it now. Everything is safe; close other "
        "programs, and try it again."
    )


class WrongPhrase(StoreError):
    """Of one person, not of the vault."""

    sentence = N_("That is not the phrase. What you wrote alone is safe; try it again.")


class PhraseMissing(StoreError):
    sentence = N_("There is nothing there yet. Four words in a row make a good passphrase.")


class PhrasesDiffer(StoreError):
    sentence = N_("The two are not the same. Nothing has changed; type it twice once more.")


class BackupThere(StoreError):
    sentence = N_("{file} is there already, and is left as it is. Choose another name.")


class BackupDamaged(StoreError):
    sentence = N_(
        "The backup {file} is damaged or cut off, so nothing was taken from it. "
        "Your conversations are as they were; try another backup."
    )


class BackupFailed(StoreError):
    sentence = N_(
        "The backup could not be made ({reason}). Your conversations are as they were. "
        "Choose another place, or make some room there."
    )


class BackupUnreadable(StoreError):
    sentence = N_(
        "The backup {file} cannot be read ({reason}). Nothing was changed. "
        "See whether the name is right and you may read it, then try again."
    )


class NameNotRight(StoreError):
    sentence = N_("That is not the name that stands there, so nothing was deleted.")


class RecordDamaged(StoreError):
    sentence = N_(
        "The file {file} is damaged and cannot be read. It is kept as it is; "
        "all your other conversations are fine."
    )


class RecordNewer(StoreError):
    sentence = N_(
        "The file {file} was made by a newer Tweespraak. It is safe and untouched; "
        "install the newer version to open it."
    )


class RecordMissing(StoreError):
    sentence = N_("That conversation is not there any more. All the others are as they were.")


class RecordUnreadable(StoreError):
    sentence = N_(
        "The file {file} cannot be read now ({reason}). It is untouched, and your other "
        "conversations are fine. See whether you may read it, then try again."
    )


class VaultReadOnly(StoreError):
    sentence = N_(
        "This was opened to read only, so nothing is saved. What was saved before is safe. "
        "Close the other window, and open it again to go on."
    )


class VaultDamaged(StoreError):
    sentence = N_(
        "The file {file} is damaged, and so is its copy, so the folder cannot be opened. "
        "Your conversations are untouched; put that file back from a backup."
    )


# -- Exports ----------------------------------------------------------------------------------


class NothingToExport(TweespraakError):
    sentence = N_("There is no agreement here yet, so there is nothing to export.")


class PdfMissing(TweespraakError):
    sentence = N_(
        "To make a PDF, this computer still needs WeasyPrint: pip install 'tweespraak[pdf]'. "
        "The HTML page prints just as well from a web browser."
    )


class PdfTooLong(TweespraakError):
    sentence = N_(
        "This is too much for a PDF: {count} characters, and {most} fit. Choose one conversation, "
        "or the HTML page, which prints just as well from a web browser."
    )


class ExportThere(TweespraakError):
    sentence = N_(
        "{file} is there already, and is left as it is. Choose another name for the file."
    )


class ExportFailed(TweespraakError):
    sentence = N_(
        "{file} could not be written ({reason}). Nothing was left there, and what is in "
        "Tweespraak has not changed. Choose another place, or make some room."
    )
