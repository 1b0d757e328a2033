"""The requests to the diaries."""

from __future__ import annotations

from tui.messages import Draft, Request


class ShowDiary(Request, frozen=True):
    """Ask whose diary, and show it; the other looks away. With a pair, of those two people."""

    pair: str = ""


class CloseDiary(Request, frozen=True):
    """Close the diary."""


class RefreshDiary(Request, frozen=True):
    """Show the list anew, where it is shown: a phrase was given; `message` says what was done."""

    message: str


class BeginNote(Request, frozen=True):
    """Begin a note about today."""


class OpenNote(Request, frozen=True):
    """Show a note, to read it or write on."""

    entry: str


class FinishNote(Request, frozen=True):
    """Read the day of a finished note, and go back to the list."""


class DeleteNote(Request, frozen=True):
    """Delete a note, after a yes."""

    entry: str


class DraftNote(Draft, frozen=True):
    """Half-typed text of a field of a note."""

    entry: str
    name: str
    text: str


class BringNotes(Request, frozen=True):
    """Choose notes that come along into the preparation."""


DiaryRequest = (
    ShowDiary
    | CloseDiary
    | RefreshDiary
    | BeginNote
    | OpenNote
    | FinishNote
    | DeleteNote
    | DraftNote
    | BringNotes
)
