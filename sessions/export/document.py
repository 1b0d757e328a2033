"""The exports for other programs: JSON, as `tweespraak.schema.json` beside this module says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sessions.agreements import Agreement, made
from sessions.conversation import Conversation
from sessions.export.base import Bundle, Language
from sessions.pattern import Pattern
from sessions.people import Person
from sessions.text import clean, clean_line
from sessions.transcript import passages

FORMAT = "tweespraak"
VERSION = 1


def agreements_document(bundles: Sequence[Bundle], *, now: datetime) -> dict[str, Any]:
    """Give what was agreed, in the words that hold now, of each pair."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": now.isoformat(timespec="seconds"),
        "pairs": [
            {
                "id": bundle.pair,
                "people": _people(bundle.people),
                "title": clean_line(bundle.title),
                "agreements": [
                    _agreement(agreement) for agreement in (*bundle.agreements, *bundle.ended)
                ],
            }
            for bundle in bundles
        ],
    }


def talk_document(
    conversation: Conversation, pattern: Pattern, language: Language, *, now: datetime
) -> dict[str, Any]:
    """Give a conversation as far as everybody may read it; questions are in `language`."""
    t = language.t
    names = [partner.name for partner in conversation.partners]
    called = {
        "me": names[0],
        "other": names[-1],
        "first": names[0],
        "second": names[-1],
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        "made": now.isoformat(timespec="seconds"),
        "conversation": {
            "id": conversation.id,
            "title": clean_line(conversation.title()),
            "pattern": conversation.pattern,
            "setting": conversation.setting.value,
            "state": conversation.state.value,
            "started": conversation.started.isoformat(),
            "ended": conversation.ended.isoformat() if conversation.ended else None,
            "ending": conversation.ending.value if conversation.ending else None,
            "people": _people(conversation.partners),
            "steps": [
                {
                    "id": step.id,
                    "said": [
                        {
                            "who": word.who,
                            "label": clean(t(word.label, **called)),
                            "text": clean(word.text if word.own else t(word.text, **called)),
                            "own": word.own,
                        }
                        for word in words
                    ],
                }
                for step, words in passages(conversation, pattern)
            ],
            "agreements": [_agreement(one) for one in made(conversation.agreements)],
            "parked": [clean(one.text) for one in conversation.parked],
        },
    }


def rendered(document: Mapping[str, Any]) -> str:
    """Give a document as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _people(people: Sequence[Person]) -> list[dict[str, Any]]:
    return [
        {"id": person.id, "name": clean_line(person.name), "language": person.language}
        for person in people
    ]


def _agreement(one: Agreement) -> dict[str, Any]:
    return {
        "id": one.id,
        "what": clean(one.what),
        "kind": one.kind.value,
        "who": one.who,
        "first": one.first,
        "when": clean(one.when),
        "often": clean(one.often),
        "start": one.start.isoformat() if one.start else None,
        "until": one.until.isoformat() if one.until else None,
        "if": clean(one.when_if),
        "then": clean(one.then),
        "see": clean(one.see),
        "stop": clean(one.stop),
        "agreed_on": one.made_on.isoformat() if one.made_on else None,
        "counted_from": one.counted_from.isoformat() if one.counted_from else None,
        "look_back_on": one.evaluate_on.isoformat() if one.evaluate_on else None,
        "look_back_at": one.evaluate_at.isoformat("minutes") if one.evaluate_at else None,
        "version": one.version,
        "revision": one.revision,
        "ended": one.ended.value if one.ended else None,
        "notes": [
            {"id": note.id, "at": note.at.isoformat(), "text": clean(note.text), "who": note.who}
            for note in one.notes
        ],
    }
