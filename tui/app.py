"""The navigator: one conversation, its moves, saving, and which screen belongs to it.

Screens say what people did; here a move is applied, saved, and the screen of the new state shown.
Nothing else changes state.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from sessions import moves
from sessions.conversation import Conversation, State, Turn
from sessions.errors import MoveError, TweespraakError
from sessions.inventory import PATTERN as INVENTORY
from sessions.inventory import is_complete
from sessions.kinds import Field as Asking
from sessions.kinds import Form
from sessions.store import Vault
from sessions.store.writer import Result
from sessions.text import N_
from tui import terminal
from tui.features.home.screen import HomeScreen
from tui.features.people.screen import PeopleScreen
from tui.features.registry import Rooms
from tui.features.scenes import Scene, screen_for, screen_of
from tui.language.dates import read_day, read_time
from tui.language.language import Language, language
from tui.messages import Answered, Asked, Drafted
from tui.ui import themes
from tui.ui.dialog import Dialog
from tui.ui.page import Page
from tui.widgets.breathing_guide import BreathingStyle
from tui.widgets.text_field import TextField
from tui.workspace.clock import Clock, new_id
from tui.workspace.conversation_view import ConversationView
from tui.workspace.overview import Overview
from tui.workspace.settings import settings_of
from tui.workspace.workspace import Workspace

KEPT_INVENTORY = N_(
    "It is kept, under earlier conversations. Do it again in a few weeks: then you see what moved."
)
STOPPED_INVENTORY = N_("You stopped halfway. What was filled in is shown to nobody.")


class SaveFinished(Message):
    """A save is done, or was refused."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


