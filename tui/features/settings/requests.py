"""The requests about settings."""

from __future__ import annotations

from tui.messages import Request


class ChooseLanguage(Request, frozen=True):
    """Choose another language for the person with the floor; on a joint turn, ask for whom."""


class ChooseTheme(Request, frozen=True):
    """Choose other colours."""


SettingsRequest = ChooseLanguage | ChooseTheme
