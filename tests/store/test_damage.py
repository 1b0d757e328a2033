"""Damage: every bit and every length counts, and one bad file costs nothing but itself."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, file_format, manifest, schema, sealing
from sessions.store.disk import BACKUP, Disk
from sessions.store.file_format import Header, Keyring, RecordKey
from sessions.store.own_keys import _document
from sessions.store.record_files import PAIRS
from sessions.summary import Filter, filtered
from tests.store import badfiles
from tests.store.badfiles import (
    CHEAP,
    KIM_AND_SAM,
    PASSPHRASE,
    Bad,
    as_json,
    chance_file,
    fine,
    ordinary,
    whole,
)
from tests.store.faults import ID, NOW, OTHER, pair, saying, small
from tests.store.helpers import every_conversation, open_own

RING = Keyring(vault="f" * 32, key=bytes(range(32)))
BOTH = pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])


def mutations(blob: bytes, step: int = 1) -> Iterator[bytes]:
    """Give `blob` with each bit flipped, and cut off after each byte; every `step`-th of those."""
    for number in range(0, 9 * len(blob), step):
        place, bit = divmod(number, 9)
        if bit == 8:
            yield blob[:place]
        else:
            changed = bytearray(blob)
            changed[place] ^= 1 << bit
            yield bytes(changed)


def put(path: Path, blob: bytes) -> None:
    """Make the bytes at `path` these. In place: a file that is cut to nothing first is slow."""
    with path.open("r+b") as file:
        file.write(blob)
        file.truncate()


def make_vault(folder: Path, *, sealed: bool) -> Vault:
    """Give an open vault with an ordinary conversation, one that stays fine, and two people."""
    vault = Vault.open(folder, now=NOW)
    vault.records.save(ordinary())
    vault.records.save(fine())
    vault.records.save_pair(pair())
    vault.records.save_settings({"language": "nl"})
    if sealed:
        vault.seal.seal(PASSPHRASE, cost=CHEAP)
    return vault


@pytest.fixture
def vaults(tmp_path: Path) -> Iterator[Callable[[bool], Vault]]:
    """Make vaults, and close them."""
    made: list[Vault] = []

    def make(sealed: bool) -> Vault:
        made.append(make_vault(tmp_path / f"vault{len(made)}", sealed=sealed))
        return made[-1]

    yield make
    for one in made:
        one.close()


def listed(wrong: list[str]) -> str:
    """Give the first of what is wrong, each on a line of its own."""
    return "\n".join((f"{len(wrong)} in all:", *(one[:200] for one in wrong[:40])))


# -- Every bit and every length -------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("kind", ["conversation", "pairs", "index"])
def test_no_bit_and_no_length_goes_unnoticed(
    vaults: Callable[[bool], Vault], kind: str, sealed: bool
) -> None:
    """Each flipped bit and each cut of a whole file is damage, never words and never a crash."""
    vault = vaults(sealed)
    vault.index.flush()
    path = {
        "conversation": vault.records.path(ID),
        "pairs": vault.files.pairs_path(),
        "index": vault.folder / "index" / "ab.tdb",
    }[kind]
    blob, who, keyring = path.read_bytes(), file_format.record_key_of(path), vault.files.keyring
    assert file_format.unpack(blob, who, file="", keyring=keyring)[0].record_key == who
    tried = 0
    for changed in mutations(blob):
        tried += 1
        try:
            file_format.unpack(changed, who, file="", keyring=keyring)
        except errors.RecordDamaged:
            continue
        pytest.fail(f"mutation {tried} went unnoticed")
    assert tried == 9 * len(blob)
    assert tried > (60_000 if kind == "conversation" else 2_500)


def whole_way(vault: Vault, step: int) -> int:
    """Load each mutation of a conversation; give how many there were."""
    path = vault.records.path(ID)
    blob, tried = path.read_bytes(), 0
    for changed in mutations(blob, step):
        put(path, changed)
        with pytest.raises(errors.RecordDamaged) as caught:
            vault.records.load(ID)
        assert caught.value.fields["file"] == str(path)
        if tried % 50 == 0:
            assert vault.records.load(OTHER) == fine()
            listing = vault.index.read()
            assert [summary.id for summary in listing.summaries] == [OTHER]
            assert [problem.fields["id"] for problem in listing.problems] == [ID]
        tried += 1
    put(path, blob)
    assert vault.records.load(ID) == ordinary()
    return tried


@BOTH
def test_a_changed_conversation_is_told_and_costs_no_other(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """All the way through the vault: it is named, it is listed as damaged, and the other opens."""
    assert whole_way(vaults(sealed), 53) > 1_200


@pytest.mark.long
@BOTH
def test_every_changed_conversation_is_told(vaults: Callable[[bool], Vault], sealed: bool) -> None:
    """The same for each bit and each length there is."""
    assert whole_way(vaults(sealed), 1) > 60_000


def changed_pairs(vault: Vault, step: int) -> int:
    """Read each mutation of the pairs; give how many there were."""
    vault.records.save_settings({"language": "nl"})
    vault.files.copy_to_backup(vault.files.pairs_path())
    path = vault.files.pairs_path()
    blob, tried = path.read_bytes(), 0
    for changed in mutations(blob, step):
        put(path, changed)
        for read in (vault.records.pairs, vault.records.settings):
            with pytest.raises(errors.RecordDamaged):
                read()
        vault.own_phrases.locks.forget()
        if tried % 50 == 0:
            assert vault.records.pairs(backup=True) == (pair(),)
            assert vault.records.settings(backup=True) == {"language": "nl"}
            assert vault.records.load(ID) == ordinary()
            assert vault.own_phrases.locks.all() == {}
        tried += 1
    return tried


@BOTH
def test_changed_pairs_are_told_and_the_copy_is_there(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The people and the settings of an earlier run can be read; every conversation opens."""
    assert changed_pairs(vaults(sealed), 11) > 250


