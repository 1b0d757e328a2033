"""The shell: the little that a feature may ask of the app. The app fulfils it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sessions.errors import TweespraakError
from tui.language.language import Language
from tui.messages import Request
from tui.ui.autosave import Autosave
from tui.ui.dialog import Dialog
from tui.ui.keys import Situation
from tui.ui.page import Page
from tui.widgets.localized import TextSource

T = TypeVar("T")

Notice = TweespraakError | TextSource | None
"""A sentence for the people at the screen; None takes it away."""


class FlowEnded(Exception):
    """Ends a flow: a time-out or another page took the place of its dialog."""


class Shell(Protocol):
    """What every feature is given besides the workspace."""

    autosave: Autosave
    """What people type, on its way to the disk."""
    language: Language
    """The language outside a conversation."""

    # -- What is shown -------------------------------------------------------------------------

    @property
    def readers(self) -> tuple[Language, ...]:
        """The languages of the present page."""

    @property
    def page(self) -> Page:
        """The screen below any dialog."""

    @property
    def is_asking(self) -> bool:
        """Whether a dialog waits for its answer."""

    def situation(self) -> Situation:
        """Give where the people are, as far as it decides what can be done."""

    # -- Asking --------------------------------------------------------------------------------

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Give what a dialog gives, or None when it was closed. Only inside a flow."""

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Give what `work` gives, done beside the screens; raises what it raises."""

    def request(self, request: Request) -> None:
        """Ask something of another feature."""

    # -- Showing -------------------------------------------------------------------------------

    def show(self, page: Page) -> None:
        """Put `page` in the place of the present one; dialogs go, and their flows end."""

    def show_scene(self) -> None:
        """Show the scene of the open conversation."""

    def go_home(self) -> None:
        """Close the conversation, and show today."""

    def add_home_listener(self, listener: Callable[[], None]) -> None:
        """Call `listener` before home is shown, while the conversation is still open."""

    def refresh_home(self) -> None:
        """Show on home what the vault holds now."""

    def show_notice(self, notice: Notice) -> None:
        """Show one sentence on the screen that is on top."""

    # -- The program itself --------------------------------------------------------------------

    def use_theme(self, name: str) -> None:
        """Show everything in the colours of that theme."""

    def use_language(self, reader: Language) -> None:
        """Read what belongs to no conversation in that language."""

    def ring(self) -> None:
        """Sound the bell."""

    def stop(self, code: int, message: str | None = None) -> None:
        """End the program with an exit code, and a last sentence."""
