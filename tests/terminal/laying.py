"""Conversations that are put in a vault, and read out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sessions import idea_moves, moves
from sessions.conversation import Conversation, State, Turn
from sessions.kinds import Field, private
from sessions.kinds.ideas import COLLECT, JUDGE
from sessions.moves import fields
from sessions.pattern import shipped
from sessions.people import Person, Setting, Way, make_pair
from sessions.store import Vault
from tests.store.helpers import every_conversation

PATTERN = shipped("give-and-take")


def conversations(folder: Path, key: bytes | None = None) -> list[Conversation]:
    """Give what the vault in `folder` holds on the disk now, the latest first; `key` opens a sealed one."""
    vault = Vault.open(folder, now=datetime.now(UTC), read_only=True)
    if key is not None and vault.seal.is_locked:
        vault.seal._take(
            vault.seal.manifest, key
        )  # the key itself: a passphrase takes too long to ask each time
    talks = [
        conversation
        for conversation in every_conversation(vault)
        if isinstance(conversation, Conversation)
    ]
    return sorted(talks, key=lambda conversation: conversation.changed, reverse=True)


def words_in(conversation: Conversation) -> str:
    """Give every word of a conversation, of answers and of drafts, in one text."""
    parts = [text for answer in conversation.said.values() for text in answer.fields.values()]
    parts += [text for drafts in conversation.drafts.values() for text in drafts.values()]
    parts += [idea.text for idea in conversation.ideas]
    parts += [subject.text for subject in conversation.parked]
    parts += [time_out.cycle for time_out in conversation.time_outs]
    for agreement in conversation.agreements:
        parts += [
            agreement.what,
            agreement.when,
            agreement.often,
            agreement.when_if,
            agreement.then,
            agreement.see,
            agreement.stop,
        ]
    return "\n".join(parts)


def lay(
    folder: Path,
    step: str,
    phase: str,
    who: str = "",
    *,
    words: Callable[[Turn, str], str] = lambda turn, name: f"said at {turn.phase}",
    names: tuple[str, str] = ("Kim", "Sam"),
    tags: tuple[str, str] = ("en", "en"),
    ideas: tuple[str, ...] = ("first idea", "second idea"),
    share: bool = False,
) -> Conversation:
    """Put a conversation in the vault in `folder` that has come to a turn; `words` gives what they said before.

    With `share` they share what can be shared, and so come to where they both see it.
    """
    now = datetime.now().astimezone() - timedelta(hours=2)
    people = [
        Person(id=uuid4().hex, name=name, language=tag)
        for name, tag in zip(names, tags, strict=True)
    ]
    pair = make_pair(uuid4().hex, people, Setting.PARTNERS)
    wanted = next((person.id for person in people if person.name == who), "")
    talk = moves.begin(pair, PATTERN, new_id=uuid4().hex, now=now)
    while (talk.state is State.ACTIVE and (talk.at.step, talk.at.phase) != (step, phase)) or (
        wanted and talk.at.who != wanted
    ):
        now += timedelta(seconds=20)
        if talk.at.phase == COLLECT:
            for idea in ideas:
                talk = idea_moves.add_idea(talk, idea, now=now, new_id=uuid4().hex)
        given = {field.id: _given(talk, field, words) for field in fields(talk, PATTERN)}
        if share and talk.at.phase == private.SHARE:
            given = dict.fromkeys(given, "yes")
        talk = moves.answer(talk, PATTERN, given, now=now, new_id=uuid4().hex)
    with Vault.open(folder, now=now) as vault:
        vault.records.save_pair(pair)
        vault.records.save(talk)
    return talk


def _given(talk: Conversation, asked: Field, words: Callable[[Turn, str], str]) -> str:
    """Give what they answer in one field."""
    if talk.at.phase == private.SHARE:
        return ""
    if asked.form == "confirm":
        return "yes"
    if asked.form == "scale":
        return "4"
    if asked.id == "way":
        return Way.WRITE.value
    if asked.form == "choice":
        enough = talk.at.phase == "choose" and talk.at.round > 0
        return "enough" if enough else asked.choices[0].id
    if asked.id == "date":
        return (datetime.now().astimezone().date() + timedelta(days=7)).isoformat()
    if asked.form in ("date", "time") or talk.at.phase in (JUDGE, COLLECT):
        return ""
    return talk.written(talk.at, asked.id) or words(talk.at, asked.id)