@pytest.mark.long
@BOTH
def test_every_change_of_the_pairs_is_told(vaults: Callable[[bool], Vault], sealed: bool) -> None:
    """The same for each bit and each length there is."""
    assert changed_pairs(vaults(sealed), 1) > 2_500


def settle(folder: Path) -> None:
    """Let everything there be of long ago, so that the index is taken at its word."""
    for path in (*folder.iterdir(), folder):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def changed_shard(vault: Vault, step: int) -> int:
    """List the vault with each mutation of a shard; give how many there were."""
    settle(vault.records.path(ID).parent)
    settle(vault.records.path(OTHER).parent)
    vault.index.flush()
    loaded: list[str] = []
    load = vault.index._load

    def counted(conversation_id: str) -> Conversation:
        loaded.append(conversation_id)
        return load(conversation_id)

    vault.index._load = counted
    before = vault.index.read()
    assert [summary.id for summary in before.summaries] == [ID, OTHER]
    assert loaded == []
    path = vault.folder / "index" / "ab.tdb"
    blob, tried = path.read_bytes(), 0
    for changed in mutations(blob, step):
        loaded.clear()
        put(path, changed)
        assert vault.index.read() == before
        assert loaded == [ID]
        if tried % 20 == 0:
            vault.index.mend()
            loaded.clear()
            assert vault.index.read() == before
            assert loaded == []
        tried += 1
    return tried


