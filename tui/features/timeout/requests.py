"""The requests about a time-out."""

from __future__ import annotations

from tui.messages import Request


class StopNow(Request, frozen=True):
    """Call a time-out at once: what was typed is kept, and all text leaves the screen."""


class AskTakeBack(Request, frozen=True):
    """Ask whether whoever called it meant it; give everything back when it was a mistake."""


class ShowLeft(Request, frozen=True):
    """A second of the time-out has passed: show what is left, or what follows."""


class AskCaller(Request, frozen=True):
    """Ask who called it, if they want that kept."""


class ChooseReturn(Request, frozen=True):
    """Choose another moment to come back, and who proposes it."""


class ReturnEarly(Request, frozen=True):
    """Let each of them ask to go on before the time."""


class ChooseDay(Request, frozen=True):
    """Choose another day to go on."""


class FindThirdPerson(Request, frozen=True):
    """Ask somebody to help; where there is no closing, the guide is opened."""


class ToggleBell(Request, frozen=True):
    """Turn the sound at the end on, or off."""


class KeepBreathing(Request, frozen=True):
    """Remember how the breathing guide looks, and its pace."""

    style: str


class Settle(Request, frozen=True):
    """Take a minute to settle, before the conversation or in it."""


TimeOutRequest = (
    StopNow
    | AskTakeBack
    | ShowLeft
    | AskCaller
    | ChooseReturn
    | ReturnEarly
    | ChooseDay
    | FindThirdPerson
    | ToggleBell
    | KeepBreathing
    | Settle
)
