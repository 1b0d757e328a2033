"""What lies in the boxes of one person in a conversation: opening them, and closing them again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from sessions.conversation import Conversation
from sessions.store import own_lock, sealing
from sessions.store.own_lock import OwnLock


def publics(conversation: Conversation, person: str) -> set[bytes]:
    """Give the public keys that the boxes of somebody in a conversation were closed for."""
    from sessions import privacy  # it reads patterns; few saves need it

    closed_for = (own_lock.public_in(box) for _, _, box in privacy.own_boxes(conversation, person))
    return {public for public in closed_for if len(public) == sealing.KEY}


def opened(conversation: Conversation, person: str, privates: bytes) -> Conversation:
    """Give the conversation with what `person` wrote alone open, as far as their keys open it."""
    from sessions import privacy

    return privacy.open_private(conversation, person, opening(person, privates))


def opening(person: str, privates: bytes) -> Callable[[str, str], Mapping[str, str] | None]:
    """Give what opens a box of `person`, the place and the box in; None for one it does not."""

    def unseal_fields(place: str, box: str) -> Mapping[str, str] | None:
        payload = own_lock.open_with(privates, person, box, place)
        return None if payload is None else _fields_in(payload)

    return unseal_fields


def reboxed(conversation: Conversation, lock: OwnLock, privates: bytes) -> Conversation:
    """Give the conversation with the boxes of other keys of one person closed with `lock`.

    Each stays at its place, whatever step that is of: nothing is opened on the way.
    """
    from sessions import privacy

    return privacy.with_boxes(conversation, lock.person, closing_again(lock, privates))


def closing_again(lock: OwnLock, privates: bytes) -> Callable[[str, str], str]:
    """Give what closes a box of other keys of one person with `lock`, the place and the box in.

    What they marked as theirs is marked again, and nothing else is.
    """

    def again(place: str, box: str) -> str:
        if own_lock.is_closed_for(lock, box):
            return box
        was = own_lock.open_box(lock, privates, box, place)
        if was is None:
            return box
        own = privates[: sealing.KEY] if was.marked else b""
        return own_lock.close_for(lock, was.payload, place, own=own)

    return again


def unmarked(
    boxes: Iterable[tuple[str, str, str]], lock: OwnLock, privates: bytes
) -> frozenset[str]:
    """Give the names of the boxes of the owner of `lock` that are not known to be theirs.

    `boxes` are names, places and boxes. They wrote it without their phrase at hand, or somebody
    else did who has the passphrase.
    """
    opened_boxes = (
        (name, own_lock.open_box(lock, privates, box, place)) for name, place, box in boxes
    )
    return frozenset(name for name, box in opened_boxes if box is not None and not box.marked)


def _fields_in(payload: bytes) -> dict[str, str] | None:
    """Give the fields that were closed, or None for what is none: anybody can close something."""
    try:
        fields = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not all(isinstance(text, str) for text in fields.values()):
        return None
    return fields