@BOTH
def test_a_changed_index_is_made_again_in_silence(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The list is the same; the conversation is read instead, and `mend` writes the index anew."""
    assert changed_shard(vaults(sealed), 17) > 300


@pytest.mark.long
@BOTH
def test_every_change_of_the_index_is_made_good(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The same for each bit and each length there is."""
    assert changed_shard(vaults(sealed), 1) > 6_000


@BOTH
def test_no_bit_of_the_vaults_own_file_goes_unnoticed(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """Its copy is used for each change of it; the same change of both is `VaultDamaged`."""
    vault = vaults(sealed)
    vault.close()
    disk, path = Disk(), vault.folder / manifest.NAME
    copy = path.with_name(manifest.NAME + BACKUP)
    blob, known = path.read_bytes(), vault.seal.manifest
    assert copy.read_bytes() == blob
    for number, changed in enumerate(mutations(blob)):
        assert manifest.parse(changed, file="") is None
        if number % 7 == 0:
            put(path, changed)
            assert manifest.read_manifest(vault.folder, disk) == known
    for changed in mutations(blob, 11):
        for one in (path, copy):
            put(one, changed)
        with pytest.raises(errors.VaultDamaged):
            manifest.read_manifest(vault.folder, disk)
    for changed in mutations(blob, 97):
        put(path, changed)
        put(copy, blob)
        with Vault.open(vault.folder, now=NOW) as again:
            again.seal.unlock(PASSPHRASE)
            assert again.records.load(ID) == ordinary()
        assert path.read_bytes() == copy.read_bytes() == blob


# -- Bad files, made by hand ----------------------------------------------------------------------


def outcome(what: Callable[[], Any]) -> Any:
    """Give what a call gives, or what it raises."""
    try:
        return what()
    except Exception as problem:  # noqa: BLE001 - any but ours must not happen; told by its name
        return problem


def complaints(vault: Vault, name: str, want: tuple[Any, ...]) -> Iterator[str]:
    """Give what is wrong with how a vault takes the bad file in it."""
    found = outcome(lambda: vault.records.load(ID))
    if isinstance(found, Conversation):
        if None not in want:
            yield f"{name}: was read"
    elif not isinstance(found, tuple(one for one in want if one)):
        yield f"{name}: reading gave {found!r}"
    if outcome(lambda: vault.records.load(OTHER)) != fine():
        yield f"{name}: the other does not open"
    yield from (f"{name}: {one}" for one in _listing(vault))
    every = outcome(lambda: list(every_conversation(vault)))
    if isinstance(every, Exception) or len(every) != 2:
        yield f"{name}: reading all gave {every!r}"
    yield from (f"{name}: {one}" for one in _saving(vault, found))


def _listing(vault: Vault) -> Iterator[str]:
    """Give what is wrong with the list beside a bad file."""
    listing = outcome(vault.index.read)
    if isinstance(listing, Exception):
        yield f"listing gave {listing!r}"
        return
    there = [summary.id for summary in listing.summaries]
    problems = [problem.fields.get("id") for problem in listing.problems]
    if sorted(there + problems) != [ID, OTHER] or OTHER not in there:
        yield f"listed as {there}, {problems}"
    kept = outcome(lambda: filtered(listing.summaries, Filter(), NOW.date()))
    if isinstance(kept, Exception):
        yield f"choosing gave {kept!r}"


def _saving(vault: Vault, found: Any) -> Iterator[str]:
    """Give what is wrong with a save over a bad file, of what was read where something was."""
    new = found if isinstance(found, Conversation) else small()
    saved = outcome(lambda: vault.records.save(new))
    if isinstance(saved, Exception):
        # A file of a later program is left alone; nothing else stands in the way of new words.
        if not isinstance(found, errors.RecordNewer) or not isinstance(saved, errors.RecordNewer):
            yield f"saving gave {saved!r}"
    elif outcome(lambda: vault.records.load(ID)) != new:
        yield "what was saved over it is not there"


def clear(vault: Vault) -> None:
    """Take away what the last bad file left."""
    path = vault.records.path(ID)
    for one in (path, path.with_name(path.name + BACKUP), vault.folder / "damaged"):
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink(missing_ok=True)
    vault.files.forget(path)


def told(table: tuple[Bad, ...], vault: Vault) -> list[str]:
    """Lay each bad file of a table in a vault; give what is wrong."""
    wrong: list[str] = []
    for one in table:
        clear(vault)
        one.lay(vault)
        wrong += complaints(vault, one.name, one.want)
    return wrong


PLAIN_GROUPS: dict[str, Callable[[], Iterator[Bad]]] = {
    "headers": badfiles.headers,
    "others": badfiles.others,
    "payloads": badfiles.payloads,
    "fields": badfiles.fields,
    "half pairs": badfiles.half_pairs,
    "values": badfiles.values,
    "no files": badfiles.no_files,
    "sealed": badfiles.sealed_in_plain,
}
SEALED_GROUPS: dict[str, Callable[[], Iterator[Bad]]] = {
    "others": badfiles.others,
    "payloads": badfiles.payloads,
    "values": badfiles.values,
    "no files": badfiles.no_files,
    "sealed": badfiles.sealed_files,
}


@pytest.mark.parametrize("group", PLAIN_GROUPS)
def test_a_bad_file_is_refused_or_read(vaults: Callable[[bool], Vault], group: str) -> None:
    """It gives an error of the store or a conversation; all else opens, and words can be saved."""
    wrong = told(tuple(PLAIN_GROUPS[group]()), vaults(False))
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("group", SEALED_GROUPS)
def test_a_bad_file_in_a_sealed_vault_is_refused_or_read(
    vaults: Callable[[bool], Vault], group: str
) -> None:
    """The same behind a seal, where wrong boxes and files of another vault come to it."""
    wrong = told(tuple(SEALED_GROUPS[group]()), vaults(True))
    assert not wrong, listed(wrong)


def test_there_are_enough_bad_files() -> None:
    """The tables do not shrink unseen, and no two of one table have one name."""
    plain = [one.name for group in PLAIN_GROUPS.values() for one in group()]
    sealed = [one.name for group in SEALED_GROUPS.values() for one in group()]
    assert len(plain) > 600
    assert len(sealed) > 100


def test_an_old_sealed_file_is_told_from_a_new_one(vaults: Callable[[bool], Vault]) -> None:
    """A file of another vault with one passphrase, and of this one before it was sealed anew."""
    first, second = vaults(True), vaults(True)
    old = first.records.path(ID).read_bytes()
    second.records.path(ID).write_bytes(old)
    with pytest.raises(errors.RecordDamaged):
        second.records.load(ID)
    first.seal.unseal()
    first.seal.seal(PASSPHRASE, cost=CHEAP)
    assert first.records.load(ID) == ordinary()
    first.records.path(ID).write_bytes(old)
    with pytest.raises(errors.RecordDamaged):
        first.records.load(ID)
    assert first.records.load(OTHER) == second.records.load(OTHER) == fine()


# -- Bad files, made by chance --------------------------------------------------------------------


def by_chance(vault: Vault, seed: str, count: int) -> list[str]:
    """Lay `count` generated files in a vault; give what is wrong."""
    random, wrong, read = Random(seed), list[str](), 0
    for number in range(count):
        clear(vault)
        blob = chance_file(random, vault.files.keyring)
        badfiles.write(vault, blob)
        read += isinstance(outcome(lambda: vault.records.load(ID)), Conversation)
        wrong += complaints(vault, f"number {number}", (errors.StoreError, None))
    # When all were refused, or none, chance would have shown nothing.
    assert count / 20 < read < count * 19 / 20
    return wrong


@BOTH
def test_what_chance_makes_is_refused_or_read(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """Documents and bytes changed at random, checksums right or not: never anything else."""
    wrong = by_chance(vaults(sealed), f"default {sealed}", 150)
    assert not wrong, listed(wrong)


@pytest.mark.long
@BOTH
def test_much_that_chance_makes_is_refused_or_read(
    vaults: Callable[[bool], Vault], sealed: bool
) -> None:
    """The same, five thousand times in all."""
    wrong = by_chance(vaults(sealed), f"long {sealed}", 2_500)
    assert not wrong, listed(wrong)


# -- The vault's own file -------------------------------------------------------------------------


def slot(**fields: Any) -> dict[str, Any]:
    """Give the document of a wrapped key with other `fields`."""
    made = manifest.slot_document(sealing.wrap(bytes(32), PASSPHRASE, "f" * 32, CHEAP))
    return {**made, **fields}


def own_file(**fields: Any) -> dict[str, Any]:
    """Give what a sealed vault says of itself, with other `fields`."""
    content = {
        "format": 2,
        "vault": "f" * 32,
        "seal": "sealed",
        "language": "nl",
        "passphrase": slot(),
        "recovery": None,
    }
    return {**content, **fields}


def without(content: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != name}


BAD_COSTS: dict[str, Any] = {
    "memory of a petabyte": [2**40, 3, 4],
    "memory below the lanes": [31, 3, 4],
    "no memory": [0, 1, 1],
    "memory below nought": [-65536, 3, 4],
    "no lanes": [65536, 3, 0],
    "lanes below nought": [65536, 3, -4],
    "lanes past counting": [2**30, 3, 2**24],
    "no passes": [65536, 0, 4],
    "passes for a year": [65536, 2**31, 4],
    "a true": [65536, True, 4],
    "a broken number": [65536, 3.0, 4],
    "not a number": [float("nan"), 3, 4],
    "without an end": [float("inf"), 3, 4],
    "a text": ["65536", "3", "4"],
    "two numbers": [65536, 3],
    "four numbers": [65536, 3, 4, 5],
    "a number": 65536,
    "none of them": [],
    "a table": {"memory": 65536},
    "a table of three": {"a": 1, "b": 2, "c": 3},
    "nothings": [None, None, None],
    "a number of many digits": [10**4000, 3, 4],
}
BAD_SLOTS: dict[str, Any] = {
    "no slot": None,
    "a slot that is a list": [],
    "a slot that is a text": "slot",
    "a slot that is a number": 3,
    "an empty slot": {},
    "a slot without a cost": slot(argon2id=None),
    "a short salt": slot(salt=base64.b64encode(b"x" * 7).decode()),
    "no salt": slot(salt=""),
    "a salt that is no text": slot(salt=3),
    "a salt that is nothing": slot(salt=None),
    "a salt that is no base64": slot(salt="a" * 21),
    "a salt with a space": slot(salt="AAAA AAAA AAAA AAAA"),
    "a salt in another alphabet": slot(salt="é" * 24),
    "a box with half a pair": slot(box="\ud800" * 4),
    "a nonce that is a list": slot(nonce=[1, 2]),
    **{f"without {name}": without(slot(), name) for name in slot()},
    **{f"a cost of {name}": slot(argon2id=cost) for name, cost in BAD_COSTS.items()},
}
BAD_MANIFESTS: dict[str, Any] = {
    **{f"passphrase, {name}": own_file(passphrase=one) for name, one in BAD_SLOTS.items()},
    **{
        f"recovery, {name}": own_file(recovery=one)
        for name, one in BAD_SLOTS.items()
        # A vault may have none, and its cost is none.
        if name not in {"no slot", "a slot without a cost"}
    },
    **{f"without {name}": without(own_file(), name) for name in own_file()},
    "a list": [],
    "a text": "x",
    "nothing": None,
    "an empty table": {},
    "an id that is a path": own_file(vault="../" * 10 + "ab"),
    "an id in capitals": own_file(vault="F" * 32),
    "an id that is a number": own_file(vault=3),
    "a state nobody knows": own_file(seal="open"),
    "a state that is a list": own_file(seal=[]),
    "sealed, but of the plain format": own_file(format=1),
    "plain, but of the sealed format": own_file(seal="plain"),
    "a language that is a number": own_file(language=3),
    "a language without an end": own_file(language="n" * 36),
    "format 0": own_file(format=0),
    "format -1": own_file(format=-1),
    "a format that is true": own_file(format=True),
    "a format that is a text": own_file(format="2"),
    "a format with a point": own_file(format=2.0),
    "a format that is no number": own_file(format=float("nan")),
}


def with_check(content: Any) -> bytes:
    """Give the vault's own file with this in it and its checksum right."""
    if isinstance(content, dict) and content:
        return manifest._render(content)
    return as_json(content)


def test_a_bad_file_of_the_vault_itself_opens_nothing(vaults: Callable[[bool], Vault]) -> None:
    """With its checksum right, and its copy as bad, it is `VaultDamaged`; nothing is changed."""
    vault = vaults(True)
    vault.close()
    path = vault.folder / manifest.NAME
    copy = path.with_name(manifest.NAME + BACKUP)
    kept, record = path.read_bytes(), vault.records.path(ID).read_bytes()
    wrong: list[str] = []
    for name, content in BAD_MANIFESTS.items():
        blob = with_check(content)
        for both in (True, False):
            path.write_bytes(blob)
            copy.write_bytes(blob if both else kept)
            try:
                with Vault.open(vault.folder, now=NOW) as again:
                    again.seal.unlock(PASSPHRASE)
                    if both or again.records.load(ID) != ordinary():
                        wrong.append(f"{name}: opened")
            except errors.VaultDamaged:
                if not both or path.read_bytes() != blob:
                    wrong.append(f"{name}: the copy was not used, or it was written over")
            except Exception as problem:  # noqa: BLE001 - just what must not happen
                wrong.append(f"{name}: {problem!r}")
    assert not wrong, listed(wrong)
    assert len(BAD_MANIFESTS) > 80
    assert vault.records.path(ID).read_bytes() == record


RAW_MANIFESTS: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"format":2',
    "no UTF-8": b'{"format":\xff}',
    "deep": b"[" * 100_000,
    "deep objects": b'{"format":' * 100_000,
    "many digits": b'{"format":' + b"9" * 5_000 + b"}",
    "a check that is no text": b'{"format":1,"check":3}',
    "UTF-16": '{"format":1}'.encode("utf-16"),
    "noughts": bytes(600),
    "twice": manifest.render(manifest.new_manifest()) * 2,
    "no line end": manifest.render(manifest.new_manifest()).rstrip(),
    "a line end of Windows": manifest.render(manifest.new_manifest()).replace(b"\n", b"\r\n"),
    "spaces": manifest.render(manifest.new_manifest()).replace(b":", b": "),
}


@pytest.mark.parametrize("name", RAW_MANIFESTS)
def test_bytes_that_are_no_manifest_open_nothing(
    vaults: Callable[[bool], Vault], name: str
) -> None:
    """Whatever stands there twice is `VaultDamaged`; beside its copy it is made good."""
    vault = vaults(False)
    vault.close()
    path = vault.folder / manifest.NAME
    copy = path.with_name(manifest.NAME + BACKUP)
    kept = copy.read_bytes()
    for one in (path, copy):
        one.write_bytes(RAW_MANIFESTS[name])
    for read_only in (False, True):
        with pytest.raises(errors.VaultDamaged):
            Vault.open(vault.folder, now=NOW, read_only=read_only)
    copy.write_bytes(kept)
    with Vault.open(vault.folder, now=NOW) as again:
        assert again.records.load(ID) == ordinary()
    assert path.read_bytes() == kept


def terabyte(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


@pytest.mark.parametrize(
    "lay",
    [
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path),
        os.mkfifo,
        terabyte,
    ],
    ids=["link", "loop", "pipe", "terabyte"],
)
def test_what_is_no_file_is_no_manifest(
    vaults: Callable[[bool], Vault], lay: Callable[[Path], None]
) -> None:
    """Nothing is followed or waited for; the copy opens the vault and the file is made anew."""
    vault = vaults(True)
    vault.close()
    path = vault.folder / manifest.NAME
    path.unlink()
    lay(path)
    with Vault.open(vault.folder, now=NOW) as again:
        again.seal.unlock(PASSPHRASE)
        assert again.records.load(ID) == ordinary()
    assert path.is_file()
    assert not path.is_symlink()


# -- Pairs and locks ------------------------------------------------------------------------------

KEYS = "alone/answer/k/0"
MINE = {"text": "for me alone"}


def private(conversation_id: str = ID, **fields: Any) -> Conversation:
    """Give a conversation in which Kim wrote something alone."""
    from sessions.conversation import Said

    one = Said(**{"fields": MINE, "at": NOW, **fields})
    return small(conversation_id, people=KIM_AND_SAM, said={KEYS: one})


LOCK = sealing.new_own_lock("k", PASSPHRASE, CHEAP)
BARE = sealing.open_lock(LOCK, PASSPHRASE)
GOOD = _document(LOCK)


def text(blob: bytes) -> str:
    return base64.b64encode(blob).decode()


BAD_LOCKS: dict[str, dict[str, Any]] = {
    "of nobody": without(GOOD, "person"),
    "of a number": {**GOOD, "person": 3},
    "of half a pair": {**GOOD, "person": "\ud800"},
    "without a public key": without(GOOD, "public"),
    "with a short public key": {**GOOD, "public": text(b"x")},
    "with a public key that is none": {**GOOD, "public": text(bytes(32))},
    "with a public key of ones": {**GOOD, "public": text(b"\xff" * 32)},
    "with a public key that is no text": {**GOOD, "public": 3},
    "with a public key that is no base64": {**GOOD, "public": "é"},
    "without a slot": without(GOOD, "slot"),
    "with a slot that is a text": {**GOOD, "slot": "x"},
    "with an empty slot": {**GOOD, "slot": {}},
    "with a slot without a cost": {**GOOD, "slot": {**GOOD["slot"], "argon2id": None}},
    "with a huge cost": {**GOOD, "slot": {**GOOD["slot"], "argon2id": [2**40, 3, 4]}},
    "with a nonce of nothing": {**GOOD, "slot": {**GOOD["slot"], "nonce": ""}},
    "with a box of nothing": {**GOOD, "slot": {**GOOD["slot"], "box": ""}},
    "bare, without a key": {**GOOD, "slot": None, "key": ""},
    "bare, with a short key": {**GOOD, "slot": None, "key": text(b"x")},
    "bare, with a long key": {**GOOD, "slot": None, "key": text(bytes(64))},
    "bare, with another key": {**GOOD, "slot": None, "key": text(bytes(32))},
    "bare, with a key that is no text": {**GOOD, "slot": None, "key": []},
    "done in words": {**GOOD, "done": "no"},
    "of fields nobody knows": {"x": 1},
}


def lay_pairs(vault: Vault, tables: Any, **fields: Any) -> None:
    """Put pairs with these tables in a vault, and in their copy."""
    record_key = RecordKey(PAIRS, PAIRS)
    header = Header(
        **{
            "record_key": record_key,
            "version": schema.version_of(record_key.kind),
            "generation": 1,
            **fields,
        }
    )
    blob = file_format.pack(header, as_json(tables), vault.files.keyring)
    for backup in (False, True):
        vault.files.pairs_path(backup=backup).write_bytes(blob)
    vault.own_phrases.locks.forget()


def takes(vault: Vault, name: str) -> Iterator[str]:
    """Do everything that reads a lock; give what is no error of the store."""
    calls: dict[str, Callable[[], Any]] = {
        "reading": lambda: vault.records.load(ID),
        "listing": vault.index.read,
        "saving": lambda: vault.records.save(private()),
        "opening": lambda: open_own(vault, vault.records.load(ID), "k", PASSPHRASE),
        "changing": lambda: vault.own_phrases.change("k", PASSPHRASE, "new", cost=CHEAP),
        "finishing": vault.seal.finish,
        "other": lambda: vault.records.load(OTHER),
    }
    for call, what in calls.items():
        try:
            found = what()
        except errors.StoreError:
            if call in {"listing", "other", "reading"}:
                yield f"{name}: {call} was refused"
        except KeyError as problem:
            if call != "changing":  # who has no lock has no phrase to change
                yield f"{name}: {call} gave {problem!r}"
        except Exception as problem:  # noqa: BLE001 - just what must not happen
            yield f"{name}: {call} gave {problem!r}"
        else:
            if call == "listing" and OTHER not in [summary.id for summary in found.summaries]:
                yield f"{name}: the other is not listed"


def test_a_bad_lock_keeps_nobody_from_reading(vaults: Callable[[bool], Vault]) -> None:
    """Whatever the lock of a person says, conversations open and are listed, and stay closed."""
    wrong: list[str] = []
    vault = vaults(False)
    for name, document in BAD_LOCKS.items():
        lay_pairs(vault, {"locks": {}})
        box = text(LOCK.public + bytes(32) + bytes(12) + bytes(32))
        for closed in (sealing.close_for(LOCK, as_json(MINE), f"{ID} said {KEYS}"), box, "é"):
            clear(vault)
            lay_pairs(vault, {"locks": {}})
            vault.records.save(private(fields={}, closed=closed, filled=("text",)))
            lay_pairs(vault, {"locks": {"1": document}})
            wrong += takes(vault, f"a lock {name}")
    assert not wrong, listed(wrong)


BAD_BOXES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"words",
    "half of it": b'{"text": ',
    "a list": b"[1]",
    "a number": b"3",
    "a text": b'"ab"',
    "null": b"null",
    "fields that are numbers": b'{"text": 3}',
    "fields that are nothing": b'{"text": null}',
    "not a number": b'{"text": NaN}',
    "deep lists": b"[" * 100_000,
    "no UTF-8": b'{"text": "\xff"}',
    "many digits": b"9" * 5_000,
}


@pytest.mark.parametrize("bare", [False, True])
def test_a_box_with_anything_in_it_is_never_a_crash(
    vaults: Callable[[bool], Vault], bare: bool
) -> None:
    """Everybody can close something with a lock; what is no words then stays closed."""
    wrong: list[str] = []
    vault = vaults(False)
    document = {**GOOD, "slot": None, "key": text(BARE)} if bare else GOOD
    for name, payload in BAD_BOXES.items():
        clear(vault)
        lay_pairs(vault, {"locks": {"1": document}})
        closed = sealing.close_for(LOCK, payload, f"{ID} said {KEYS}")
        vault.records.save(private(fields={}, closed=closed, filled=("text",)))
        wrong += takes(vault, f"a box of {name}")
        vault.own_phrases.locks.forget()
        clear(vault)
        lay_pairs(vault, {"locks": {"1": document}})
        vault.records.save(private(fields={}, closed=closed, filled=("text",)))
        try:
            found = open_own(vault, vault.records.load(ID), "k", PASSPHRASE).said[KEYS].fields
        except errors.StoreError:
            continue
        except Exception as problem:  # noqa: BLE001 - just what must not happen
            wrong.append(f"a box of {name}: {problem!r}")
            continue
        if not all(isinstance(field, str) for field in found.values()):
            wrong.append(f"a box of {name}: gave {found!r}")
    assert not wrong, listed(wrong)


BAD_PAIRS: dict[str, Any] = {
    "a list": [],
    "nothing": None,
    "a table that is a list": {"pairs": []},
    "a document that is a text": {"pairs": {"1": "x"}},
    "a pair of nothing": {"pairs": {"1": {}}},
    "people in words": {"pairs": {"1": {"id": "p", "people": "Kim", "setting": "work"}}},
    "people of numbers": {"pairs": {"1": {"id": "p", "people": [3], "setting": "work"}}},
    "a setting nobody has": {"pairs": {"1": {"id": "p", "people": [], "setting": "x"}}},
    "an id that is a number": {"pairs": {"1": {"id": 3, "people": [], "setting": "work"}}},
    "settings of numbers": {"settings": {"1": {"language": 3}}},
    "settings of tables": {"settings": {"1": {"language": {}}}},
    "a number in words": {"pairs": {"x": {}}},
    "a number of many digits": {"pairs": {"1" * 5000: {}}},
    "half a pair for a setting": {"pairs": {"1": {"id": "p", "people": [], "setting": "\ud800"}}},
    "half a pair for a field": {"pairs": {"1": {"\ud800": "p", "people": [], "setting": "work"}}},
    "locks that are a list": {"locks": []},
    "half a pair in the settings": {"settings": {"1": {"\ud800": "\udfff"}}},
}


def test_bad_pairs_cost_no_conversation(vaults: Callable[[bool], Vault]) -> None:
    """Pairs, settings and locks that make no sense are errors of the store; conversations open."""
    vault, wrong = vaults(False), []
    for name, content in BAD_PAIRS.items():
        for version in (1, 2):
            lay_pairs(vault, content, version=version)
            for read in (vault.records.pairs, vault.records.settings, vault.own_phrases.locks.all):
                try:
                    read()
                except errors.StoreError:
                    continue
                except Exception as problem:  # noqa: BLE001 - just what must not happen
                    wrong.append(f"{name}: {problem!r}")
            if vault.records.load(ID) != ordinary() or len(vault.index.read().summaries) != 2:
                wrong.append(f"{name}: a conversation does not open")
    assert not wrong, listed(wrong)


# -- The index ------------------------------------------------------------------------------------

ROW: dict[str, Any] = {
    "id": ID,
    "stamp": [1, 2, 3],
    "summary": None,
    "problem": "damaged",
    "backup": False,
}
BAD_ROWS: dict[str, Any] = {
    "an id that is a path": {**ROW, "id": "../../x"},
    "no id": {**ROW, "id": ""},
    "an id of another shard": {**ROW, "id": OTHER},
    "a problem nobody knows": {**ROW, "problem": "x"},
    "no summary and no problem": {**ROW, "problem": ""},
    "a short stamp": {**ROW, "stamp": [1]},
    "a stamp in words": {**ROW, "stamp": ["a", "b", "c"]},
    "a stamp of many digits": {**ROW, "stamp": [10**400, 0, 0]},
    "a summary in words": {**ROW, "summary": "x"},
    "half a pair": {**ROW, "problem": "\ud800"},
    "nothing": {},
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_never_stops_the_list(vaults: Callable[[bool], Vault], name: str) -> None:
    """An index with its checksum right that makes no sense is not obeyed, and never a crash."""
    vault = vaults(False)
    folder = vault.records.path(ID).parent
    settle(folder)
    before = vault.index.read()
    seen = {"looked": 2 * 10**18, "changed": folder.stat().st_mtime_ns}
    path = vault.folder / "index" / "ab.tdb"
    path.parent.mkdir(exist_ok=True)
    header = Header(record_key=RecordKey("index", "ab"), version=1, generation=1)
    path.write_bytes(whole_shard(header, {"rows": {"1": BAD_ROWS[name]}, "seen": {"1": seen}}))
    found = vault.index.read()
    assert OTHER in [summary.id for summary in found.summaries]
    assert all(isinstance(problem, errors.StoreError) for problem in found.problems)
    vault.index.make_again()
    assert vault.index.read() == before


def whole_shard(header: Header, tables: Any) -> bytes:
    return file_format.pack(header, as_json(tables))


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"x" * 600,
        bytes(70_000),
        whole(b"[" * 100_000, record_key=RecordKey("index", "ab"), version=1),
    ],
    ids=["empty", "noise", "noughts", "deep"],
)
def test_any_index_is_made_again(vaults: Callable[[bool], Vault], blob: bytes) -> None:
    """Bytes that are no index change nothing about the list."""
    vault = vaults(False)
    before = vault.index.read()
    path = vault.folder / "index" / "ab.tdb"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(blob)
    assert vault.index.read() == before
    vault.index.mend()
    assert path.read_bytes() != blob


