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
            "agreements": [_agreement(agreement) for agreement in made(conversation.agreements)],
            "parked": [clean(subject.text) for subject in conversation.parked],
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


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "id": agreement.id,
        "what": clean(agreement.what),
        "kind": agreement.kind.value,
        "who": agreement.who,
        "first": agreement.first,
        "when": clean(agreement.when),
        "often": clean(agreement.often),
        "start": agreement.start.isoformat() if agreement.start else None,
        "until": agreement.until.isoformat() if agreement.until else None,
        "if": clean(agreement.when_if),
        "then": clean(agreement.then),
        "see": clean(agreement.see),
        "stop": clean(agreement.stop),
        "agreed_on": agreement.made_on.isoformat() if agreement.made_on else None,
        "counted_from": agreement.counted_from.isoformat() if agreement.counted_from else None,
        "look_back_on": agreement.evaluate_on.isoformat() if agreement.evaluate_on else None,
        "look_back_at": agreement.evaluate_at.isoformat("minutes")
        if agreement.evaluate_at
        else None,
        "version": agreement.version,
        "revision": agreement.revision,
        "ended": agreement.ended.value if agreement.ended else None,
        "notes": [
            {"id": note.id, "at": note.at.isoformat(), "text": clean(note.text), "who": note.who}
            for note in agreement.notes
        ],
    }
