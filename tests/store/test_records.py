"""Records to and from documents, and from one version to the next."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import RecordStorage, file_format, schema
from sessions.store.disk import BACKUP
from sessions.store.file_format import RecordKey
from tests.store.faults import ID, NASTY, full, small

WHO = RecordKey("conversation", ID)


def back(document: object) -> Conversation:
    return schema.from_document(document, Conversation, WHO, file="the file")


def test_everything_in_a_conversation_comes_back() -> None:
    """No field is lost or changed on the way, and no text is cleaned."""
    assert back(schema.to_document(full())) == full()


def test_a_mapping_of_any_sort_is_saved() -> None:
    """A move may protect its mappings; they come back as the same words."""
    guarded = small(drafts=MappingProxyType({"a": MappingProxyType({"text": NASTY})}))
    assert back(schema.to_document(guarded)).drafts == {"a": {"text": NASTY}}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"state": "dancing"}, "document $.state"),
        ({"at": {"step": "x"}}, "document $.at"),
        ({"id": 3}, "document $.id"),
        ({"people": "Kim"}, "document $.people"),
        ({"started": "yesterday, my dear"}, "document $.started"),
        ({"said": {"x": {"fields": {"text": 3}}}}, "document $.said[...].fields[...]"),
    ],
)
def test_what_does_not_fit_is_damage(change: dict[str, Any], problem: str) -> None:
    """The error names the file and the place in it, and holds none of the words."""
    with pytest.raises(errors.RecordDamaged) as caught:
        back({**schema.to_document(small()), **change})
    assert caught.value.fields["file"] == "the file"
    assert caught.value.fields["problem"] == problem
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("document", [None, [], "x", {}])
def test_no_document_is_damage(document: object) -> None:
    """A file without a conversation in it is no conversation."""
    with pytest.raises(errors.RecordDamaged):
        back(document)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_survives_the_disk(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Every text Python can hold, half a surrogate pair too, is read as it was written."""
    path = tmp_path_factory.mktemp("any") / "notes.tdb"
    RecordStorage(path).write({"notes": {"1": {"text": text}}})
    assert RecordStorage(path).read() == {"notes": {"1": {"text": text}}}


def test_half_a_surrogate_pair_survives(tmp_path: Path) -> None:
    """Text that is no UTF-8 does not stop a save, and the file stays UTF-8."""
    path = tmp_path / "notes.tdb"
    RecordStorage(path).write({"notes": {"1": {"text": "a\ud800é"}}})
    assert RecordStorage(path).read() == {"notes": {"1": {"text": "a\ud800é"}}}
    path.read_bytes().decode("utf-8")


# -- Versions ---------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that version 1 of the kind "notes" wrote."""
    path = tmp_path / "notes.tdb"
    RecordStorage(path).write({"notes": {"1": {"title": "x"}}})
    return path


def test_an_older_file_is_read_as_today(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrations follow one another; reading changes no file, saving keeps the old as ``.bak``."""

    def rename(tables: schema.Tables) -> schema.Tables:
        return {"notes": {n: {"subject": d["title"]} for n, d in tables["notes"].items()}}

    def shout(tables: schema.Tables) -> schema.Tables:
        return {"notes": {n: {"subject": d["subject"].upper()} for n, d in tables["notes"].items()}}

    monkeypatch.setitem(schema.VERSIONS, "notes", 3)
    monkeypatch.setitem(schema.MIGRATIONS, ("notes", 1), rename)
    monkeypatch.setitem(schema.MIGRATIONS, ("notes", 2), shout)
    before = path.read_bytes()
    database = TinyDB(path, storage=RecordStorage)
    assert database.table("notes").all() == [{"subject": "X"}]
    assert path.read_bytes() == before
    database.table("notes").update({"seen": True})
    assert path.with_name(path.name + BACKUP).read_bytes() == before
    assert path.read_bytes().startswith(b"tweespraak 1 notes 3 ")
    assert RecordStorage(path).read() == {"notes": {"1": {"subject": "X", "seen": True}}}


@pytest.mark.parametrize("migrates", [False, True])
def test_a_way_up_that_fails_is_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch, migrates: bool
) -> None:
    """A migration that is missing or cannot read the tables never guesses."""
    monkeypatch.setitem(schema.VERSIONS, "notes", 2)
    if migrates:
        monkeypatch.setitem(schema.MIGRATIONS, ("notes", 1), lambda tables: tables["nothing"])
    with pytest.raises(errors.RecordDamaged):
        RecordStorage(path).read()


def test_a_newer_record_is_left_alone(path: Path) -> None:
    """What a later program wrote is not read, and never written over."""
    header = file_format.Header(record_key=RecordKey("notes", "notes"), version=2, generation=9)
    path.write_bytes(file_format.pack(header, b'{"notes": {}}'))
    before = path.read_bytes()
    with pytest.raises(errors.RecordNewer) as caught:
        RecordStorage(path).read()
    assert caught.value.fields["file"] == str(path)
    with pytest.raises(errors.RecordNewer):
        RecordStorage(path).write({})
    assert path.read_bytes() == before


def test_every_kind_can_come_from_its_first_version() -> None:
    """A version that was raised has a migration for every step before it."""
    for kind, version in schema.VERSIONS.items():
        for step in range(1, version):
            assert (kind, step) in schema.MIGRATIONS
