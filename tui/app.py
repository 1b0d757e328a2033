"""The app: builds the parts, binds the keys, begins and ends. No rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from sessions.errors import TweespraakError
from sessions.seal_errors import UnsealingCutOff
from sessions.store import Vault
from sessions.text import N_
from tui import terminal
from tui.features.home.screen import HomeScreen
from tui.features.keys import BY_KEY, MENU, QUIT, TIME_OUT
from tui.features.quit.requests import LockNow, StopOnSignal
from tui.features.registry import FEATURES
from tui.features.scenes import Showing, screen_for
from tui.features.vault.requests import SealAgain, UnlockVault
from tui.language.language import language
from tui.ui import themes
from tui.ui.autosave import Autosave
from tui.ui.keys import Situation
from tui.ui.navigator import Navigator
from tui.ui.page import Page
from tui.ui.router import Router
from tui.ui.shell_app import ShellApp
from tui.widgets.localized import msgid
from tui.workspace.auto_lock import AutoLock, LockState
from tui.workspace.clock import Clock
from tui.workspace.conversation_view import ConversationView
from tui.workspace.library import Library
from tui.workspace.overview import Overview
from tui.workspace.scene import Scene
from tui.workspace.settings import Settings, settings_of
from tui.workspace.workspace import Workspace

LOCKS_SOON = N_("In a minute it locks, and stops. Any key keeps it open.")
CRASHED = N_("Tweespraak stopped because of a mistake in the program. What you wrote is kept.")
CRASH_FILE = N_("Where it went wrong, without your words, is in {file}.")

LOOK_EVERY = 2.0
"""Seconds between looks at the terminal and at how long nobody touched a key."""


class TweespraakApp(ShellApp):
    """The program."""

    TITLE = "Tweespraak"
    CSS_PATH = "tweespraak.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"use_key('{key}')", priority=True, show=False) for key in BY_KEY),
        # Where Esc closes nothing it opens the menu: a way without Ctrl and function keys.
        Binding("escape", f"use_key('{MENU.keys[0]}')", show=False),
    ]

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        settings: Settings,
        chosen_language: str,
        fallback: str,
        *,
        example: bool = False,
    ) -> None:
        """`chosen_language` was asked for and wins; `fallback` is for people who never chose.

        Nothing of an `example` is kept.
        """
        super().__init__()
        self.animation_level = "none"  # nothing moves but the ring: what has the focus is there
        self._chosen_language, self._example = chosen_language, example
        self.workspace = Workspace(Library(vault, clock, settings, self.save_finished))
        self.workspace.listeners.append(self.scene_changed)
        self.language = language(chosen_language or settings.language or fallback)
        self.navigator = Navigator(self)
        self.autosave = Autosave(self, self.workspace, self.keep_draft, self.show_notice)
        self.router = Router(self, self.workspace, FEATURES)
        self.auto_lock = AutoLock(self.workspace)
        for theme in themes.themes():
            self.register_theme(theme)
        # Without its watcher: the style sheet has not been read yet, and need not be read twice.
        self.set_reactive(TweespraakApp.theme, themes.known(settings.theme))
        self.stylesheet.set_variables(self.get_css_variables())

    # -- The beginning -------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        library, now = self.workspace.library, self.workspace.now
        home = HomeScreen((self.language,), library.overview, now, example=self._example)
        home.sealed, home.locked = library.vault.seal.is_sealed, library.vault.seal.is_locked
        return home

    def on_mount(self) -> None:
        if self.workspace.library.vault.seal.is_locked:
            self.handle(UnlockVault())
        terminal.on_signals(lambda number: self.handle(StopOnSignal(number)))
        terminal.on_stops(
            lambda stop: self.call_later(self._pause, stop),
            lambda was_away: self.call_later(self._go_on, was_away=was_away),
        )
        self._terminal_is_gone = terminal.watch_terminal()
        self.set_interval(LOOK_EVERY, self._look_around)
        self.call_after_refresh(self._first_frame_stands)

    def _first_frame_stands(self) -> None:
        terminal.settle()
        if not self.workspace.library.vault.seal.is_locked:
            self._load()

    def on_unlocked(self) -> None:
        """The passphrase was right: what was set can be read now, and everything else."""
        library = self.workspace.library
        library.settings = settings_of(library.vault)
        if not self._chosen_language and library.settings.language:
            self.language = language(library.settings.language)
        self.theme = themes.known(library.settings.theme)
        self.auto_lock.touch()
        self._home.locked = False
        self.go_home()
        self._load()

    @work(thread=True, exit_on_error=True)
    def _load(self) -> None:
        """Read the vault beside the screens, so that the first one is there at once."""
        library = self.workspace.library
        try:
            overview = library.load()
        except TweespraakError as problem:
            self.call_from_thread(self.show_notice, problem)
            return
        self.call_from_thread(self._loaded, overview)
        # Sealing, or closing what was written alone, was cut off: it goes on from there.
        try:
            library.vault.seal.finish()
        except TweespraakError as problem:
            self.call_from_thread(self.show_notice, problem)
        library.mend_index()

    def _loaded(self, overview: Overview) -> None:
        self.workspace.library.take_overview(overview)
        self.refresh_home()
        if overview.damaged:
            self.show_notice(overview.damaged[0])
        is_half_open = any(isinstance(problem, UnsealingCutOff) for problem in overview.damaged)
        if is_half_open and not self.workspace.library.vault.read_only:
            self.request(SealAgain())

    # -- What the shell asks -------------------------------------------------------------------

    def screen_of(self, scene: Scene, view: ConversationView, spent: int) -> Page:
        return screen_for(scene, Showing(self.workspace, view, spent))

    def situation(self) -> Situation:
        return Situation(
            workspace=self.workspace,
            is_home=self.navigator.is_home,
            can_find_words=self.workspace.can_find_words(),
            is_example=self._example,
        )

    @property
    def _home(self) -> HomeScreen:
        home = self.screen_stack[0]
        if not isinstance(home, HomeScreen):
            raise TypeError(home)
        return home

    def refresh_home(self) -> None:
        library = self.workspace.library
        self._home.sealed = library.vault.seal.is_sealed
        self._home.show_overview(library.overview, self.workspace.now)

    # -- Keys ----------------------------------------------------------------------------------

    def action_use_key(self, key: str) -> None:
        """Do what a key is for; a key for something else closes a dialog first."""
        action = BY_KEY[key]
        dialog = self.navigator.dialog
        if action in (TIME_OUT, QUIT):
            self.request(action.request)
        elif dialog is not None:
            dialog.finish(None)
        elif action.can_press(self.situation()):
            self.request(action.request)

    async def on_event(self, event: events.Event) -> None:
        touches = events.Key | events.MouseDown | events.MouseScrollDown | events.Paste
        # What comes back from a field, later, is no touch: nobody pressed anything then.
        is_touch = isinstance(event, touches) and not event.is_forwarded
        if is_touch and self.auto_lock.touch():
            self.show_notice(None)
        await super().on_event(event)

    def _look_around(self) -> None:
        if self._terminal_is_gone():
            self.handle(StopOnSignal(1))
        match self.auto_lock.look():
            case LockState.LOCKED:
                self.request(LockNow(is_idle=True))
            case LockState.WARNED:
                self.show_notice(msgid(LOCKS_SOON))

    # -- A stop in between ---------------------------------------------------------------------

    @work(exclusive=True, group="pause", exit_on_error=True)
    async def _pause(self, stop: Callable[[], None]) -> None:
        """Keep what was written, hide what is private, and stop until somebody lets it go on."""
        await self.autosave.settle()
        self.hide_private()
        await self.in_thread(self.workspace.library.flush)
        stop()

    def _go_on(self, *, was_away: bool) -> None:
        """Go on after a stop: somebody else may sit there, and the terminal may have changed."""
        self.hide_private()
        if not was_away:
            with self.suspend():
                pass  # what comes after is the terminal as we need it
        self.refresh(layout=True)

    # -- The end -------------------------------------------------------------------------------

    def on_unmount(self) -> None:
        # From the model: the widgets are gone here.
        self.autosave.save_now()
        self.workspace.library.close()

    def crash_words(self) -> str:
        vault, now = self.workspace.library.vault, self.workspace.now
        file = terminal.crash_file(vault, self.crash, now)
        words = self.language.t(CRASHED)
        if file is not None:
            words += " " + self.language.t(CRASH_FILE, file=str(file))
        return words
