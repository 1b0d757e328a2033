"""Files that earlier versions wrote: they open for ever, and are kept when written over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.store import Vault, file_format, schema
from sessions.store.disk import BACKUP
from sessions.store.file_format import Header
from sessions.store.manifest import State
from sessions.store.sealing import Cost
from tests.store.faults import ID, NOW, OTHER, pair
from tests.store.golden import golden_document, lay_out
from tests.store.helpers import open_own, seal_with

CHEAP = Cost(memory=64, passes=1, lanes=1)
VAULTS = (
    *("v1", "v2-plain", "v2-sealed", "v3-plain", "v3-sealed"),
    *("v4-plain", "v4-sealed", "v5-plain", "v5-sealed", "v6-plain", "v6-sealed"),
)
VERSION = {"conversation": 6, "pairs": 4}
"""What is written today."""

SINCE_CONVERSATION: dict[str, object] = {
    "reviewed": [],
    "about": "",
    "return_zone": "",
    "way": None,
}
SINCE_PAIR = {"way": None, "minutes": None}
SINCE_AGREEMENT: dict[str, object] = {
    "first": "",
    "made_on": None,
    "counted_from": None,
    "revision": 0,
    "ended": None,
    "notes": [],
}
"""What came after a golden file was made, and how it reads out of one."""


def opened(name: str, folder: Path, *, read_only: bool = False) -> Vault:
    """Give a copy of a golden vault, open."""
    if not folder.exists():
        lay_out(name, folder)
    vault = Vault.open(folder, now=NOW, read_only=read_only)
    if vault.seal.is_locked:
        vault.seal.unlock(expected(name)["passphrase"])
    return vault


def expected(name: str) -> Any:
    """Give what must come out of a golden vault."""
    found = dict(golden_document(name.partition("-")[0]))
    for part in ("conversations", "closed"):
        if part in found:
            closed = golden_document(name.partition("-")[0]).get("closed", {})
            found[part] = {
                key: today(talk, closed.get(key, talk)) for key, talk in found[part].items()
            }
    if "pairs" in found:
        found["pairs"] = [{**SINCE_PAIR, **pair} for pair in found["pairs"]]
    return found


def today(talk: dict[str, Any], closed: dict[str, Any]) -> dict[str, Any]:
    """Give a conversation of then as it reads now; `closed` is how it lay there."""
    agreements = [{**SINCE_AGREEMENT, **agreement} for agreement in talk["agreements"]]
    said = {key: today_said(key, answered) for key, answered in talk["said"].items()}
    boxes = [key for key, answered in closed["said"].items() if answered.get("closed")]
    writers = {key.split("/")[2] for key in (*boxes, *closed.get("closed_drafts", {}))}
    with_phrase = talk.get(
        "with_phrase", [person["id"] for person in talk["people"] if person["id"] in writers]
    )
    more = {
        "ideas": [{"helps": [], **idea} for idea in talk["ideas"]],
        "agreements": agreements,
        "said": said,
        "with_phrase": with_phrase,
        "time_outs": [today_time_out(time_out) for time_out in talk["time_outs"]],
    }
    return {**SINCE_CONVERSATION, **talk, **more}


def today_time_out(time_out: dict[str, Any]) -> dict[str, Any]:
    """Give a time-out of then as it reads now: its moments have a zone, or none with a name."""
    proposal = time_out["proposal"] and {"zone": "", **time_out["proposal"]}
    return {"zone": "", **time_out, "proposal": proposal}


def today_said(key: str, answered: dict[str, Any]) -> dict[str, Any]:
    """Give an answer of then as it reads now: nothing stands beside a box any more."""
    kept = {name: part for name, part in answered.items() if name != "filled"}
    return {"alone": bool(key.split("/")[2]), "talked": False, **kept}


def plain(record: object) -> Any:
    """Give a record as JSON would hold it."""
    return json.loads(json.dumps(schema.to_document(record)))


def everything(vault: Vault, name: str) -> dict[str, Any]:
    """Give all that a vault holds, with what Kim wrote alone open."""
    conversations = {}
    for id_ in vault.records.ids():
        found = vault.records.load(id_)
        if vault.own_phrases.has("k"):
            found = open_own(vault, found, "k", expected(name)["own"])
        conversations[id_] = plain(found)
    return {
        "conversations": conversations,
        "pairs": [plain(pair) for pair in vault.records.pairs()],
        "settings": vault.records.settings(),
    }


def wanted(name: str) -> dict[str, Any]:
    """Give all that a golden vault held when it was made."""
    return {key: expected(name)[key] for key in ("conversations", "pairs", "settings")}


def contents(folder: Path) -> dict[str, bytes]:
    """Give the bytes of every record in a vault, by its path in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name.endswith((file_format.SUFFIX, BACKUP, "vault.json"))
    }


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("name", VAULTS)
def test_every_version_so_far_opens(tmp_path: Path, name: str, read_only: bool) -> None:
    """Every conversation, pair and setting is there to the letter, and reading changes no file."""
    lay_out(name, tmp_path / "vault")
    before = contents(tmp_path / "vault")
    with opened(name, tmp_path / "vault", read_only=read_only) as vault:
        assert vault.records.ids() == (ID, OTHER)
        assert everything(vault, name) == wanted(name)
        listing = vault.index.read()
        assert [summary.id for summary in listing.summaries] == [ID, OTHER]
        assert listing.problems == []
    after = contents(tmp_path / "vault")
    assert {key: after[key] for key in before} == before


