"""Errors of what lies in the place of a vault, or of a part of it."""

from __future__ import annotations

from sessions import errors
from sessions.text import N_


class FolderNameTooLong(errors.StoreError):
    sentence = N_(
        "The name of that folder is longer than this computer allows, so there is nothing to open. "
        "Nothing was changed. Choose a shorter one with --data."
    )


class FolderInLoop(errors.StoreError):
    sentence = N_(
        "{folder} is a link that leads back to itself, so there is no folder behind it. Nothing "
        "was changed. Mend the link, or choose another place with --data."
    )


class PartNotAFolder(errors.StoreError):
    """Where a folder of the vault belongs stands something else; `fields["link"]`: a link."""

    sentence = N_(
        "{file} is not a folder, so what was in it cannot be read. It is left as it is, and "
        "everything else is as it was. If it was on another disk, connect that one."
    )


class PeopleMissing(errors.StoreError):
    """Conversations or diaries of people whom no pair names."""

    sentence = N_(
        "The file {file}, with your names and what you set, is not there, or some of you are not "
        "in it. Your conversations can be read all the same."
    )


class BackupNotAFile(errors.StoreError):
    sentence = N_(
        "{file} is not a file, so it is no backup. Nothing was changed. Give the file that the "
        "backup is in."
    )
