"""An envelope: a command on its way from a screen, a plain line or a second window."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from sessions.commands import COMMANDS, AddIdea, AnyCommand, CallTimeOut, ParkSubject
from sessions.errors import CommandNotAllowed, CommandNotUnderstood, SnapshotStale


class Channel(StrEnum):
    """By what a command comes in. It is no person: nobody proves who sits at a keyboard."""

    SCREEN = "screen"
    PLAIN = "plain"
    CONSOLE = "console"
    """A second window, which a mediator holds."""


_BOTH_PEOPLE = frozenset({Channel.SCREEN, Channel.PLAIN})


ALLOWED: Mapping[type[AnyCommand], frozenset[Channel]] = {
    **dict.fromkeys(COMMANDS, _BOTH_PEOPLE),
    # Two people say yes, share, sign and rate their bodies for themselves, at their own screen.
    **dict.fromkeys((CallTimeOut, ParkSubject, AddIdea), frozenset(Channel)),
}
"""Which channel may give which command; what is not in it is refused (MEDIATION, rule 9)."""


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command on its way: by which channel, and on which state of the conversation.

    `snapshot` is the number that the workspace gave with the state it was given on.
    """

    command: AnyCommand
    giver: Channel
    snapshot: int


def check(envelope: Envelope, snapshot: int) -> None:
    """Raise `CommandNotAllowed` for the wrong channel, `SnapshotStale` for an older state."""
    if envelope.giver not in ALLOWED.get(type(envelope.command), frozenset()):
        raise CommandNotAllowed()
    if envelope.snapshot != snapshot:
        raise SnapshotStale()


def encode(envelope: Envelope) -> bytes:
    """Give an envelope as JSON."""
    return msgspec.json.encode(envelope)


def decode(blob: bytes) -> Envelope:
    """Give the envelope that stands in JSON. Raises `CommandNotUnderstood` for anything else."""
    try:
        return _DECODER.decode(blob)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise CommandNotUnderstood() from problem


_DECODER = msgspec.json.Decoder(Envelope)
