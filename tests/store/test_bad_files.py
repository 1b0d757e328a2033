"""Bad files, made by hand and by chance: each is refused or read, and costs nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

import pytest
from msgspec.structs import replace

from sessions import errors
from sessions.conversation import Conversation
from sessions.store import Vault, schema
from sessions.store.disk import BACKUP
from tests.store import bad_fields, bad_headers, bad_payloads, bad_seals
from tests.store.bad_by_chance import chance_file
from tests.store.badfiles import CHEAP, PASSPHRASE, Bad, as_json, fine, ordinary, whole, write
from tests.store.damage import BOTH, clear, complaints, listed, outcome, wrong_answers
from tests.store.faults import ID, OTHER, saying
from tests.store.helpers import every_conversation, seal_with

PLAIN_GROUPS: dict[str, Callable[[], Iterator[Bad]]] = {
    "headers": bad_headers.headers,
    "others": bad_headers.others,
    "payloads": bad_payloads.payloads,
    "fields": bad_fields.fields,
    "half pairs": bad_fields.half_pairs,
    "values": bad_fields.values,
    "no files": bad_payloads.no_files,
    "sealed": bad_seals.sealed_in_plain,
}
SEALED_GROUPS: dict[str, Callable[[], Iterator[Bad]]] = {
    "others": bad_headers.others,
    "payloads": bad_payloads.payloads,
    "values": bad_fields.values,
    "no files": bad_payloads.no_files,
    "sealed": bad_seals.sealed_files,
}


@pytest.mark.parametrize("group", PLAIN_GROUPS)
def test_a_bad_file_is_refused_or_read(vaults: Callable[[bool], Vault], group: str) -> None:
    """It gives an error of the store or a conversation; all else opens, and words can be saved."""
    wrong = wrong_answers(tuple(PLAIN_GROUPS[group]()), vaults(False))
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("group", SEALED_GROUPS)
def test_a_bad_file_in_a_sealed_vault_is_refused_or_read(
    vaults: Callable[[bool], Vault], group: str
) -> None:
    """The same behind a seal, where wrong boxes and files of another vault come to it."""
    wrong = wrong_answers(tuple(SEALED_GROUPS[group]()), vaults(True))
    assert not wrong, listed(wrong)


def test_there_are_enough_bad_files() -> None:
    """The tables do not shrink unseen, and no two of one table have one name."""
    plain = [bad.name for group in PLAIN_GROUPS.values() for bad in group()]
    sealed = [bad.name for group in SEALED_GROUPS.values() for bad in group()]
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
    seal_with(first, PASSPHRASE, cost=CHEAP)
    assert first.records.load(ID) == ordinary()
    first.records.path(ID).write_bytes(old)
    with pytest.raises(errors.RecordDamaged):
        first.records.load(ID)
    assert first.records.load(OTHER) == second.records.load(OTHER) == fine()


def by_chance(vault: Vault, seed: str, count: int) -> list[str]:
    """Lay `count` generated files in a vault; give what is wrong."""
    random, wrong, read = Random(seed), list[str](), 0
    for number in range(count):
        clear(vault)
        blob = chance_file(random, vault.files.keyring)
        write(vault, blob)
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


def test_the_copy_of_before_is_offered_for_every_sort_of_damage(
    vaults: Callable[[bool], Vault],
) -> None:
    """With a ``.bak`` the error says so, and what it holds is the state of the earlier run."""
    vault = vaults(False)
    path = vault.records.path(ID)
    backup = path.with_name(path.name + BACKUP)
    monday = whole(as_json({"conversation": {"1": schema.to_document(saying("monday"))}}))
    for bad in islice(bad_payloads.no_files(), 8):
        clear(vault)
        backup.write_bytes(monday)
        bad.lay(vault)
        with pytest.raises(errors.RecordDamaged) as caught:
            vault.records.load(ID)
        assert caught.value.fields["backup"] is True
        assert vault.records.load_backup(ID) == saying("monday")


def test_everything_bad_at_once_costs_nothing_else(vaults: Callable[[bool], Vault]) -> None:
    """Two hundred bad files in one vault: each is told by its name, and the good ones are read."""
    vault = vaults(False)
    made = []
    for number, bad in enumerate(islice(bad_headers.headers(), 60)):
        vault.records.path(ID).unlink(missing_ok=True)
        bad.lay(vault)
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
