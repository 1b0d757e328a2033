"""What can be asked of the app, by name, as keys, buttons and the menu call it.

Each method does one thing to the conversation on the desk, or opens what is needed to do it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sessions import moves, timeout
from sessions.conversation import Conversation, State
from sessions.moves import PARKING
from sessions.pattern import Pattern
from sessions.text import N_
from tui.features.timeout.countdown import TimeOutScreen
from tui.features.timeout.early_dialog import EarlyDialog
from tui.language.dates import read_day, read_time
from tui.language.language import Language
from tui.ui.dialogs import PickDialog, TextDialog, people_picks
from tui.widgets.breathing_guide import BreathingStyle
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource
from tui.workspace.clock import new_id

if TYPE_CHECKING:
    from tui.app import TweespraakApp

MOMENT = "moment"


class Asks:
    """The actions of a conversation. `app` shows what follows."""

    def __init__(self, app: TweespraakApp) -> None:
        self.app = app

    # -- Going on ------------------------------------------------------------------------------

    def back(self, turn: str) -> None:
        """One turn back; what was typed stays. `turn` is where it was asked, if it matters."""
        if turn and self._open.at.key != turn:
            return
        self.app.autosave.settled(
            lambda: self.app.move(lambda c: moves.back(c, self._pattern, now=self._now()))
        )

    def skip(self, turn: str) -> None:
        """Go on without an answer; what was typed stays in the field."""
        if turn and self._open.at.key != turn:
            return
        self.app.autosave.settled(
            lambda: self.app.move(lambda c: moves.skip(c, self._pattern, now=self._now()))
        )

    def take_over(self, _: str) -> None:
        """Lay what the speaker prepared in the fields."""
        self.app.autosave.take_in()
        self.app.move(lambda c: moves.take_over(c, self._pattern, now=self._now()))

    def revise(self, _: str) -> None:
        """Go to the agreements again."""
        self.app.move(lambda c: moves.revise(c, self._pattern, now=self._now()))

    def open_curtain(self, _: str) -> None:
        """The one it names sits ready; who has a phrase of their own gives it first."""

        def open_() -> None:
            self.app.workspace.alone = self.app.workspace.open.at.who
            self.app.show()

        if self.app.own.needs_phrase():
            self.app.own.open_with_phrase(open_)
        else:
            open_()

    # -- Ideas ---------------------------------------------------------------------------------

    def add_idea(self, text: str) -> None:
        """Keep an idea."""
        self.app.move(lambda c: moves.add_idea(c, text, now=self._now(), new_id=new_id()))

    def withdraw_idea(self, idea: str) -> None:
        """Take an idea back."""
        self.app.autosave.take_in()
        self.app.move(lambda c: moves.withdraw_idea(c, idea, now=self._now()))

    def rewrite_idea(self, idea: str) -> None:
        """Lay an idea back in the field, to say it in other words."""

        def rewrite(conversation: Conversation) -> Conversation:
            words = next(one.text for one in conversation.ideas if one.id == idea)
            taken = moves.withdraw_idea(conversation, idea, now=self._now())
            return moves.save_draft(taken, "idea", words, now=self._now())

        self.app.move(rewrite)

    # -- Parking, putting off, closing -----------------------------------------------------------

    def park(self, _: str) -> None:
        """Write down a subject for another time."""
        self.app.autosave.take_in()
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("What do you want to keep for another time?")),
                note=lambda r: r.t(
                    N_("It is on your sheet at the end, so you can let go of it now.")
                ),
                button=lambda r: r.t(N_("Keep it for later")),
                name="parking",
                text=self.app.workspace.open.written(PARKING, "text"),
                line=True,
                check=lambda text: moves.park(self._open, text, now=self._now(), new_id="-"),
            ),
            lambda text: self._do(
                text, lambda c, words: moves.park(c, words, now=self._now(), new_id=new_id())
            ),
        )

    def put_off(self, _: str) -> None:
        """Name a moment within a day."""
        self.app.autosave.take_in()
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("What time will you go on?")),
                note=lambda r: r.t(
                    N_(
                        "Choose a moment within 24 hours, such as 20:30. "
                        "A time helps you come back."
                    )
                ),
                button=lambda r: r.t(N_("Agreed, until then")),
                name=MOMENT,
                line=True,
                check=self._moment,
            ),
            lambda text: self._do(
                text, lambda c, words: moves.postpone(c, self._moment(words), now=self._now())
            ),
        )

    def close(self, _: str) -> None:
        """Go to the closing; nothing has to be agreed."""
        self.app.autosave.settled(
            lambda: self.app.move(lambda c: moves.close(c, self._pattern, now=self._now()))
        )

    # -- The time-out --------------------------------------------------------------------------

    def time_out(self, _: str) -> None:
        """At once: what was typed is kept, and all text leaves the screen."""
        workspace = self.app.workspace
        if workspace.conversation is None or workspace.open.state is not State.ACTIVE:
            return
        self.app.autosave.settled(self._call)

    def _call(self) -> None:
        if self.app.workspace.conversation is None:
            return  # put away by the key before this one
        self.app.workspace.alone = ""
        self.app.close_dialogs()
        self.app.move(lambda c: timeout.call(c, now=self._now(), new_id=new_id()))

    def take_back(self, _: str) -> None:
        """It was a mistake."""
        self.app.move(lambda c: timeout.take_back(c, now=self._now()))

    def accept(self, who: str) -> None:
        """Say yes to the other's moment."""
        self.app.move(lambda c: timeout.accept(c, who, now=self._now()))

    def caller(self, _: str) -> None:
        """Say who asked for it, if they want that kept."""
        nobody = Pick("nobody", lambda r: r.t(N_("We do not keep that")))
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Who asked for the time-out?")),
                note=lambda r: r.t(N_("Only if whoever it was wants to say so.")),
                picks=[*people_picks(self._open.partners), nobody],
            ),
            lambda who: self._do(
                who,
                lambda c, one: timeout.name_caller(
                    c, "" if one == "nobody" else one, now=self._now()
                ),
            ),
        )

    def bell(self, _: str) -> None:
        """Sound at the end, or none."""
        self.app.bell_on = not self.app.bell_on
        self.app.workspace.set("bell", "on" if self.app.bell_on else "off")
        if isinstance(self.app.base, TimeOutScreen):
            self.app.base.set_bell(self.app.bell_on)

    def breath(self, detail: str) -> None:
        """How the guide to breathe looks, and its pace."""
        self.app.breath = BreathingStyle.of(detail)
        self.app.workspace.set("breath", detail)

    def land(self, _: str) -> None:
        """A minute to settle, before the conversation or in it."""
        from tui.features.timeout.settle_dialog import SettleDialog

        self.app.autosave.take_in()
        self.app.push_screen(SettleDialog(self.app.readers(), self.app.breath))

    def other_moment(self, _: str) -> None:
        """Propose another moment to come back."""
        running = self._open.time_out
        if running is None:
            return
        offers = []
        for minutes in timeout.LENGTHS:
            until = running.called_at + timedelta(minutes=minutes)
            if until > self._now():
                offers.append(Pick(until.isoformat(), self._length(minutes, until)))
        offers.append(Pick(MOMENT, lambda r: r.t(N_("Another time, within 24 hours"))))
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("When do you come back?")),
                picks=offers,
            ),
            self._moment_picked,
        )

    def _length(self, minutes: int, until: datetime) -> TextSource:
        def words(language: Language) -> str:
            said = language.minutes(timedelta(minutes=minutes))
            return f"{said}  ·  {language.clock(until.astimezone(self._now().tzinfo))}"

        return words

    def _moment_picked(self, picked: str | None) -> None:
        if picked is None:
            return
        if picked != MOMENT:
            self._who_proposes(datetime.fromisoformat(picked))
            return
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("What time will you be back?")),
                note=lambda r: r.t(N_("Within 24 hours, such as 20:30.")),
                button=lambda r: r.t(N_("Go on")),
                name=MOMENT,
                line=True,
                check=lambda text: timeout.propose(
                    self._open, "-", self._moment(text), now=self._now()
                ),
            ),
            lambda text: self._who_proposes(self._moment(text)) if text else None,
        )

    def _who_proposes(self, until: datetime) -> None:
        self.app.push_screen(
            PickDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("Who proposes this?")),
                note=lambda r: r.t(N_("The other then says whether it is fine.")),
                picks=people_picks(self._open.partners),
            ),
            lambda who: self._do(
                who, lambda c, one: timeout.propose(c, one, until, now=self._now())
            ),
        )

    def early(self, _: str) -> None:
        """Both can ask to go on before the time."""
        running = self._open.time_out
        if running is None:
            return

        self.app.push_screen(
            EarlyDialog(self.app.readers(), self._open.partners, running.early),
            lambda ids: self._do(
                ids, lambda c, who: timeout.ask_early(c, who.split(), now=self._now())
            ),
        )

    def rate(self, detail: str) -> None:
        """How somebody's body is."""
        who, _, calm = detail.partition(" ")
        self.app.move(lambda c: timeout.rate(c, who, calm=bool(calm), now=self._now()))

    def longer(self, _: str) -> None:
        """Twenty minutes more."""
        self.app.move(lambda c: timeout.longer(c, timeout.LENGTHS[0], now=self._now()))

    def another_day(self, _: str) -> None:
        """Go on another day."""
        self.app.push_screen(
            TextDialog(
                self.app.readers(),
                prompt=lambda r: r.t(N_("On which day will you go on?")),
                note=lambda r: r.t(N_("For example tomorrow, Friday, or 31-12.")),
                button=lambda r: r.t(N_("Agreed, until then")),
                name="day",
                line=True,
                check=lambda text: timeout.another_day(
                    self._open, self._day(text), now=self._now()
                ),
            ),
            lambda text: self._do(
                text, lambda c, words: timeout.another_day(c, self._day(words), now=self._now())
            ),
        )

    def third_person(self, _: str) -> None:
        """Ask someone to help; the closing lays it ready, or the guide is opened at once."""
        still_open = moves.open_turn(self._pattern)

        def asked(conversation: Conversation) -> Conversation:
            asking = timeout.third_person(conversation, still_open, now=self._now())
            if still_open is None:
                return asking
            return moves.close(asking, self._pattern, now=self._now())

        self.app.move(asked, None if still_open is not None else self._to_the_guide)

    def _to_the_guide(self) -> None:
        self.app.home()
        self.app.ask("guide")

    def come_back(self, cycle: str) -> None:
        """The very turn that was broken off."""
        self.app.move(lambda c: timeout.come_back(c, cycle=cycle, now=self._now()))

    # -- Inside --------------------------------------------------------------------------------

    @property
    def _open(self) -> Conversation:
        return self.app.workspace.open

    @property
    def _pattern(self) -> Pattern:
        return self.app.workspace.pattern

    def _now(self) -> datetime:
        return self.app.workspace.clock()

    def _do(self, text: str | None, move: Callable[[Conversation, str], Conversation]) -> None:
        """Make a move with what a dialog gave; nothing when it was closed."""
        if text is not None and self.app.workspace.conversation is not None:
            self.app.move(lambda c: move(c, text))

    def _moment(self, text: str) -> datetime:
        """Give the next moment at which it is that time. Raises `TimeNotUnderstood`."""
        clock, now = read_time(text), self._now()
        moment = datetime.combine(now.date(), clock, now.tzinfo)
        return moment if moment > now else moment + timedelta(days=1)

    def _day(self, text: str) -> datetime:
        """Give that day at the present time of day. Raises `DateNotUnderstood`."""
        now = self._now()
        return datetime.combine(read_day(text, self.app.readers()[0], now.date()), now.timetz())
