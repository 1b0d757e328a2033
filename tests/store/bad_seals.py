"""Bad files that are sealed, or that are not where they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from sessions.store import Vault
from sessions.store.file_format import Keyring, RecordKey
from tests.store.badfiles import FINE, WHO, Bad, raw, tables, whole, with_line, write
from tests.store.faults import ID, OTHER


def sealed_files() -> Iterator[Bad]:
    """Files in a sealed vault that its key does not open, or that are not sealed."""
    text = tables()
    yield from _edited(text)
    yield from _foreign(text)
    yield from _boxes(text)


def _edited(text: bytes) -> Iterator[Bad]:
    """Sealed files of which the line or the box was changed."""

    def edit(change: Callable[[bytes, bytes], bytes]) -> Callable[[Vault], None]:
        def lay(vault: Vault) -> None:
            head, _, box = whole(text, vault.files.keyring).partition(b"\n")
            write(vault, change(head.rpartition(b" ")[0], box))

        return lay

    def other_nonce(line: bytes, box: bytes) -> bytes:
        return with_line(line[:-24] + b"0" * 24, box)

    for name, change in {
        "with another nonce": other_nonce,
        "with a short nonce": lambda line, box: with_line(line[:-2], box),
        "without a box": lambda line, box: with_line(line),
        "with an empty box": lambda line, box: with_line(line, b""),
        "with a box of its seal only": lambda line, box: with_line(line, box[-16:]),
        "with a box cut in half": lambda line, box: with_line(line, box[: len(box) // 2]),
        "with a box without its last byte": lambda line, box: with_line(line, box[:-1]),
        "with a byte behind its box": lambda line, box: with_line(line, box + b"\0"),
        "with its box twice": lambda line, box: with_line(line, box * 2),
        "with its box turned round": lambda line, box: with_line(line, box[::-1]),
        "with another version": lambda line, box: with_line(
            line.replace(b"conversation 6", b"conversation 1"), box
        ),
        "with another count": lambda line, box: with_line(line.replace(b" 1 aes", b" 2 aes"), box),
        "as if it were plain": lambda line, box: with_line(
            line.replace(b"tweespraak 3", b"tweespraak 1"), box
        ),
    }.items():
        yield Bad(f"sealed, {name}", edit(change))


def _foreign(text: bytes) -> Iterator[Bad]:
    """Files sealed for somewhere else, or not sealed."""

    def foreign(**other: Any) -> Callable[[Vault], None]:
        def lay(vault: Vault) -> None:
            keyring = vault.files.keyring
            assert keyring is not None
            write(vault, whole(text, replace(keyring, **other)))

        return lay

    yield Bad("sealed by another key", foreign(key=bytes(32)))
    yield Bad("sealed for another vault", foreign(vault="0" * 32))
    yield Bad("not sealed", foreign(seals=False))
    yield raw("an old file, not sealed", whole(text, version=1))
    yield Bad(
        "the file of another in its place",
        lambda vault: write(vault, vault.records.path(OTHER).read_bytes()),
    )
    yield Bad(
        "sealed for another place",
        lambda vault: write(
            vault, whole(text, vault.files.keyring, record_key=RecordKey("conversation", OTHER))
        ),
    )


def _boxes(text: bytes) -> Iterator[Bad]:
    """Files that the key opens, and of which what is sealed is wrong."""

    def box_of(content: bytes) -> Callable[[Vault], None]:
        """Give a file whose box holds not a payload with its length, but `content`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        def lay(vault: Vault) -> None:
            keyring = vault.files.keyring
            assert keyring is not None
            start = f"tweespraak 2 conversation 2 {ID} 1 aes-256-gcm"
            box = AESGCM(keyring.key_of(WHO)).encrypt(bytes(12), content, start.encode())
            write(vault, with_line(f"{start} {'0' * 24}", box))

        return lay

    yield Bad("sealed, and nothing in it", box_of(b""))
    yield Bad("sealed, and half a length in it", box_of(b"\0\0\0"))
    yield Bad("sealed, and longer than it is", box_of(b"\xff" * 8 + text))
    yield Bad("sealed, and a byte longer than it is", box_of((len(text) + 1).to_bytes(8) + text))
    yield Bad("sealed, and no padding", box_of(len(text).to_bytes(8) + text), FINE)


def sealed_in_plain() -> Iterator[Bad]:
    """Sealed files in a vault that is not."""
    keyring = Keyring(vault="0" * 32, key=bytes(32))
    yield raw("a sealed file in a plain vault", whole(tables(), keyring))
    box = whole(tables(), keyring).partition(b"\n")[2]
    line = f"tweespraak 1 conversation 2 {ID} 1 plain {'0' * 64}"
    yield raw("a sealed file that says it is plain", with_line(line, box))
