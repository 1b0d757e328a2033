"""What somebody with a phrase wrote alone: in boxes when the curtain falls, nothing beside them."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.commands import Answer, CallTimeOut, SaveDraft, Skip
from sessions.conversation import YES, State
from sessions.kinds.private import GO_ON, SHARE, WAIT
from sessions.store import Vault, file_format
from sessions.store.sealing import Cost
from tests.workspace.opened import EVENING, KIM, Clock, OpenWorkspace, couple, opened
from tests.workspace.reached import at
from tui.workspace import workspace as workspaces

PHRASE = "van mij alleen, echt"
CHEAP = Cost(memory=64, passes=1, lanes=1)
TENSION, GOAL = f"alone/tension/{KIM}/0", f"alone/goal/{KIM}/0"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Give a vault in which Kim has a phrase."""
    folder = tmp_path / "template"
    with Vault.open(folder, now=EVENING) as vault:
        vault.records.save_pair(couple())
        vault.own_phrases.give(KIM, PHRASE, cost=CHEAP)
    return folder


def at_kims_turn(work: OpenWorkspace) -> None:
    """Begin, and talk until Kim is alone."""
    work.workspace.begin(couple())
    at(work, TENSION)
    work.workspace.open_curtain()


def alone(work: OpenWorkspace, answers: list[dict[str, str] | None], shared: set[str]) -> None:
    """Let Kim answer what she is asked alone; None passes a question over."""
    for fields in answers:
        turn = work.workspace.conversation.at
        work.send(Skip() if fields is None else Answer(turn, fields))
    turn = work.workspace.conversation.at
    assert (turn.phase, turn.who) == (SHARE, KIM)
    work.send(Answer(turn, dict.fromkeys(shared, YES)))
    assert work.workspace.conversation.at.who != KIM


def test_only_boxes_stay_when_the_curtain_falls(template: Path) -> None:
    """In memory as on the disk; a draft of hers too, and at a time-out as at her last answer."""
    with opened(template, Clock()) as work:
        at_kims_turn(work)
        work.send(Answer(work.workspace.conversation.at, {"scale": "9", WAIT: GO_ON}))
        assert work.workspace.conversation.said[TENSION].fields["scale"] == "9"
        work.send(Answer(work.workspace.conversation.at, {"text": "a secret goal"}))
        assert not work.workspace.conversation.said[GOAL].closed
        work.workspace.draft(SaveDraft("text", "half a message"))
        work.send(CallTimeOut())
        talk = work.workspace.conversation
        assert talk.state is State.TIME_OUT
        assert talk.said[TENSION].closed
        assert talk.said[GOAL].closed
        assert talk.drafts == {}
        assert "secret" not in repr(talk)
        assert "half a message" not in repr(talk)


def test_a_curtain_that_falls_in_the_middle_closes_all_of_it(template: Path) -> None:
    """Letters that come too late stand beside no box; with the phrase every word is there."""
    with opened(template, Clock()) as work:
        at_kims_turn(work)
        work.send(Answer(work.workspace.conversation.at, {"scale": "9", WAIT: GO_ON}))
        turn = work.workspace.conversation.at
        work.workspace.draft(SaveDraft("text", "a secret goal", turn))
        work.workspace.close_curtain()
        assert "secret" not in repr(work.workspace.conversation)
        for late in (turn, None):
            assert not work.workspace.draft(SaveDraft("text", "a secret goa", late))
        assert work.workspace.conversation.drafts == {}
        work.workspace.open_with_key(KIM, work.vault.own_phrases.key(KIM, PHRASE))
        work.workspace.open_curtain()
        assert work.workspace.conversation.written(turn, "text") == "a secret goal"
        assert work.workspace.draft(SaveDraft("text", "a secret goal, and more", turn))


def test_the_wait_lies_in_the_answer_about_tension(template: Path) -> None:
    """Who has a phrase is asked it there; chosen, it calls a time-out that both see."""
    with opened(template, Clock()) as work:
        at_kims_turn(work)
        work.send(Answer(work.workspace.conversation.at, {"scale": "9", WAIT: WAIT}))
        assert work.workspace.conversation.state is State.TIME_OUT
        assert work.workspace.conversation.said[TENSION].closed


words = st.text("abc é", max_size=60)
texts = st.one_of(st.none(), words.map(lambda text: {"text": f"x{text}"}))
tension = st.one_of(
    st.none(),
    st.builds(
        lambda scale, wait: {"scale": str(scale), **wait},
        st.integers(1, 10),
        st.sampled_from([{}, {WAIT: GO_ON}]),
    ),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.tuples(tension, texts, texts, texts), other=st.tuples(tension, texts, texts, texts))
def test_two_inputs_of_one_size_class_differ_in_the_boxes_only(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    one: tuple[dict[str, str] | None, ...],
    other: tuple[dict[str, str] | None, ...],
) -> None:
    """Which questions were answered, passed over, and how, is in no name, size or field."""
    seen = []
    for answers in (one, other):
        folder = tmp_path_factory.mktemp("two") / "vault"
        shutil.copytree(template, folder)
        counter = itertools.count(1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(workspaces, "new_id", lambda counter=counter: f"{next(counter):032x}")
            with opened(folder, Clock()) as work:
                at_kims_turn(work)
                alone(work, list(answers), set())
                work.saves()
        seen.append(sorted(without_boxes(folder)))
        shutil.rmtree(folder)
    assert seen[0] == seen[1]


def without_boxes(folder: Path) -> Iterator[tuple[str, Any]]:
    """Give what is in each file of a folder, with the length of each box in its place."""
    for path in folder.rglob("*.tdb*"):
        if path.parent.name == "index":
            continue
        name = str(path.relative_to(folder))
        record_key = file_format.record_key_of(path)
        _, payload = file_format.unpack(path.read_bytes(), record_key, file="")
        yield name, json.dumps(_bare(json.loads(payload)), sort_keys=True)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: len(part) if name == "closed" else _bare(part) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return value


def test_somebody_in_doubt_keeps_their_words_on_the_screen(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be closed for its owner is not written at all, and not lost either."""
    with opened(template, Clock()) as work:
        at_kims_turn(work)
        locks = work.vault.own_phrases.locks
        monkeypatch.setattr(locks.guard, "is_in_doubt", lambda *_: True)
        work.workspace.perform(Answer(work.workspace.conversation.at, {"scale": "9"}))
        assert not work.library.flush()
        assert work.workspace.conversation.said[TENSION].fields["scale"] == "9"
        monkeypatch.undo()
        work.workspace.save()
        assert work.library.flush()
