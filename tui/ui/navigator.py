"""The navigator: which screen is shown, dialogs on top of it, and the flows that ask them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen

from sessions.errors import MoveError, TweespraakError
from tui.ui.dialog import Dialog
from tui.ui.feature import Flow
from tui.ui.page import Page
from tui.ui.shell import FlowEnded, Notice
from tui.widgets.localized import TextSource, error_text

T = TypeVar("T")


class Navigator:
    """The screens of an app: home at the bottom, at most one page on it, at most one dialog."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._running: set[type[object]] = set()

    @property
    def page(self) -> Page:
        """The screen below any dialog."""
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, Page):
                return screen
        raise RuntimeError("no page is shown")

    @property
    def is_home(self) -> bool:
        """Whether nothing stands on home, dialogs aside."""
        return self.page is self._app.screen_stack[0]

    @property
    def dialog(self) -> Dialog[Any] | None:
        """The dialog on top, if one waits for its answer."""
        screen: Screen[Any] = self._app.screen
        return screen if isinstance(screen, Dialog) and not screen.is_finished else None

    @property
    def is_private(self) -> bool:
        """Whether something on the screen is for one person, who is alone at it."""
        return any(screen.is_private for screen in self._screens)

    @property
    def is_copied_out(self) -> bool:
        """Whether what is marked may go to the clipboard of the system."""
        return all(screen.is_copied_out for screen in self._screens)

    @property
    def _screens(self) -> list[Page | Dialog[Any]]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, Page | Dialog)]

    @property
    def is_busy(self) -> bool:
        """Whether a flow runs."""
        return bool(self._running)

    def show(self, page: Page) -> None:
        """Put `page` in the place of the present one; dialogs go, and their flows end."""
        self.end_dialogs()
        # Home is the lowest screen of the stack and stays; other pages are pushed on it.
        if len(self._app.screen_stack) == 1:
            self._app.push_screen(page)
        else:
            self._app.switch_screen(page)

    def show_home(self) -> None:
        """Show what lies at the bottom: home."""
        self.end_dialogs()
        if len(self._app.screen_stack) > 1:
            self._app.pop_screen()

    def end_dialogs(self) -> None:
        """Take away what lies on top; the flows that asked end."""
        for screen in reversed(self._app.screen_stack[1:]):
            if isinstance(screen, Dialog):
                screen.end()

    def tell_kept(self, is_kept: bool) -> None:
        """Say at the foot of the page whether what was typed is kept.

        A save can be heard of when all is taken down: then nobody reads it.
        """
        if self._app.screen_stack:
            self.page.tell_kept(is_kept)

    def show_notice(self, notice: Notice) -> None:
        """Show one sentence on the screen that is on top, once it stands."""
        words: TextSource | None
        words = error_text(notice) if isinstance(notice, TweespraakError) else notice
        stack: list[Screen[Any]] = self._app.screen_stack
        screen = stack[-1] if stack else None  # a save can be heard of when all is taken down
        if not isinstance(screen, Page | Dialog):
            return
        if screen.is_mounted:
            screen.tell(words)
            if isinstance(notice, MoveError) and notice.field:
                screen.go_to_field(notice.field)
        elif words is not None:
            screen.call_after_refresh(screen.tell, words)

    # -- Flows ---------------------------------------------------------------------------------

    def start(self, kind: type[object], flow: Flow) -> None:
        """Run a flow, unless a flow of its kind runs: a held key stacks no dialogs."""
        if kind in self._running:
            flow.close()
            return
        self._running.add(kind)
        self._app.run_worker(self._run(kind, flow), group="flows", exit_on_error=True)

    async def _run(self, kind: type[object], flow: Flow) -> None:
        try:
            with contextlib.suppress(FlowEnded):
                await flow
        except TweespraakError as problem:
            self.show_notice(problem)
        finally:
            self._running.discard(kind)

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Give what a dialog gives, or None when it was closed.

        Raises `FlowEnded` when it was taken away, or another dialog waits for its answer.
        """
        if self.dialog is not None:
            raise FlowEnded()
        answer: asyncio.Future[T | None] = self._app.push_screen(dialog, wait_for_dismiss=True)
        result = await asyncio.shield(answer)
        if dialog.is_ended:
            raise FlowEnded()
        return result

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Give what `work` gives, done beside the screens; raises what it raises."""
        return await asyncio.to_thread(work)
