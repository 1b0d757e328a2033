"""What may leave the program: the places whose words both may read. The list trusts nobody."""

from __future__ import annotations

from collections.abc import Mapping

from sessions.conversation import YES, Conversation, Turn
from sessions.kinds.private import SHARE
from sessions.pattern import shipped
from sessions.privacy import is_private
from tests.export.whole_conversations import AGREEMENT_WORDS, SUBJECT, Written, people_of, words_of

READABLE = {
    "give-and-take": {
        "together/subject": {"text"},
        "appreciation/speak": {"text"},
        "appreciation/reflect": {"text"},
        "impact/speak": {"understand", "see", "feel", "need", "ask", "core"},
        "impact/missed": {"words", "text"},
        "impact/reflect": {"text"},
        "cycle/cycle": {"first", "second", "again"},
        "closing/open": {"text"},
        "closing/thanks": {"text"},
    },
    "evaluation": {
        "appreciation/speak": {"text"},
        "closing/open": {"text"},
        "closing/thanks": {"text"},
    },
    "inventory": {},
}
"""What both may read as soon as it is said, by pattern, step and phase."""

AFTER_THE_REVEAL = {
    "give-and-take": {"alone/goal": {"text"}, "ideas/judge": {"why0", "why1", "how0", "how1"}},
    "evaluation": {"review/answer": {"helped", "stood"}},
    "inventory": {},
}
"""What both may read once everybody was alone: a shared goal, the reason of an objection."""

AGREED = {
    "give-and-take": {"agreements/write", "agreements/plan"},
    "evaluation": {"review/write", "review/plan"},
    "inventory": set(),
}
"""What becomes part of an agreement; it is read there."""

IN_CONVERSATION = {
    "id", "pair", "people", "setting", "pattern", "state", "started", "changed", "said", "ideas",
    "agreements", "parked", "return_at", "return_zone", "ended", "ending", "reviewed", "about",
}  # fmt: skip
"""The fields of a conversation that something both may read can be in."""

NEVER = {"at", "drafts", "closed_drafts", "time_outs", "restored", "origin", "with_phrase", "way"}
"""Those of which no word ever leaves."""


def private_words(talk: Conversation) -> set[str]:
    """Give the words that the program itself calls private, wherever a turn keeps them."""
    pattern = shipped(talk.pattern)
    all_fields: list[tuple[str, Mapping[str, str]]] = [
        *((key, answer.fields) for key, answer in talk.said.items()),
        *talk.drafts.items(),
    ]
    return {
        word
        for key, words in all_fields
        if is_private(talk, pattern, key)
        for text in words.values()
        for word in words_of(text)
    }


def readable_words(talk: Conversation, written: Written) -> set[str]:
    """Give the words that both may read, by the lists above alone."""
    name = talk.pattern
    who = people_of(talk)
    every = {word for subject in talk.parked for word in words_of(subject.text)}
    every |= {word for idea in talk.ideas if not idea.withdrawn for word in words_of(idea.text)}
    for agreement in (*talk.agreements, *talk.reviewed):
        if not agreement.withdrawn:
            texts = [getattr(agreement, word) for word in AGREEMENT_WORDS]
            every |= {word for text in texts for word in words_of(text)}
    for key, answer in talk.said.items():
        turn = Turn.of_key(key)
        assert turn is not None
        place = f"{turn.step}/{turn.phase}"
        names = set(READABLE[name].get(place, set()))
        if place in AFTER_THE_REVEAL[name] and _revealed(talk, turn, who):
            names |= AFTER_THE_REVEAL[name][place]
        for field_name in names:
            every |= words_of(answer.fields.get(field_name, ""))
    return {word for word in every if word == SUBJECT or written.at[word][0] != "draft"}


def _revealed(talk: Conversation, turn: Turn, who: tuple[str, ...]) -> bool:
    answers = talk.said
    if turn.phase == "goal":
        shared = [Turn("alone", SHARE, person).key for person in who]
        mine = answers.get(Turn("alone", SHARE, turn.who).key)
        return (
            all(key in answers for key in shared)
            and mine is not None
            and mine.fields["goal"] == YES
        )
    objects = turn.phase != "judge" or answers[turn.key].fields.get("mark0") == "objection"
    places = [0] if turn.phase == "judge" else list(range(len(talk.reviewed)))
    every = [Turn(turn.step, turn.phase, person, place).key for person in who for place in places]
    return objects and all(key in answers for key in every)