def test_the_copy_of_before_is_offered_for_every_sort_of_damage(
    vaults: Callable[[bool], Vault],
) -> None:
    """With a ``.bak`` the error says so, and what it holds is the state of the earlier run."""
    vault = vaults(False)
    path = vault.records.path(ID)
    backup = path.with_name(path.name + BACKUP)
    monday = whole(as_json({"conversation": {"1": schema.to_document(saying("monday"))}}))
    for one in islice(badfiles.no_files(), 8):
        clear(vault)
        backup.write_bytes(monday)
        one.lay(vault)
        with pytest.raises(errors.RecordDamaged) as caught:
            vault.records.load(ID)
        assert caught.value.fields["backup"] is True
        assert vault.records.load_backup(ID) == saying("monday")


def test_everything_bad_at_once_costs_nothing_else(vaults: Callable[[bool], Vault]) -> None:
    """Two hundred bad files in one vault: each is told by its name, and the good ones are read."""
    vault = vaults(False)
    made = []
    for number, one in enumerate(islice(badfiles.headers(), 60)):
        vault.records.path(ID).unlink(missing_ok=True)
        one.lay(vault)
        name = f"{number:032x}"
        target = vault.records.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(vault.records.path(ID).read_bytes())
        made.append(name)
    for number in range(140):
        name = f"{number + 1000:032x}"
        vault.records.path(name).write_bytes(os.urandom(number))
        made.append(name)
    vault.records.save(replace(ordinary(), id=ID))
    listing = vault.index.read()
    assert [summary.id for summary in listing.summaries] == [ID, OTHER]
    assert sorted(str(problem.fields["id"]) for problem in listing.problems) == sorted(made)
    assert (
        sum(isinstance(conversation, Conversation) for conversation in every_conversation(vault))
        == 2
    )