class TweespraakApp(Rooms, App[None]):
    """The program."""

    TITLE = "Tweespraak"
    CSS_PATH = "tweespraak.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", priority=True, show=False),
        Binding("f9,ctrl+t", "time_out", priority=True, show=False),
        Binding("f1", "help", priority=True, show=False),
        Binding("f2", "safety", priority=True, show=False),
        Binding("f4", "park", priority=True, show=False),
        Binding("f10,ctrl+p", "menu", priority=True, show=False),
        Binding("ctrl+b", "turn_back", priority=True, show=False),
        Binding("ctrl+l", "language", priority=True, show=False),
    ]

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        settings: dict[str, str],
        tongue: str,
        fallback: str,
        *,
        example: bool = False,
    ) -> None:
        """`tongue` was asked for and wins; `fallback` is for who never chose a language."""
        super().__init__()
        self.workspace = Workspace(vault, clock, self._heard)
        """The conversation, and how it is saved."""
        self.workspace.settings = settings
        self.example = example
        """Whether this is the example, of which nothing is kept."""
        self.language = language(tongue or settings.get("language") or fallback)
        """The language outside a conversation."""
        self.spent: dict[str, int] = {}
        """Seconds spent on each turn, by its key; only while the program runs."""
        self.bell_on = settings.get("bell", "on") == "on"
        """Whether a time-out ends with a sound."""
        self.breath = BreathingStyle.of_settings(settings)
        """How the guide to breathe looks, and its pace."""
        self.rooms_of(self)
        self._tongue = tongue
        self._shown: Scene | None = None
        self._rung = ""
        self._crash: BaseException | None = None
        for theme in themes.themes():
            self.register_theme(theme)
        # Without its watcher: the style sheet has not been read yet, and need not be read twice.
        chosen = settings.get("theme", themes.EVENING)
        self.set_reactive(TweespraakApp.theme, chosen if chosen in themes.NAMES else themes.EVENING)
        self.stylesheet.set_variables(self.get_css_variables())

    def _heard(self, result: Result) -> None:
        # Called in the writer's thread, which must not wait for this one.
        self.post_message(SaveFinished(result))

    # -- The beginning ---------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        home = HomeScreen(
            (self.language,), self.workspace.overview, self.now(), example=self.example
        )
        home.sealed, home.locked = (
            self.workspace.vault.seal.is_sealed,
            self.workspace.vault.seal.is_locked,
        )
        return home

    def on_mount(self) -> None:
        if self.workspace.vault.seal.is_locked:
            self.push_screen(self.safe.unlock_screen())
        terminal.on_signals(self.leaving.stop)
        self._terminal_is_gone = terminal.watch_terminal()
        self.set_interval(2.0, self._look_at_terminal)
        self.call_after_refresh(self._first_frame_stands)

    def _first_frame_stands(self) -> None:
        terminal.settle()
        if not self.workspace.vault.seal.is_locked:
            self._load()

    def on_unlock_screen_unlocked(self) -> None:
        """The passphrase was right: what was set can be read now, and everything else."""
        settings = settings_of(self.workspace.vault)
        self.workspace.settings = settings
        if not self._tongue and settings.get("language"):
            self.language = language(settings["language"])
        self.bell_on = settings.get("bell", "on") == "on"
        self.breath = BreathingStyle.of_settings(settings)
        if settings.get("theme") in themes.NAMES:
            self.theme = settings["theme"]
        self.house.take_names()
        self.auto_lock.touch()
        self.close_dialogs()
        self.pop_screen()
        ground = self.screen_stack[0]
        if isinstance(ground, HomeScreen):
            ground.locked = False
            ground.set_languages((self.language,))
            ground.show_overview(self.workspace.overview, self.now())
        self._load()

    @work(thread=True, exit_on_error=True)
    def _load(self) -> None:
        """Read the vault beside the screens, so that the first one is there at once."""
        try:
            overview = self.workspace.load()
        except TweespraakError as problem:
            self.call_from_thread(self.tell, problem)
            return
        self.call_from_thread(self._loaded, overview)
        # Sealing, or closing what was written alone, was cut off: it goes on from there.
        try:
            self.workspace.vault.seal.finish()
        except TweespraakError as problem:
            self.call_from_thread(self.tell, problem)
        self.workspace.mend_index()

    def _loaded(self, overview: Overview) -> None:
        self.workspace.take_overview(overview)
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.show_overview(self.workspace.overview, self.now())
        if overview.damaged:
            self.tell(overview.damaged[0])

    def now(self) -> datetime:
        """Give the moment."""
        return self.workspace.clock()

    # -- Showing ---------------------------------------------------------------------------------

    @property
    def base(self) -> Screen[None]:
        """The screen below any dialog."""
        return next(
            screen for screen in reversed(self.screen_stack) if not isinstance(screen, Dialog)
        )

    def view(self) -> ConversationView:
        """Give the open conversation as it is shown now."""
        return ConversationView(
            conversation=self.workspace.open, pattern=self.workspace.pattern, now=self.now()
        )

    def show(self) -> None:
        """Show the screen that belongs to the state. Resume, back and language are all this."""
        self._note_spent()
        view = self.view()
        if view.conversation.state is State.POSTPONED:
            self.home()
            return
        if view.conversation.state is State.FINISHED and view.conversation.pattern == INVENTORY:
            done = is_complete(view.conversation)
            self.home()
            self.tell(lambda r: r.t(KEPT_INVENTORY if done else STOPPED_INVENTORY))
            return
        wanted = screen_for(view, self.workspace.curtain_for())
        base = self.base
        if wanted == self._shown and isinstance(base, Page) and not isinstance(base, HomeScreen):
            base.show(view)
            return
        self._shown = wanted
        self.go(screen_of(wanted, view, self))
        self.call_after_refresh(self._tell_again)

    def _tell_again(self) -> None:
        """Say on a new screen too that something could not be saved, until it is."""
        for problem in self.workspace.problems[:1]:
            self.tell(problem)

    def go(self, screen: Screen[None]) -> None:
        """Put `screen` in the place of the present one; what lies on top goes away."""
        self.close_dialogs()
        # Home is the ground floor and stays; whatever else is shown stands on it.
        if len(self.screen_stack) == 1:
            self.push_screen(screen)
        else:
            self.switch_screen(screen)

    def close_dialogs(self) -> None:
        """Close what lies on top, each with no answer."""
        for screen in reversed(self.screen_stack[1:]):
            if isinstance(screen, Dialog):
                screen.finish(None)

    def home(self) -> None:
        """Put the conversation away, and show today."""
        self._note_spent()
        self.diaries.put_away()
        self.workspace.put_away()
        self._shown = None
        self.close_dialogs()
        if len(self.screen_stack) > 1:
            self.pop_screen()
        ground = self.screen_stack[0]
        if isinstance(ground, HomeScreen):
            ground.set_languages((self.language,))
            ground.sealed = self.workspace.vault.seal.is_sealed
        self.show_home()

    def show_home(self) -> None:
        """Show on today what the shelf holds now."""
        ground = self.screen_stack[0]
        if isinstance(ground, HomeScreen):
            ground.show_overview(self.workspace.overview, self.now())

    def tell(self, problem: TweespraakError | Callable[[Language], str] | None) -> None:
        """Show one sentence on the screen that is on top."""
        if isinstance(problem, TweespraakError):
            known = problem
            self._tell(lambda r: r.error(known))
        else:
            self._tell(problem)

    def _tell(self, words: Callable[[Language], str] | None) -> None:
        if isinstance(self.screen, Page | Dialog):
            self.screen.tell(words)

    def readers(self) -> tuple[Language, ...]:
        """Give who reads what is on the screen now."""
        if isinstance(self.base, Page):
            return self.base.languages
        return (self.language,)

    def _note_spent(self) -> None:
        if self._shown is None:
            return
        from tui.features.conversation.steps.turns import TurnsScreen

        if isinstance(self.base, TurnsScreen):
            self.spent[self.base.view.conversation.at.key] = self.base.spent

    def inventory_before(self, view: ConversationView) -> date | None:
        """Give the day of the inventory of the same people before the one that is shown."""
        return self.weighing.day_before(view.conversation)

    # -- What people type ------------------------------------------------------------------------

    def on_drafted(self, event: Drafted) -> None:
        if isinstance(self.base, PeopleScreen):
            self.autosave.save_soon()
        elif self.workspace.conversation is None:
            self.diaries.keep(event.name, event.text)
        else:
            self.autosave.keep(event.name, event.text, event.turn)

    def on_save_finished(self, event: SaveFinished) -> None:
        if event.result.error is not None:
            self.tell(event.result.error)
        elif event.result.saved is not None and event.result.saved.reserve_spent:
            self.tell(
                lambda r: r.t(
                    N_(
                        "The disk is almost full. This was saved in the last room there was. "
                        "Make some room before you go on."
                    )
                )
            )

    def on_text_field_refused(self, event: TextField.Refused) -> None:
        event.stop()
        self.tell(event.problem)

    # -- What people do --------------------------------------------------------------------------

    def on_answered(self, event: Answered) -> None:
        self.autosave.settled(lambda: self._answer(event.turn, event.fields))

    def _answer(self, turn: Turn, given: Mapping[str, str]) -> None:
        """Answer `turn` with what stands in its fields and what a button added."""
        if self.workspace.conversation is None or self.workspace.open.at != turn:
            return  # a second Enter, from a screen that is on its way out
        pattern = self.workspace.pattern

        def answered(conversation: Conversation) -> Conversation:
            asked = moves.fields(conversation, pattern)
            full = {field.id: conversation.written(conversation.at, field.id) for field in asked}
            read = {field.id: self._read(field, {**full, **given}[field.id]) for field in asked}
            return moves.answer(conversation, pattern, read, now=self.now(), new_id=new_id())

        self.move(answered)

    def _read(self, field: Asking, text: str) -> str:
        """Give days and times as they are kept; all other text as it is."""
        if field.form is Form.DATE and text.strip():
            return read_day(text, self.readers()[0], self.now().date()).isoformat()
        if field.form is Form.TIME and text.strip():
            return read_time(text).isoformat("minutes")
        return text

    def on_asked(self, event: Asked) -> None:
        self.ask(event.action, event.detail)

    def ask(self, action: str, detail: str = "") -> None:
        """Do something by its name. Raises AttributeError for a name nobody has."""
        if action == "tick":
            self.tick()
            return
        getattr(self.room_for(action), action)(detail)

    def on_people_screen_named(self, event: PeopleScreen.Named) -> None:
        self.house.named(event)

    def action_time_out(self) -> None:
        self.ask("time_out")

    def action_help(self) -> None:
        self._unless_open("help")

    def action_safety(self) -> None:
        self._unless_open("safety")

    def action_menu(self) -> None:
        self._unless_open("menu")

    def action_park(self) -> None:
        if self._talking() and self.workspace.open.pattern != INVENTORY:
            self._unless_open("park")

    def action_language(self) -> None:
        self._unless_open("language")

    def action_turn_back(self) -> None:
        if self._talking() and self._shown is not None and self._shown.what == "turn":
            self._unless_open("back")

    def action_new(self) -> None:
        self.ask("new")

    def action_earlier(self) -> None:
        self.ask("earlier")

    def _unless_open(self, action: str) -> None:
        """Do it, unless a dialog is open: one thing lies on top at a time."""
        if isinstance(self.screen, Dialog):
            self.screen.finish(None)
        else:
            self.ask(action)

    def _talking(self) -> bool:
        conversation = self.workspace.conversation
        return conversation is not None and conversation.state is State.ACTIVE

    @work(thread=True, exit_on_error=True)
    def beside(self, do: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do what takes time beside the screens, and `then` with what it gave; or tell why not."""
        try:
            outcome = do()
        except TweespraakError as problem:
            self.call_from_thread(self.tell, problem)
        else:
            self.call_from_thread(then, outcome)

    def move(
        self,
        move: Callable[[Conversation], Conversation],
        then: Callable[[], None] | None = None,
    ) -> bool:
        """Make a move and show what follows, or do `then`; a refusal is told.

        Gives whether it was made.
        """
        try:
            self.workspace.apply(move)
        except MoveError as problem:
            self.tell(problem)
            return False
        self.tell(None)
        (then or self.show)()
        return True

    # -- Time ------------------------------------------------------------------------------------

    def ring(self) -> None:
        """Sound once at the end of a time-out."""
        running = self.workspace.open.time_out
        if running is None:
            return
        mark = f"{running.id} {running.until.isoformat()}"
        if self._rung != mark:
            self._rung = mark
            if self.bell_on:
                self.bell()

    def tick(self) -> None:
        """A second of a time-out has passed."""
        if isinstance(self.base, HomeScreen):
            self.base.show_time(self.now())
        from tui.features.timeout.countdown import TimeOutScreen

        if self.workspace.conversation is None or not isinstance(self.base, TimeOutScreen):
            return
        view = self.view()
        if screen_for(view, None) != self._shown:
            self.ring()
            # What lies on top is not taken from under anybody's hands; then it follows.
            if not isinstance(self.screen, Dialog):
                self.show()
        else:
            self.base.tick(view)

    # -- The end ---------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Keep everything and stop."""
        self.leaving.leave()

    def _look_at_terminal(self) -> None:
        if self._terminal_is_gone():
            self.leaving.stop(1)
        self.auto_lock.look()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown | events.MouseScrollDown | events.Paste):
            self.auto_lock.touch()
        await super().on_event(event)

    def on_unmount(self) -> None:
        # From the model: the widgets are gone here.
        self.house.keep_names()
        self.diaries.save_if_needed()
        self.workspace.close()

    def _handle_exception(self, error: Exception) -> None:
        self._crash = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Stop without showing anybody's words: Textual would print the values of variables."""
        from rich.text import Text

        self.bell()
        moment = self.now().isoformat(timespec="seconds")
        said = self.language.t(
            N_("Tweespraak stopped because of a mistake in the program. What you wrote is kept.")
        )
        if not self.workspace.vault.read_only:
            # Where nothing can be written there is no such file, and the end is told all the same.
            with contextlib.suppress(OSError):
                path = terminal.write_crash(self.workspace.vault.folder, self._crash, moment)
                said += " " + self.language.t(
                    N_("Where it went wrong, without your words, is in {file}."), file=str(path)
                )
        self._exit_renderables.append(Text(said))
        self._close_messages_no_wait()
