"""The standing test: whatever somebody does to the folder between two runs, this holds after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sessions import errors
from sessions.conversation import Conversation, Said
from sessions.store import Vault
from tests.store import independent
from tests.store.badfiles import KIM_AND_SAM
from tests.store.cuts import Cut, cut_off
from tests.store.faults import ID, NOW, OTHER, pair, saying, small
from tests.store.helpers import seal_with
from tests.store.locks import KEYS
from tests.store.phrases import CHEAP, LIGHT
from tests.store.standing_attack import (
    FILES,
    THEIR_KEY,
    THEIRS,
    WITH_THE_KEY,
    WITHOUT_SECRET,
    Intruder,
    as_text,
    copied,
    documents,
)

PASSPHRASE, PHRASE, OLD_PHRASE = "samen vier woorden", "van kim alleen", "van kim vroeger"
SHARED, KIMS, NEW_SHARED, NEW_KIMS = "SHAREDWORDS", "KIMSWORDS", "NEWSHARED", "NEWKIMS"
NEW = "12" + "9" * 30
AT_ONCE = 10
"""Attacks in one example: each on a folder of its own."""


@dataclass
class Stage:
    """A vault as honest people left it, and earlier moments of it."""

    root: Path
    folder: Path
    witness: Path
    snapshots: list[Path] = field(default_factory=list)
    recovery: str = ""
    key: bytes = b""
    vault: str = ""
    public: bytes = b""
    states: dict[str, list[Conversation]] = field(default_factory=dict)
    manifest: bytes = b""

    def keep(self, name: str) -> None:
        """Keep this moment, for somebody to lay back."""
        snapshot = self.root / name
        shutil.copytree(self.folder, snapshot)
        self.snapshots.append(snapshot)


def kims(words: str, conversation_id: str = OTHER) -> Conversation:
    """Give a conversation in which Kim wrote something alone."""
    said = {KEYS: Said(fields={"text": words}, at=NOW)}
    return small(conversation_id, people=KIM_AND_SAM, said=said)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Give a sealed vault with a past: plain, sealed, half-way, another passphrase and phrase."""
    root = tmp_path_factory.mktemp("stage")
    made = Stage(root=root, folder=root / "now", witness=root / "witness")

    def run() -> Vault:
        vault = Vault.open(made.folder, now=NOW, disk=LIGHT, witness=made.witness)
        if vault.seal.is_locked:
            vault.seal.unlock("een eerdere zin" if not made.manifest else PASSPHRASE)
            vault.seal.finish()
        return vault

    with run() as vault:
        vault.records.save(saying(f"{SHARED} one"))
        vault.records.save(kims(f"{KIMS} open"))
        vault.records.save_pair(pair("p1"))
    made.keep("plain")
    with run() as vault:
        made.recovery = seal_with(vault, "een eerdere zin", cost=CHEAP)
    made.keep("sealed")
    with run() as vault:
        vault.own_phrases.give("k", OLD_PHRASE, cost=CHEAP)
        vault.records.save(saying(f"{SHARED} two"))
    made.keep("with a phrase")
    cut_off(
        made.folder,
        root / "unsealing",
        Cut(75, after=True),
        lambda vault: vault.seal.unseal(),
        "een eerdere zin",
    )
    made.snapshots.append(root / "unsealing")
    with run() as vault:
        vault.own_phrases.change("k", OLD_PHRASE, PHRASE, cost=CHEAP)
    made.keep("another phrase")
    with run() as vault:
        vault.seal.change_passphrase(PASSPHRASE, cost=CHEAP)
        vault.records.save(saying(f"{SHARED} three"))
        made.manifest = vault.seal.manifest_bytes()
    with run() as vault:
        made.key, made.vault = vault.seal.key or b"", vault.id
        made.public = vault.own_phrases.locks.lock("k").public
    # The same folder each time: the witness knows where a vault was.
    made.folder = root / "as they left it"
    shutil.copytree(root / "now", made.folder)
    made.states = {
        ID: [saying(f"{SHARED} {which}") for which in ("one", "two", "three")],
    }
    return made


@dataclass
class Run:
    """What honest people met: what was said to them, and what they read."""

    told: list[str] = field(default_factory=list)
    read: dict[str, Conversation] = field(default_factory=dict)
    opened: bool = False

    def tries(self, name: str, does: Any) -> bool:
        """Do something as the program does; what it refuses is told."""
        try:
            does()
        except errors.StoreError as problem:
            self.told.append(f"{name}: {type(problem).__name__}")
            return False
        return True


def honest(stage: Stage, folder: Path, witness: Path) -> Run:
    """Open it, read everything, and write something of both and something alone."""
    run = Run()
    vaults: list[Vault] = []
    if not run.tries(
        "opening",
        lambda: vaults.append(Vault.open(folder, now=NOW, disk=LIGHT, witness=witness)),
    ):
        return run
    with vaults[0] as vault:
        if not vault.seal.is_locked:
            run.told.append("no passphrase is asked")
        elif not run.tries("passphrase", lambda: vault.seal.unlock(PASSPHRASE)) and not run.tries(
            "recovery key", lambda: vault.seal.unlock(stage.recovery)
        ):
            return run
        run.opened = True
        run.tries("finishing", vault.seal.finish)
        run.told += [type(notice).__name__ for notice in vault.seal.notices]
        run.tries("pairs", vault.records.pairs)
        for conversation_id in (ID, OTHER):
            run.tries(
                conversation_id,
                lambda id_=conversation_id: run.read.__setitem__(id_, vault.records.load(id_)),
            )
        run.tries("phrase", lambda: vault.own_phrases.key("k", PHRASE))
        run.tries("writing", lambda: vault.records.save(saying(NEW_SHARED)))
        run.tries("writing alone", lambda: vault.records.save(kims(NEW_KIMS, NEW)))
    return run


