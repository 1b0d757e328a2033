"""What is asked of diaries."""

from __future__ import annotations

from tui.messages import Draft, Request


class ShowDiary(Request, frozen=True):
    """Ask whose, and show it; the other looks away. With a pair, one of those two."""

    pair: str = ""


class CloseDiary(Request, frozen=True):
    """Put the diary away."""


class RefreshDiary(Request, frozen=True):
    """Show the list anew, where it is shown: a phrase was given; `message` says what was done."""

    message: str


class BeginNote(Request, frozen=True):
    """Begin a note about today."""


class OpenNote(Request, frozen=True):
    """Show a note, to read it or write on."""

    entry: str


class FinishNote(Request, frozen=True):
    """The note is done: read its day, and go back to the list."""


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
