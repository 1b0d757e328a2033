"""What belongs on the screen: one scene for every state of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from sessions import inventory, moves, timeout
from sessions.conversation import Conversation
from sessions.pattern import shipped
from sessions.people import Person
from tests.sessions import helpers
from tests.sessions.helpers import KIM, NOW, PATTERN, SAM
from tui.workspace.scene import Place, Scene, scene_for

TIME_IS_UP = NOW + timedelta(minutes=20)
EARLY = TIME_IS_UP - timedelta(seconds=1)
INVENTORY = shipped(inventory.PATTERN)
SPEAKING = "impact/speak/kim/0"


def speaking() -> Conversation:
    """Give a conversation in which Kim speaks."""
    return helpers.at(SPEAKING)


def alone() -> Conversation:
    """Give a conversation in which Kim prepares alone."""
    return helpers.at("alone/goal/kim/0")


def waiting() -> Conversation:
    """Give a conversation that goes on at another moment."""
    return moves.postpone(speaking(), NOW + timedelta(hours=2), now=NOW)


def breaking_off(early: tuple[str, ...] = (), **calm: bool) -> Conversation:
    """Give a conversation in a time-out, with who asked to return and whose body is calm."""
    talk = timeout.call(speaking(), now=NOW, new_id="t1")
    return replace(talk, time_outs=(replace(talk.time_outs[0], early=early, calm=calm),))


def another_day() -> Conversation:
    """Give a conversation whose time-out ended with another day."""
    return timeout.another_day(breaking_off(), NOW + timedelta(days=2), now=NOW)


def ended() -> Conversation:
    """Give a conversation that has ended."""
    return helpers.play(helpers.start())


def weighed() -> Conversation:
    """Give an inventory that both have answered to its end."""
    return helpers.play(helpers.start(pattern=INVENTORY), pattern=INVENTORY)


def stopped() -> Conversation:
    """Give an inventory that ended before both had answered."""
    return moves.close(helpers.start(pattern=INVENTORY), INVENTORY, now=NOW)


BOTH = ("kim", "sam")
HERE = helpers.at(SPEAKING).at

SCENES: Mapping[str, tuple[Callable[[], Conversation], timedelta, Scene]] = {
    "waiting": (waiting, timedelta(0), Scene(Place.WAITING)),
    "waiting, past its moment": (waiting, timedelta(days=2), Scene(Place.WAITING)),
    "another day": (another_day, timedelta(0), Scene(Place.WAITING)),
    "a turn": (speaking, timedelta(0), Scene(Place.TURN, HERE)),
    "time-out": (breaking_off, timedelta(0), Scene(Place.TIME_OUT)),
    "time-out, a second left": (breaking_off, EARLY - NOW, Scene(Place.TIME_OUT)),
    "time is up": (breaking_off, TIME_IS_UP - NOW, Scene(Place.CHECK, person="kim")),
    "a clock set back": (breaking_off, timedelta(hours=-1), Scene(Place.TIME_OUT)),
    "one asks early": (lambda: breaking_off(("kim",)), timedelta(0), Scene(Place.TIME_OUT)),
    "both ask early": (
        lambda: breaking_off(BOTH),
        timedelta(0),
        Scene(Place.CHECK, person="kim"),
    ),
    "one is calm": (
        lambda: breaking_off(kim=True),
        TIME_IS_UP - NOW,
        Scene(Place.CHECK, person="sam"),
    ),
    "one is not": (
        lambda: breaking_off(kim=False),
        TIME_IS_UP - NOW,
        Scene(Place.CHECK, person="sam"),
    ),
    "one of two is calm": (
        lambda: breaking_off(kim=True, sam=False),
        TIME_IS_UP - NOW,
        Scene(Place.NOT_CALM),
    ),
    "both are calm": (
        lambda: breaking_off(kim=True, sam=True),
        TIME_IS_UP - NOW,
        Scene(Place.RETURN),
    ),
    "both are calm, too soon": (
        lambda: breaking_off(kim=True, sam=True),
        EARLY - NOW,
        Scene(Place.TIME_OUT),
    ),
    "both are calm, early": (
        lambda: breaking_off(BOTH, kim=True, sam=True),
        timedelta(0),
        Scene(Place.RETURN),
    ),
    "finished": (ended, timedelta(0), Scene(Place.FINISHED)),
    "inventory done": (weighed, timedelta(0), Scene(Place.INVENTORY_DONE)),
    "inventory stopped": (stopped, timedelta(0), Scene(Place.INVENTORY_STOPPED)),
}


@pytest.mark.parametrize(("talk", "after", "scene"), SCENES.values(), ids=SCENES.keys())
def test_a_state_has_its_scene(
    talk: Callable[[], Conversation], after: timedelta, scene: Scene
) -> None:
    """Without a curtain that has to open first."""
    assert scene_for(talk(), None, NOW + after) == scene


CURTAINS: Mapping[str, tuple[Callable[[], Conversation], Person, Scene]] = {
    "alone": (alone, KIM, Scene(Place.CURTAIN, helpers.at("alone/goal/kim/0").at, "kim")),
    "for the other": (speaking, SAM, Scene(Place.CURTAIN, HERE, "sam")),
    "in a time-out": (breaking_off, KIM, Scene(Place.TIME_OUT)),
    "waiting": (waiting, KIM, Scene(Place.WAITING)),
    "finished": (ended, KIM, Scene(Place.FINISHED)),
}


@pytest.mark.parametrize(("talk", "person", "scene"), CURTAINS.values(), ids=CURTAINS.keys())
def test_a_curtain_comes_before_a_turn_only(
    talk: Callable[[], Conversation], person: Person, scene: Scene
) -> None:
    """A break, a wait and an end have nothing behind a curtain."""
    assert scene_for(talk(), person, NOW) == scene


def test_every_place_is_in_the_table() -> None:
    """A new kind of scene has to say when it comes."""
    scenes = [scene for _, _, scene in (*SCENES.values(), *CURTAINS.values())]
    assert {scene.place for scene in scenes} == set(Place)


def test_every_turn_has_a_scene() -> None:
    """From the first to the last, in the order of the talk."""
    for talk in helpers.steps(helpers.start(), pattern=PATTERN):
        scene = scene_for(talk, None, NOW)
        assert scene in (Scene(Place.TURN, talk.at), Scene(Place.FINISHED))
