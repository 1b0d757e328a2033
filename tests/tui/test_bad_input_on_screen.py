"""Bad input: refused where it is typed, in one sentence, and what was typed stays."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from msgspec.structs import replace
from textual import events
from textual.widgets import Static

from sessions import errors
from sessions.conversation import Conversation
from sessions.errors import DiskFull
from sessions.seal_errors import VaultChanged
from sessions.store import Vault
from sessions.store.vault_records import VaultRecords
from sessions.text import ANSWER_MAX
from tests.tui.walk import EVENING, Clock, Hands, at, opened, shown, texts
from tui.app import TweespraakApp
from tui.features.archive.requests import OpenConversation, ShowArchive
from tui.features.home.requests import GoHome
from tui.features.home.screen import HomeScreen
from tui.features.people.screen import PeopleScreen
from tui.features.quit.requests import Quit
from tui.features.timeout.countdown import TimeOutScreen
from tui.widgets.text_field import TextField
from tui.workspace.settings import settings_of

pytestmark = pytest.mark.long

CONTROLS = ["\x1b[31mred\x1b[0m", "a\u202eb\u2066c", "x\x07\x08\x9b1m", "\u200bhidden\u200f"]
MARKUP = ["[/]", "[red]x[/red]", "[@click=app.leave]x[/]", "[", "\\[b]", "{name} %s {0} {"]
PLACES = [
    "together/subject//0",
    "alone/goal/kim/0",
    "appreciation/speak/kim/0",
    "impact/speak/kim/0",
    "impact/reflect/sam/0",
    "cycle/cycle//0",
    "ideas/collect//0",
    "agreements/write//0",
    "agreements/plan//0",
    "closing/open//0",
    "closing/thanks/kim/0",
]


async def _paste(hands: Hands, field: TextField, text: str) -> None:
    await hands.go_to(field)
    hands.app.post_message(events.Paste(text))
    await hands.rest()


def _obeyed(hands: Hands) -> list[str]:
    """Give what a terminal would obey in anything that is on the screen."""
    return [
        character
        for character in hands.screen
        if character != "\n" and (ord(character) < 32 or 127 <= ord(character) < 160)
    ]


@pytest.mark.parametrize("key", PLACES)
async def test_hostile_text(folder: Path, key: str) -> None:
    """Markup and control characters are text in every kind of field, and on what follows."""
    async with opened(folder, at(key)) as hands:
        await hands.put(at(key), alone=True)
        field = hands.field()
        field.put("")
        everything = " ".join([*MARKUP, *CONTROLS])
        await _paste(hands, field, everything)
        for markup in MARKUP:
            assert markup in field.text
        assert not _obeyed(hands)
        assert not any(char in field.text for char in "\x1b\x07\x08\x9b\u202e\u2066\u200b\u200f")
        draft = hands.talk.written(hands.talk.at, field.name or "")
        assert draft == field.text
        await hands.primary()  # whatever follows shows it, or refuses something, and stands
        assert not _obeyed(hands)


async def test_hostile_everywhere_after(folder: Path) -> None:
    """Hostile words in the title, a quotation, an idea, an agreement and a sheet are shown."""
    nasty = "[/] [red]x \x1b[2J"
    script = {
        "together/subject": {"text": nasty},
        "impact/speak/kim": {"see": nasty},
        "agreements/write": {"what": nasty},
        "closing/open": {"text": nasty},
    }
    async with opened(folder) as hands:
        for key in ("impact/confirm/kim/0", "agreements/choose//1", "closing/confirm//0", ""):
            await hands.put(at(key, script))
            assert "[/] [red]x" in hands.all_texts, key
            assert not _obeyed(hands)
        hands.app.request(GoHome())
        await hands.rest()
        hands.app.request(ShowArchive())
        await hands.rest()
        assert "[/] [red]x" in hands.screen
        assert not _obeyed(hands)


@pytest.mark.parametrize("key", ["together/subject//0", "impact/speak/kim/0", "ideas/collect//0"])
async def test_too_long(folder: Path, key: str) -> None:
    """A text of 20,001 characters is refused whole with both numbers; what stood there stays."""
    async with opened(folder, at(key)) as hands:
        await hands.write("before ")
        field = hands.app.focused
        assert isinstance(field, TextField)
        await _paste(hands, field, "x" * (ANSWER_MAX + 1))
        assert field.text == "before "
        assert str(ANSWER_MAX) in hands.notice
        await hands.type("y")
        assert field.text == "before y"
        assert hands.notice == ""
        field.put("")
        await _paste(hands, field, "x" * ANSWER_MAX)
        assert len(field.text) == ANSWER_MAX


EMPTY = [
    ("rules/agree//0", errors.NotConfirmed),
    ("together/subject//0", errors.AnswerMissing),
    ("appreciation/speak/kim/0", errors.AnswerMissing),
    ("impact/speak/kim/0", errors.AnswerMissing),
    ("impact/reflect/sam/0", errors.AnswerMissing),
    ("ideas/collect//0", errors.AnswerMissing),
    ("ideas/judge/kim/0", errors.ChoiceMissing),
    ("date/pick//0", errors.AnswerMissing),
]


async def test_empty(folder: Path) -> None:
    """An empty answer, or only spaces, is refused in a sentence, and nothing goes on."""
    async with opened(folder) as hands:
        for key, told in EMPTY:
            await hands.put(at(key), alone=True)
            for field in hands.app.screen.query(TextField):
                if shown(field) and field.name != "time":
                    field.put("")
                    await hands.go_to(field)
                    await hands.type("  ")
                    break
            await hands.primary()
            assert hands.tells(told), key
            assert hands.talk.at == at(key).at


NAMES = [
    ("", "Sam", errors.NameMissing),
    ("   ", "Sam", errors.NameMissing),
    ("\u200b", "Sam", errors.NameMissing),
    ("x" * 200, "Sam", errors.NameTooLong),
    ("x" * 500, "Sam", errors.AnswerTooLong),
    ("Kim", "Kim", errors.NamesAlike),
    ("Kim", " kim ", errors.NamesAlike),
]


async def test_names(folder: Path) -> None:
    """Names that cannot be used are refused in a sentence; they stand there still."""
    async with opened(folder) as hands:
        await hands.primary()
        assert isinstance(hands.app.screen, PeopleScreen)
        left, right = hands.app.screen.query(TextField)
        for first, second, told in NAMES:
            left.put("")
            right.put("")
            await _paste(hands, left, first)
            await _paste(hands, right, second)
            if len(first) <= 400:
                await hands.primary()
                assert len(left.text) == len(first)
            assert hands.tells(told), (first, second)
            assert isinstance(hands.app.screen, PeopleScreen)


@pytest.mark.parametrize("name", ["👩‍👩‍👧", "[/]", "[red]", "Jan Jaap", "ליאור", "{other}", "%s"])
async def test_odd_names(folder: Path, name: str) -> None:
    """Emoji, spaces, brackets and other scripts are names like any other, on all screens."""
    async with opened(folder) as hands:
        await hands.primary()
        left, right = hands.app.screen.query(TextField)
        await _paste(hands, left, name)
        await _paste(hands, right, "Sam")
        await hands.primary()
        await hands.primary()
        assert hands.talk.partners[0].name == name
        assert name in hands.all_texts
        for key in ("appreciation/speak/kim/0", "appreciation/reflect/sam/0", "alone/goal/kim/0"):
            people = at(key).people
            await hands.put(_renamed(at(key), {people[0].id: name}))
            assert name.upper() in hands.all_texts or name in hands.all_texts


def _renamed(conversation: Conversation, names: dict[str, str]) -> Conversation:
    people = [
        replace(person, name=names.get(person.id, person.name)) for person in conversation.people
    ]
    return replace(conversation, people=tuple(people))


async def test_wrong_days_of_an_agreement(folder: Path) -> None:
    """A wrong day and one that ends before it begins are told; every field stays as typed."""
    table = [
        ("nonsense", "", errors.DateNotUnderstood),
        ("", "1-1-2020", errors.DateInPast),
        ("2026-12-31", "2026-12-01", errors.DatesSwapped),
    ]
    async with opened(folder, at("agreements/write//0")) as hands:
        await hands.write("we walk", "what")
        what = hands.field("what").text
        for start, until, told in table:
            for name, text in (("start", start), ("until", until)):
                hands.field(name).put("")
                await hands.write(text, name)
            await hands.primary()
            assert hands.tells(told)
            assert [hands.field(name).text for name in ("what", "start", "until")] == [
                what,
                start,
                until,
            ]


async def test_small_window(folder: Path) -> None:
    """A window of 40 by 10 asks for a larger one, keeps the text, and takes keys all the same."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        await hands.write("kept", "see")
        small = hands.app.screen.query_one("#small", Static)
        await hands.pilot.resize_terminal(40, 10)
        await hands.until(lambda: small.display and small.size.width > 0)
        said = " ".join(hands.screen.split())
        assert said == str(small.render())
        await hands.type("!")
        await hands.pilot.resize_terminal(80, 24)
        await hands.until(lambda: not small.display)
        assert hands.field("see").text == "kept!"
        assert "kept!" in hands.screen
        await hands.pilot.resize_terminal(40, 10)
        await hands.press("f9")
        assert isinstance(hands.app.screen, TimeOutScreen)