def test_what_was_closed_stays_closed(tmp_path: Path) -> None:
    """Without her phrase, what Kim wrote alone is not in what is read."""
    for name in VAULTS[1:]:
        with opened(name, tmp_path / name) as vault:
            for key, document in expected(name)["closed"].items():
                assert plain(vault.records.load(key)) == document
            with pytest.raises(errors.WrongPhrase):
                open_own(vault, vault.records.load(ID), "k", expected(name)["own"] + "x")
    assert expected("v2-plain")["closed"] != expected("v2-plain")["conversations"]


@pytest.mark.parametrize("name", ["v2-sealed", "v3-sealed"])
def test_the_recovery_key_of_then_opens_it(tmp_path: Path, name: str) -> None:
    """The recovery key that was printed then opens the vault without its passphrase."""
    lay_out(name, tmp_path / "vault")
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        with pytest.raises(errors.WrongPassphrase):
            vault.seal.unlock(expected(name)["passphrase"] + "x")
        vault.seal.unlock(expected(name)["recovery"])
        assert everything(vault, name) == wanted(name)


@pytest.mark.parametrize("name", VAULTS)
def test_saving_over_it_keeps_the_old_file(tmp_path: Path, name: str) -> None:
    """The first save leaves the old file as ``.bak``, byte for byte, and writes today's version."""
    with opened(name, tmp_path / "vault") as vault:
        before = contents(vault.folder)
        for record_id in vault.records.ids():
            assert (
                vault.records.save(
                    replace(vault.records.load(record_id), pair="another")
                ).generation
                > 1
            )
        vault.records.save_pair(pair("p9"))
        after = contents(vault.folder)
        paths = [
            str(vault.records.path(id_).relative_to(vault.folder)) for id_ in vault.records.ids()
        ]
        for path in (*paths, "pairs.tdb"):
            assert after[path + BACKUP] == before[path]
            version = file_format.glance(
                after[path], file_format.record_key_of(vault.folder / path), file=path
            ).version
            assert version == VERSION["pairs" if "pairs" in path else "conversation"]
        assert vault.records.pairs()[-1] == pair("p9")
        again = everything(vault, name)
        for one, document in wanted(name)["conversations"].items():
            assert again["conversations"][one] == {**document, "pair": "another"}
            assert plain(vault.records.load_backup(one))["pair"] == document["pair"]
        assert again["settings"] == wanted(name)["settings"]
        assert again["pairs"][:-1] == wanted(name)["pairs"]