def wrong_after(stage: Stage, folder: Path, before: dict[bytes, None], run: Run) -> Iterator[str]:
    """Give what should not be: a plain byte, a lost way in, words closed for somebody else."""
    for path in folder.rglob("*"):
        blob = path.read_bytes() if path.is_file() else b""
        for words in (SHARED, KIMS, NEW_SHARED, NEW_KIMS):
            if words.encode() in blob and blob not in before:
                yield f"{words} stands plain in {path.relative_to(folder)}"
    for document in documents(folder, stage.key, stage.vault):
        if NEW_KIMS in as_text(document):
            yield "what Kim wrote alone opens with the passphrase"
        new = document.get("conversation", {}).get("1", {})
        if new.get("id") == NEW:
            publics = set(independent.boxes_in(new))
            if publics - {stage.public} and not any("phrase" in told for told in run.told):
                yield "what Kim wrote alone is closed for another key"
            if THEIRS in publics:
                yield "what Kim wrote alone is closed for whoever laid a key there"


def wrong_readings(stage: Stage, run: Run) -> Iterator[str]:
    """Give what was read that honest people never wrote."""
    read = run.read.get(ID)
    if read is not None and read not in stage.states[ID]:
        yield "words were read that nobody here wrote"


def play(stage: Stage, actions: list[Any], *, with_key: bool) -> list[str]:
    """Let somebody do this, and honest people come after; give what is wrong then."""
    folder, witness = stage.root / "now", stage.root / "witness now"
    copied(stage.folder, folder)
    copied(stage.witness, witness)
    key = stage.key if with_key else None
    intruder = Intruder(folder, stage.snapshots, key, stage.vault)
    for action in actions:
        intruder.act(action)
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    before = dict.fromkeys(files.values())
    way_in = independent.vault_key(folder, (PASSPHRASE, stage.recovery)) == stage.key
    manifests = [files.get(folder / name) for name in FILES[:2]]
    run = honest(stage, folder, witness)
    wrong = list(wrong_after(stage, folder, before, run))
    if not with_key:
        wrong += wrong_readings(stage, run)
    secrets = (PASSPHRASE, stage.recovery)
    if way_in and independent.vault_key(folder, secrets) != stage.key:
        wrong.append("a way in is lost")
    if not with_key and not run.told and all(blob != stage.manifest for blob in manifests):
        wrong.append("both manifests were changed, and nothing was said")
    return wrong


def attacks(action: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    """Give attacks of one to four actions, several of them at once."""
    one_attack = st.lists(action, min_size=1, max_size=4)
    return st.lists(one_attack, min_size=AT_ONCE, max_size=AT_ONCE)


def quick(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # the attack that came through is told by itself
    )


def check(stage: Stage, many: list[list[Any]], *, with_key: bool) -> None:
    for actions in many:
        wrong = play(stage, actions, with_key=with_key)
        assert not wrong, f"{actions}: {wrong}"


@quick(30)
@given(many=attacks(WITHOUT_SECRET))
def test_who_writes_in_the_folder_gains_nothing(stage: Stage, many: list[list[Any]]) -> None:
    """Without a secret: no plain byte, no forged word, no way in lost, and what changed is said."""
    check(stage, many, with_key=False)


@quick(30)
@given(many=attacks(WITH_THE_KEY))
def test_the_partner_gains_nothing_of_a_phrase(stage: Stage, many: list[list[Any]]) -> None:
    """With the passphrase: what the other writes alone stays closed, for the other only."""
    check(stage, many, with_key=True)


@pytest.mark.long
@pytest.mark.timeout(1_500)
@quick(2_000)
@given(many=attacks(WITHOUT_SECRET))
def test_twenty_thousand_attacks_without_a_secret(stage: Stage, many: list[list[Any]]) -> None:
    """The same, twenty thousand times."""
    check(stage, many, with_key=False)


@pytest.mark.long
@pytest.mark.timeout(1_500)
@quick(2_000)
@given(many=attacks(WITH_THE_KEY))
def test_twenty_thousand_attacks_with_the_passphrase(stage: Stage, many: list[list[Any]]) -> None:
    """The same, twenty thousand times."""
    check(stage, many, with_key=True)


def test_the_judge_sees_what_is_wrong(stage: Stage) -> None:
    """It reads the key out of the folder, sees a plain word, and opens a box for the intruder."""
    assert independent.vault_key(stage.folder, (PASSPHRASE,)) == stage.key
    assert independent.vault_key(stage.folder, (stage.recovery,)) == stage.key
    assert independent.vault_key(stage.folder, ("another",)) is None
    laid = stage.root / "wrong"
    copied(stage.folder, laid)
    (laid / "note").write_text(NEW_SHARED)
    box = independent.own_box(THEIRS, "k", b"{}", "here")
    assert independent.boxes_in({"said": {"x": {"closed": box}}}) == [
        THEIR_KEY.public_key().public_bytes_raw()
    ]
    assert list(wrong_after(stage, laid, {}, Run())) == [f"{NEW_SHARED} stands plain in note"]
    shutil.rmtree(laid)
    assert any(
        independent.boxes_in(document)
        for document in documents(stage.folder, stage.key, stage.vault)
    )