async def test_save_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is told on the screen; everything stays there, and it is tried again."""

    def full(*_: object, **__: object) -> NoReturn:
        raise DiskFull()

    async with opened(folder, at("impact/speak/kim/0")) as hands:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(VaultRecords, "save", full)
            await hands.write("on the screen", "see")
            hands.app.autosave.save_now()
            await hands.until(lambda: hands.tells(DiskFull))
            assert hands.field("see").text == "on the screen"
            hands.app.request(Quit())
            await hands.until(lambda: "Ctrl+Q" in hands.notice)
        await hands.type("!")
        hands.app.autosave.save_now()
        assert hands.app.workspace.library.flush()
    async with opened(folder) as hands:
        hands.app.request(OpenConversation("b" * 32))
        await hands.rest()
        assert hands.field("see").text == "on the screen!"


async def test_leaving_says_why_not_all_is_saved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room on the disk helps nobody whose folder was changed by another computer."""

    def changed(*_: object, **__: object) -> NoReturn:
        raise VaultChanged(folder=str(folder))

    async with opened(folder, at("impact/speak/kim/0")) as hands:
        monkeypatch.setattr(VaultRecords, "save", changed)
        await hands.write("on the screen", "see")
        hands.app.autosave.save_now()
        await hands.until(lambda: hands.tells(VaultChanged))
        hands.app.request(Quit())
        await hands.until(lambda: "Ctrl+Q" in hands.notice)
        assert "Another program or computer changed the folder" in hands.notice
        assert "room" not in hands.notice


async def test_read_only(folder: Path, clock: Clock) -> None:
    """A vault that is open elsewhere can be read here; beginning something is refused in words."""
    async with opened(folder, at("impact/speak/kim/0")) as hands:
        hands.app.workspace.save()
    vault = Vault.open(folder, now=clock(), read_only=True)
    app = TweespraakApp(vault, clock, settings_of(vault), "en", "en")
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            hands = Hands(app, pilot)
            await hands.until(lambda: app.workspace.library.overview.loaded)
            assert isinstance(app.screen, HomeScreen)
            await hands.do(app.screen.query_one(".entry"))
            assert "samen" not in "\n".join(texts(app.screen))
            await hands.press("ctrl+l")
            assert app.is_running
    finally:
        vault.close()


async def test_names_typed_just_before_the_end(folder: Path) -> None:
    """What was typed in the last half second is kept; a timer that comes late harms nothing."""
    async with opened(folder) as hands:
        await hands.primary()
        await hands.write("Ki")
        app = hands.app
    app.autosave.save_now()
    with Vault.open(folder, now=EVENING) as vault:
        assert vault.records.settings()["draft.name0"] == "Ki"
