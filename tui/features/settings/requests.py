"""What is asked about settings."""

from __future__ import annotations

from tui.messages import Request


class ChooseLanguage(Request, frozen=True):
    """Choose another language for whoever has the floor; together, it is asked for whom."""


class ChooseTheme(Request, frozen=True):
    """Choose other colours."""


SettingsRequest = ChooseLanguage | ChooseTheme