@pytest.mark.parametrize("name", VAULTS)
def test_every_version_seals_and_unseals(tmp_path: Path, name: str) -> None:
    """Sealed, unsealed and sealed again, with new words to open it, it holds the same."""
    with opened(name, tmp_path / "vault") as vault:
        if vault.seal.is_sealed:
            vault.seal.unseal()
            assert everything(vault, name) == wanted(name)
        seal_with(vault, "another passphrase", cost=CHEAP)
        assert everything(vault, name) == wanted(name)
    sealed = contents(tmp_path / "vault")
    assert len(sealed) > 4
    for path, blob in sealed.items():
        assert b'"Kim"' not in blob
        assert path.startswith("vault.json") or blob.startswith(b"tweespraak 3 ")
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        vault.seal.unlock("another passphrase")
        assert everything(vault, name) == wanted(name)
        vault.seal.unseal()
    with Vault.open(tmp_path / "vault", now=NOW) as vault:
        assert not vault.seal.is_locked
        assert vault.seal.manifest.state is State.PLAIN
        assert everything(vault, name) == wanted(name)
    assert all(b"aes-256-gcm" not in blob for blob in contents(tmp_path / "vault").values())


@pytest.mark.parametrize("name", VAULTS)
@pytest.mark.parametrize("what", ["version", "format"])
def test_what_a_later_program_wrote_is_never_rewritten(
    tmp_path: Path, name: str, what: str
) -> None:
    """A version 7 or a format 4 is `RecordNewer` for reading and saving; its bytes stay."""
    with opened(name, tmp_path / "vault") as vault:
        for path, record_id in ((vault.records.path(ID), ID), (vault.files.pairs_path(), "pairs")):
            path.write_bytes(later(vault, path, what))
            before = path.read_bytes()
            with pytest.raises(errors.RecordNewer) as caught:
                vault.records.load(ID) if record_id == ID else vault.records.pairs()
            assert caught.value.fields["file"] == str(path)
            with pytest.raises(errors.RecordNewer):
                saved(vault, record_id)
            assert path.read_bytes() == before
            assert not path.with_name(path.name + BACKUP).exists()
        assert not (vault.folder / "damaged").exists()
        problems = vault.index.read().problems
        assert [type(problem) for problem in problems] == [errors.RecordNewer]
        vault.index.make_again()
        assert vault.records.path(ID).read_bytes().count(b"tweespraak") == 1


def later(vault: Vault, path: Path, what: str) -> bytes:
    """Give the file at `path` as a program of later would have written it."""
    import zlib

    record_key = file_format.record_key_of(path)
    if what == "format":
        line = b"tweespraak 4 whatever comes then"
        return b"%s %08x\n%s" % (line, zlib.crc32(line), b"new words")
    header = Header(record_key=record_key, version=7, generation=5)
    return file_format.pack(header, b'{"conversation": {"1": {"new": 1}}}', vault.files.keyring)


def saved(vault: Vault, record_id: str) -> None:
    """Save something over a record."""
    if record_id == ID:
        from tests.store.faults import small

        vault.records.save(small())
    else:
        vault.records.save_pair(pair())


def test_sealing_keeps_what_a_later_program_wrote(tmp_path: Path) -> None:
    """A version 7 in a vault that is sealed is there behind the seal, with the words it had."""
    with opened("v1", tmp_path / "vault") as vault:
        path = vault.records.path(ID)
        path.write_bytes(later(vault, path, "version"))
        before = file_format.unpack(path.read_bytes(), file_format.record_key_of(path), file="")
        seal_with(vault, "a", cost=CHEAP)
        header, payload = file_format.unpack(
            path.read_bytes(), file_format.record_key_of(path), file="", keyring=vault.files.keyring
        )
        assert payload == before[1]
        assert (header.version, header.generation) == (7, 5)
        with pytest.raises(errors.RecordNewer):
            vault.records.load(ID)
        vault.seal.unseal()
        assert (
            file_format.unpack(path.read_bytes(), file_format.record_key_of(path), file="")
            == before
        )


def test_a_later_vault_is_never_rewritten(tmp_path: Path) -> None:
    """A manifest of a later format keeps this program out, and stays as it is."""
    from sessions.store import manifest

    for name in VAULTS:
        lay_out(name, tmp_path / name)
        path = tmp_path / name / manifest.NAME
        path.write_bytes(manifest._render({"format": 4, "vault": "new"}))
        before = contents(tmp_path / name)
        for read_only in (False, True):
            with pytest.raises(errors.RecordNewer):
                Vault.open(tmp_path / name, now=NOW, read_only=read_only)
        assert contents(tmp_path / name) == before
