"""Bad files of which the payload is no conversation, and files that are none."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

from sessions.store import Vault
from sessions.store.disk import FILE_MAX
from tests.store.badfiles import EITHER, FINE, Bad, as_json, raw, said, tables, write
from tests.store.faults import ID, OTHER


def payloads() -> Iterator[Bad]:
    """Payloads with a right checksum that are no conversation."""
    document = json.loads(tables())["conversation"]["1"]
    text = tables()
    yield from (
        said(f"payload {name}", payload)
        for name, payload in {
            "nothing": b"",
            "null": b"null",
            "a list": b"[]",
            "a text": b'"words"',
            "a number": b"3",
            "not a number": b"NaN",
            "half an object": b"{",
            "cut off": text[:-1],
            "followed by more": text + b"{}",
            "followed by a nought": text + b"\x00",
            "no UTF-8": text.replace(b"Kim", b"K\xffm"),
            "with a mark": b"\xef\xbb\xbf\xef\xbb\xbf" + text,
            "a table that is a list": b'{"conversation": []}',
            "a table that is null": b'{"conversation": null}',
            "a document that is a list": b'{"conversation": {"1": []}}',
            "a document that is a text": b'{"conversation": {"1": "x"}}',
            "an empty document": b'{"conversation": {"1": {}}}',
            "an empty table": b'{"conversation": {}}',
            "no table": b"{}",
            "another table": as_json({"pairs": {"1": document}}),
            "a stray table": as_json({"conversation": {"1": document}, "x": 3}),
            "deep lists": b"[" * 100_000,
            "deep lists, closed": b"[" * 100_000 + b"]" * 100_000,
            "deep objects": b'{"a":' * 100_000,
            "a deep field": text[:-3] + b',"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}}",
            "a number of many digits": b"9" * 5_000,
            "one quote": b'"',
            "comments": b"/* x */ {}",
            "single quotes": b"{'conversation': {}}",
            "raw control characters": b'{"conversation": {"1": {"a": "\x01\n"}}}',
        }.items()
    )
    yield from _numbers(document)
    yield from _strays(document, text)


def _numbers(document: dict[str, Any]) -> Iterator[Bad]:
    """A document under a number that is none, or that only Python takes for one."""
    keys = ["-1", "1.5", "x", "", "\N{SUPERSCRIPT TWO}", " 1", "1_0", "0x1", "+1", "1" * 5_000]
    for key in keys:
        yield said(f"document number {key[:20]!r}", as_json({"conversation": {key: document}}))
    # Python takes each of these for a number; what is read must be a conversation all the same.
    for key in ("0", "01", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 4_300, "9" * 100):
        payload = as_json({"conversation": {key: document}})
        yield said(f"document number {key[:20]!r}", payload, EITHER)


def _strays(document: dict[str, Any], text: bytes) -> Iterator[Bad]:
    """Something twice, too much, or in another encoding."""
    yield said("payload with a key twice", text[:-3] + b',"pair":"x"}}}', FINE)
    yield said("payload with a table twice", text[:-1] + b',"conversation":{}}')
    for number in (b"NaN", b"-Infinity", b"1e999"):
        # Beside the conversation, where nobody looks until it is written again.
        stray = text[:-1] + b',"x":{"1":{"a":' + number + b"}}}"
        yield said(f"payload with {number.decode()} in a stray table", stray, EITHER)
    twice = as_json({"conversation": {"1": document, "01": document}})
    yield said("payload with a number twice", twice, EITHER)
    yield said("payload in UTF-16", text.decode().encode("utf-16"), EITHER)
    yield said("payload in UTF-32", text.decode().encode("utf-32"), EITHER)
    unknown = tables(new_field=[{"x": None}])
    yield said("payload with a field too many", unknown, EITHER)


def _instead(lay: Callable[[Vault], None]) -> Callable[[Vault], None]:
    def laid(vault: Vault) -> None:
        path = vault.records.path(ID)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        lay(vault)

    return laid


def _socket(vault: Vault) -> None:
    # The way to a socket is short; a folder made for a test is not.
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(vault.records.path(ID).parent)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(vault.records.path(ID).name)
    finally:
        os.fchdir(here)
        os.close(here)


def _sparse(size: int) -> Callable[[Vault], None]:
    def lay(vault: Vault) -> None:
        write(vault, b"")
        os.truncate(vault.records.path(ID), size)

    return lay


def _full_folder(vault: Vault) -> None:
    vault.records.path(ID).mkdir()
    (vault.records.path(ID) / "inside").write_text("x")


def no_files() -> Iterator[Bad]:
    """Links, folders, pipes and the like where a file should be."""
    for name, lay in {
        "a link to another record": lambda v: v.records.path(ID).symlink_to(v.records.path(OTHER)),
        "a link out of the vault": lambda v: v.records.path(ID).symlink_to("/etc/hostname"),
        "a link to nothing": lambda v: v.records.path(ID).symlink_to("nowhere"),
        "a link to itself": lambda v: v.records.path(ID).symlink_to(v.records.path(ID)),
        "a link to a folder": lambda v: v.records.path(ID).symlink_to("/"),
        "a link to a device that never ends": lambda v: v.records.path(ID).symlink_to("/dev/zero"),
        "a pipe": lambda v: os.mkfifo(v.records.path(ID)),
        "a folder": lambda v: v.records.path(ID).mkdir(),
        "a folder with something in it": _full_folder,
        "a socket": _socket,
        "a second name of another record": lambda v: os.link(
            v.records.path(OTHER), v.records.path(ID)
        ),
    }.items():
        yield Bad(name, _instead(lay))
    yield raw("an empty file", b"")
    yield raw("a file of one byte", b"t")
    yield raw("a file of line ends", b"\n" * 600)
    yield raw("a file of noughts", b"\0" * 70_000)
    yield Bad("a file of noughts as large as may be", _sparse(FILE_MAX))
    yield Bad("a file one byte too large", _sparse(FILE_MAX + 1))
    yield Bad("a file of a terabyte", _sparse(2**40))
