"""The example: two people, and two conversations, to look around in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from sessions import idea_moves, moves
from sessions.conversation import Conversation
from sessions.pattern import shipped
from sessions.people import Pair, Person, Setting, make_pair
from sessions.store import Vault
from sessions.text import N_
from tui.language.language import Language
from tui.workspace.clock import new_id


def fill(vault: Vault, speaks: Language, now: datetime) -> None:
    """Put the example in `vault`: two people, and two conversations.

    One is finished, with an agreement to look back on today; one is half-way.
    """
    t = speaks.t
    pair = make_pair(
        new_id(),
        [
            Person(id=new_id(), name="Kim", language=speaks.tag),
            Person(id=new_id(), name="Sam", language=speaks.tag),
        ],
        Setting.PARTNERS,
    )
    vault.records.save_pair(pair)
    vault.records.save(_finished(pair, t, now - timedelta(days=21), now))
    vault.records.save(_halfway(pair, t, now - timedelta(days=1)))


class _Player:
    """Answers turn after turn, as people would; the words come by turn and field."""

    def __init__(self, pair: Pair, now: datetime) -> None:
        self.pattern = shipped("give-and-take")
        self.now = now
        self.talk = moves.begin(pair, self.pattern, new_id=new_id(), now=now)

    def reply(self, **fields: str) -> None:
        """Answer the present turn; people's own fields are confirmed by themselves."""
        given: Mapping[str, str] = {
            field.id: fields.get(field.id, "yes" if field.form == "confirm" else "")
            for field in moves.fields(self.talk, self.pattern)
        }
        self.now += timedelta(minutes=1)
        self.talk = moves.answer(self.talk, self.pattern, given, now=self.now, new_id=new_id())

    def skip(self) -> None:
        """Pass over the present turn."""
        self.talk = moves.skip(self.talk, self.pattern, now=self.now)

    def idea(self, text: str) -> None:
        """Add an idea."""
        self.talk = idea_moves.add_idea(self.talk, text, now=self.now, new_id=new_id())


def _opening(player: _Player, subject: str, goals: tuple[str, str]) -> None:
    """Play rules and preparation, up to the first turn of the appreciation."""
    player.reply()
    player.reply(minutes="2")
    player.reply(text=subject)
    player.reply(choice="understand")
    for goal in goals:
        player.reply(scale="4")
        player.reply(text=goal)
        player.skip()
        player.skip()
        player.reply()
    player.reply()


def _finished(pair: Pair, t: Callable[[str], str], then: datetime, today: datetime) -> Conversation:
    player = _Player(pair, then)
    _opening(
        player,
        t(N_("Cooking on weekdays")),
        (t(N_("If it is no longer only in my head.")), t(N_("If I know what you expect of me."))),
    )
    _said(player, t)
    _agreed(player, t, today)
    return player.talk


def _said(player: _Player, t: Callable[[str], str]) -> None:
    """Play what they appreciate, and what it does to each."""
    player.reply(text=t(N_("You got up for the dog when I had slept badly.")))
    player.reply(text=t(N_("You liked that I took the dog, so you could stay in bed.")))
    player.reply(text=t(N_("You called my mother without me asking.")))
    player.reply(text=t(N_("It helped you that I called your mother.")))
    player.reply(
        understand=t(N_("you come home tired")),
        see=t(N_("that I cooked four evenings in a row this week")),
        feel=t(N_("tired, and a bit alone in it")),
        need=t(N_("to come home to a set table once in a while")),
        ask=t(N_("to cook on two fixed evenings")),
    )
    player.reply(
        text=t(
            N_("You cooked four times, that makes you tired, and you would like two evenings off.")
        )
    )
    player.reply(choice="yes")
    player.reply(
        understand=t(N_("you do not want to ask every time")),
        see=t(N_("that I often hear only at six what we still need")),
        feel=t(N_("rushed")),
        ask=t(N_("to make a plan on Sunday")),
    )
    player.reply(text=t(N_("You hear it too late, and a plan on Sunday would give you peace.")))
    player.reply(choice="yes")
    player.skip()


def _agreed(player: _Player, t: Callable[[str], str], today: datetime) -> None:
    """Play the ideas, the agreement with its day, and the closing."""
    player.idea(t(N_("Taking turns by the week; whoever does not cook does the dishes.")))
    player.idea(t(N_("Making a plan together on Sunday.")))
    player.idea(t(N_("Ordering in more often.")))
    player.reply()
    for marks in (("yes", "yes", "objection"), ("yes", "live", "live")):
        judged = {f"mark{place}": mark for place, mark in enumerate(marks)}
        if "objection" in marks:
            judged[f"why{marks.index('objection')}"] = t(N_("it gets too expensive"))
        player.reply(**judged)
    player.reply()
    first = player.talk.ideas[0]
    player.reply(pick=f"idea:{first.id}")
    player.reply(what=first.text, who="both", when=t(N_("on weekdays")), kind="turns")
    player.reply(
        when_if=t(N_("one of us comes home after seven")),
        then=t(N_("we eat soup from the freezer")),
        see=t(N_("neither of us has to ask")),
    )
    player.reply(pick="enough")
    player.reply(date=today.date().isoformat(), time="20:00")
    player.skip()
    player.reply(scale="3")
    player.reply(scale="2")
    player.reply(text=t(N_("That you kept listening.")))
    player.reply(text=t(N_("That you said it like this.")))
    player.reply()


def _halfway(pair: Pair, t: Callable[[str], str], then: datetime) -> Conversation:
    player = _Player(pair, then)
    _opening(
        player,
        t(N_("The holiday with your parents")),
        (t(N_("If I dare to say what I would like.")), t(N_("If we decide it together."))),
    )
    player.reply(text=t(N_("You made room for my sister last weekend.")))
    player.reply(text=t(N_("You liked that your sister could stay.")))
    player.reply(text=t(N_("You asked how my day was, and waited for the answer.")))
    player.reply(text=t(N_("It did you good that I asked about your day.")))
    player.talk = moves.save_draft(
        player.talk, "see", t(N_("that we went for two weeks last year")), now=player.now
    )
    return replace(player.talk, changed=player.now)
