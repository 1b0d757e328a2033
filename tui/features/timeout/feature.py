"""The time-out: calling it, another moment, going on earlier, another day, a third person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from sessions import moves, timeout
from sessions.commands import (
    AskEarlyReturn,
    AskThirdPerson,
    CallTimeOut,
    ContinueAnotherDay,
    NameCaller,
    ProposeReturn,
    TakeTimeOutBack,
)
from sessions.text import N_
from sessions.zones import as_here, at_wall
from tui.features.help.requests import ShowGuide
from tui.features.timeout.countdown import TimeOutScreen
from tui.features.timeout.early_dialog import EarlyDialog
from tui.features.timeout.requests import (
    AskCaller,
    AskTakeBack,
    ChooseDay,
    ChooseReturn,
    FindThirdPerson,
    KeepBreathing,
    ReturnEarly,
    Settle,
    ShowLeft,
    StopNow,
    TimeOutRequest,
    ToggleBell,
)
from tui.features.timeout.settle_dialog import SettleDialog
from tui.language.dates import read_day
from tui.language.language import Language
from tui.language.times import next_moments
from tui.ui.dialogs import PickDialog, TextDialog, people_picks
from tui.ui.feature import Feature, Flow
from tui.widgets.breathing_guide import BreathingStyle
from tui.widgets.choices import Pick
from tui.widgets.localized import TextSource, msgid
from tui.widgets.moment_field import reads_day, reads_moment
from tui.workspace.scene import Place

MOMENT = "moment"
NOBODY = "nobody"
MEANT, MISTAKE = "meant", "mistake"


class TimeOutFeature(Feature[TimeOutRequest]):
    """Time-outs: calling, moving, coming back, help from a third person."""

    _rung_for = ""
    """The end of the time-out at which the bell sounded, and the moment it did."""

    def handle(self, request: TimeOutRequest) -> Flow | None:
        match request:
            case StopNow():
                return self._stop()
            case AskTakeBack():
                return self._ask_take_back()
            case AskCaller():
                return self._ask_caller()
            case ChooseReturn():
                return self._choose_return()
            case ReturnEarly():
                return self._return_early()
            case ChooseDay():
                return self._choose_day()
            case Settle():
                return self._settle()
            case FindThirdPerson():
                self._find_third_person()
            case ToggleBell():
                self._toggle_bell()
            case ShowLeft():
                self._show_left()
            case KeepBreathing(style):
                settings = msgspec.structs.replace(self.library.settings, breathing=style)
                self.library.change_settings(settings)
            case _:
                assert_never(request)
        return None

    async def _stop(self) -> None:
        """Stop at once: what was typed is kept, and all text leaves the screen."""
        if not self.workspace.is_active:
            return
        await self.shell.autosave.settle()
        # The key before this one may have closed the conversation, or stopped it.
        if self.workspace.is_active:
            self.workspace.perform(CallTimeOut())

    async def _ask_take_back(self) -> None:
        """Ask whether it was meant: nobody ends the other's break by a key too many."""
        picks = [
            Pick(MEANT, msgid(N_("Yes, we take the break"))),
            Pick(MISTAKE, msgid(N_("No, it was a mistake: we go on"))),
        ]
        answer = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Did whoever called it mean it?")),
                note=msgid(N_("If it was a mistake, you are back where you were, to the letter.")),
                picks=picks,
            )
        )
        if answer == MISTAKE and self.workspace.current is not None:
            self.workspace.perform(TakeTimeOutBack())

    async def _ask_caller(self) -> None:
        """Ask who called it, if they want that kept."""
        nobody = Pick(NOBODY, msgid(N_("We do not keep that")))
        running = self.workspace.conversation.time_out
        who = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Who asked for the time-out?")),
                note=msgid(N_("Only if whoever it was wants to say so.")),
                picks=[*people_picks(self.workspace.conversation.partners), nobody],
                value=(running.by if running else "") or NOBODY,
            )
        )
        if who is not None and self.workspace.current is not None:
            self.workspace.perform(NameCaller("" if who == NOBODY else who))

    # -- Another moment ------------------------------------------------------------------------

    async def _choose_return(self) -> None:
        """Propose another moment to come back."""
        until = await self._ask_moment()
        if until is None:
            return
        who = await self.shell.ask(
            PickDialog(
                self.shell.readers,
                prompt=msgid(N_("Who proposes this?")),
                note=msgid(N_("The other then says whether it is fine.")),
                picks=people_picks(self.workspace.conversation.partners),
            )
        )
        if who is not None and self.workspace.current is not None:
            self.workspace.perform(ProposeReturn(who, until))

    async def _ask_moment(self) -> datetime | None:
        running = self.workspace.conversation.time_out
        if running is None:
            return None
        offers = []
        for minutes in timeout.LENGTHS:
            until = as_here(running.called_at + timedelta(minutes=minutes), self.workspace.now)
            if until > self.workspace.now:
                offers.append(Pick(until.isoformat(), self._length(minutes, until)))
        offers.append(Pick(MOMENT, msgid(N_("Another time, within 24 hours"))))
        picked = await self.shell.ask(
            PickDialog(self.shell.readers, prompt=msgid(N_("When do you come back?")), picks=offers)
        )
        if picked is None:
            return None
        return await self._ask_time() if picked == MOMENT else datetime.fromisoformat(picked)

    async def _ask_time(self) -> datetime | None:
        anybody = self.workspace.conversation.partners[0].id
        text = await self.shell.ask(
            TextDialog(
                self.shell.readers,
                prompt=msgid(N_("What time will you be back?")),
                note=msgid(N_("Within 24 hours, such as 20:30.")),
                button=msgid(N_("Go on")),
                name=MOMENT,
                reads=reads_moment(lambda: self.workspace.now),
                check=lambda text: self.workspace.try_out(
                    ProposeReturn(anybody, self._moment(text))
                ),
            )
        )
        return self._moment(text) if text else None

    def _moment(self, text: str) -> datetime:
        return next_moments(text, self.shell.readers, self.workspace.now)[0]

    def _length(self, minutes: int, until: datetime) -> TextSource:
        def words(language: Language) -> str:
            length = language.minutes(timedelta(minutes=minutes))
            return f"{length}  ·  {language.clock(until)}"

        return words

    async def _return_early(self) -> None:
        """Let both ask to go on before the time."""
        conversation = self.workspace.conversation
        running = conversation.time_out
        if running is None:
            return
        people = await self.shell.ask(
            EarlyDialog(self.shell.readers, conversation.partners, running.early)
        )
        if people is not None and self.workspace.current is not None:
            self.workspace.perform(AskEarlyReturn(people))

    # -- Not now -------------------------------------------------------------------------------

    async def _choose_day(self) -> None:
        """Go on another day."""
        text = await self.shell.ask(
            TextDialog(
                self.shell.readers,
                prompt=msgid(N_("On which day will you go on?")),
                note=msgid(N_("For example tomorrow, Friday, or 31-12.")),
                button=msgid(N_("Agreed, until then")),
                name="day",
                reads=reads_day(self.workspace.now.date()),
                check=lambda text: self.workspace.try_out(ContinueAnotherDay(self._day(text))),
            )
        )
        if text is not None and self.workspace.current is not None:
            self.workspace.perform(ContinueAnotherDay(self._day(text)))

    def _day(self, text: str) -> datetime:
        """Give that day at the present time of day. Raises `DateNotUnderstood`."""
        now = self.workspace.now
        return at_wall(read_day(text, self.shell.readers, now.date()), now.time(), now)

    def _find_third_person(self) -> None:
        """Ask somebody to help: it is prepared for the closing, or the guide opens at once."""
        has_closing = moves.open_turn(self.workspace.pattern) is not None
        self.workspace.perform(AskThirdPerson())
        if not has_closing:
            self.shell.go_home()
            self.shell.request(ShowGuide())

    # -- Time passes ---------------------------------------------------------------------------

    def _show_left(self) -> None:
        """Show the time that is left; when it is over, sound the bell and show what follows."""
        page = self.shell.page
        if self.workspace.current is None or not isinstance(page, TimeOutScreen):
            return
        if self.workspace.scene.place is Place.TIME_OUT:
            page.tick(self.workspace.view())
            return
        self._ring()
        # A dialog on top stays until it is answered; the next screen comes after it.
        if not self.shell.is_asking:
            self.shell.show_scene()

    def _ring(self) -> None:
        """Sound once at the end of a time-out."""
        running = self.workspace.conversation.time_out
        if running is None:
            return
        mark = f"{running.id} {running.until.isoformat()}"
        if mark != self._rung_for:
            self._rung_for = mark
            if self.library.settings.bell_on:
                self.shell.ring()

    # -- How it looks and sounds ---------------------------------------------------------------

    def _toggle_bell(self) -> None:
        """Turn the sound at the end on, or off."""
        settings = self.library.settings
        self.library.change_settings(
            msgspec.structs.replace(settings, bell_on=not settings.bell_on)
        )
        page = self.shell.page
        if isinstance(page, TimeOutScreen):
            page.set_bell(self.library.settings.bell_on)

    async def _settle(self) -> None:
        """Take a minute to settle."""
        self.shell.autosave.collect()
        style = BreathingStyle.of_settings(self.library.settings.breathing)
        await self.shell.ask(SettleDialog(self.shell.readers, style))
