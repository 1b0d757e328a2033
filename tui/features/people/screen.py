"""People: who talks, in which language, and where they know each other from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Static

from sessions.people import Pair, Setting
from sessions.text import N_
from tui.features.home.requests import GoHome
from tui.features.keys import KEY_HELP, KEY_MENU, KEY_QUIT, KEY_SAFETY
from tui.features.people.requests import DraftPeople, NamePeople
from tui.language.language import Language, known
from tui.messages import AnyDraft, Drafted, Requested
from tui.ui.page import Page
from tui.widgets.choices import Choices, Pick
from tui.widgets.frame import AlertLine, Panel
from tui.widgets.groups import ButtonRow
from tui.widgets.key_line import KeyLabel
from tui.widgets.localized import ActionButton, LocalizedText, TextSource
from tui.widgets.text_field import TextField
from tui.workspace.conversation_view import MARKS, SIDES

SETTINGS = {
    Setting.PARTNERS: N_("Partners"),
    Setting.FRIENDS: N_("Friends"),
    Setting.FAMILY: N_("Family"),
    Setting.WORK: N_("Work"),
}

NEW = "new"
NAME_ROOM = 400
"""Characters a name field takes before it refuses; whether a name fits is said when it is given."""


class PeopleScreen(Page):
    """Names, languages, setting. Known pairs can be chosen."""

    KEYS: ClassVar[Sequence[KeyLabel]] = (KEY_HELP, KEY_SAFETY, KEY_MENU, KEY_QUIT)

    def __init__(
        self,
        languages: tuple[Language, ...],
        pairs: Sequence[Pair],
        drafts: Mapping[str, str],
    ) -> None:
        super().__init__(languages)
        self._pairs = pairs
        self._drafts = drafts

    def page(self) -> Iterable[Widget]:
        yield Horizontal(
            LocalizedText(lambda r: r.t(N_("A new conversation")), id="title"), id="top"
        )
        yield Static("", id="line")
        yield Vertical(Panel(*self._body(), id="panel", classes="together-none"), id="body")
        yield AlertLine()
        yield ButtonRow(
            ActionButton(
                lambda r: r.t(N_("Back")), request=GoHome(), id="home", classes="quiet-button"
            ),
            Static("", classes="spring"),
            ActionButton(lambda r: r.t(N_("Go on")), id="primary"),
            id="buttons",
        )

    def _body(self) -> Iterable[Widget]:
        yield LocalizedText(lambda r: r.t(N_("Who will be talking?")), classes="prompt")
        chosen = self._drafts.get("pair", self._pairs[0].id if self._pairs else NEW)
        if self._pairs:
            picks = [Pick(pair.id, _pair_words(pair)) for pair in self._pairs[:8]]
            picks.append(Pick(NEW, lambda r: r.t(N_("Other people"))))
            yield Choices("pair", picks, chosen)
        fresh = Vertical(*self._fresh(), id="fresh")
        fresh.display = chosen == NEW
        yield fresh

    def _fresh(self) -> Iterable[Widget]:
        language_tag = self.languages[0].tag
        yield Horizontal(*(self._seat(number, language_tag) for number in (0, 1)), classes="halves")
        yield LocalizedText(
            lambda r: r.t(N_("You know each other as")), classes="prompt second-prompt"
        )
        settings = [Pick(setting.value, _setting_words(setting)) for setting in Setting]
        yield Choices(
            "setting",
            settings,
            self._drafts.get("setting", Setting.PARTNERS.value),
            classes="across",
        )

    def _seat(self, number: int, language_tag: str) -> Vertical:
        """Give the fields of one person."""
        return Vertical(
            LocalizedText(_seat(number), classes=f"name {SIDES[number]}"),
            TextField(
                f"name{number}",
                self._drafts.get(f"name{number}", ""),
                line=True,
                hint=lambda r: r.t(N_("name")),
                most=NAME_ROOM,
                classes="boxed",
            ),
            LocalizedText(lambda r: r.t(N_("reads")), classes="quiet"),
            Choices(
                f"tongue{number}",
                [Pick(language.tag, _own_name(language)) for language in known()],
                self._drafts.get(f"tongue{number}", language_tag),
            ),
            classes="half",
        )

    def draft(self, name: str, text: str) -> AnyDraft:
        return DraftPeople(name, text)

    def unsaved(self) -> Iterable[AnyDraft]:
        return ()  # a choice is saved when it is made; a preset choice is no draft

    def on_drafted(self, event: Drafted) -> None:
        if event.name == "pair":
            self.query_one("#fresh").display = event.text == NEW

    def on_choices_picked(self, event: Choices.Picked) -> None:
        event.stop()
        if event.by_key:
            last = event.choices.name == "setting"
            if last or (event.choices.name == "pair" and event.choices.value != NEW):
                self.query_one("#primary").focus()
            elif event.choices.name == "pair":
                # The fields have just been shown, and take no key before they are mounted.
                self.call_after_refresh(self.query_one("#fresh").query(TextField).first().focus)
            else:
                event.choices.query("Option").last().focus()
                self.focus_next()

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        event.stop()
        fields = list(self.query(TextField))
        after = fields[fields.index(event.field) + 1 :]
        target = after[0] if after else self.query_one("#primary")
        target.focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        values = self.field_values()
        pair = values.get("pair", NEW)
        self.post_message(
            Requested(
                NamePeople(
                    pair="" if pair == NEW else pair,
                    names=(values["name0"], values["name1"]),
                    languages=(values["tongue0"], values["tongue1"]),
                    setting=values["setting"],
                )
            )
        )


def _pair_words(pair: Pair) -> TextSource:
    names = [partner.name for partner in pair.partners]
    return lambda r: f"{r.listed(names)}  ·  {r.t(SETTINGS[pair.setting])}"


SEATS = (N_("who sits left"), N_("who sits right"))


def _seat(number: int) -> TextSource:
    def words(reader: Language) -> str:
        return f"{MARKS[number]} {reader.t(SEATS[number])}"

    return words


def _own_name(language: Language) -> TextSource:
    return lambda _: language.name


def _setting_words(setting: Setting) -> TextSource:
    return lambda r: r.t(SETTINGS[setting])
