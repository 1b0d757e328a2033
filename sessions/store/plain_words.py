"""Words in the bytes of a file, whatever file it is: whole, cut off, or packed into another.

Nothing here asks whether a checksum is right: words that can be read are words.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sessions import errors
from sessions.conversation import Conversation
from sessions.diary import Diary
from sessions.store import file_format, schema, tar_reader
from sessions.store.file_format import Header, Keyring, RecordKey

BEGIN = b"tweespraak 1 "
"""What a file of ours begins with that is not sealed."""

_HEADER = re.compile(
    rb"tweespraak 1 [a-z-]{1,32} [0-9]{1,18} [0-9a-z-]{1,64} [0-9]{1,18} plain"
    rb" [0-9a-f]{64} [0-9a-f]{8}\n"
)
_SEALED = re.compile(rb"tweespraak [23] [ -~]{1,500} aes-256-gcm [ -~]{1,400}\n")
_DOCUMENT = re.compile(rb'"[a-z_]{3,32}":["\[{ntf0-9-]')
_TAR, _TAR_AT = b"ustar", 257
_DAMAGED = "damaged"


class Piece(NamedTuple):
    """A record among some bytes: what its header says, if it has one, and what it holds."""

    header: Header | None
    raw: bytes

    @property
    def kind(self) -> str:
        """The kind of record; empty when nothing says so."""
        return self.header.record_key.kind if self.header else ""


def is_sealed(head: bytes) -> bool:
    """Whether a file that begins so says of itself that it is sealed."""
    return _SEALED.match(head) is not None


def has_record(blob: bytes) -> bool:
    """Whether a record of ours stands open in these bytes."""
    return blob.startswith(BEGIN) or _HEADER.search(blob) is not None


def has_document(blob: bytes) -> bool:
    """Whether what a record holds stands open in these bytes, if only a part of it."""
    return has_record(blob) or (not is_sealed(blob) and _DOCUMENT.search(blob) is not None)


def is_archive(blob: bytes) -> bool:
    """Whether a tar archive begins so, as a backup is one."""
    return blob[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


# -- The records in them ------------------------------------------------------------------------


def pieces(blob: bytes, keyring: Keyring | None) -> Iterator[Piece]:
    """Give every record in these bytes that can be read with the key of the vault."""
    for part in _members(blob):
        yield from _pieces_in(part, keyring)


def record_in(piece: Piece) -> Conversation | Diary | None:
    """Give the record of a piece, or None for what makes no sense or holds no private words."""
    kinds: Mapping[str, type[Conversation | Diary]] = {"conversation": Conversation, "diary": Diary}
    if piece.header is None or piece.kind not in kinds:
        return None
    record_key = piece.header.record_key
    tables = _tables(piece.raw)
    if tables is None:
        return None
    try:
        tables = schema.migrate(tables, record_key, piece.header.version, file="")
        documents = list(tables[piece.kind].values())
        return schema.from_document(documents[0], kinds[piece.kind], record_key, file="")
    except (errors.StoreError, LookupError, TypeError, AttributeError):
        return None


def open_in(piece: Piece, people: Collection[str]) -> set[str]:
    """Give who of `people` wrote something alone that stands open in this piece.

    Of what cannot be read as a record that is guessed, and rather said once too often.
    """
    record = record_in(piece)
    if isinstance(record, Diary):
        words = any(not entry.closed and not entry.is_blank for entry in record.entries)
        return {record.person} & set(people) if words else set()
    if record is None:
        return {person for person in people if _may_be_of(piece, person)}
    return _writers(record) & set(people)


def _writers(conversation: Conversation) -> set[str]:
    """Give who wrote something alone in a conversation that is not closed."""
    from sessions.privacy import close_private  # it reads patterns

    writers: set[str] = set()

    def note(person: str, _: str, __: Mapping[str, str]) -> str:
        writers.add(person)
        return ""

    close_private(conversation, note)
    return writers


def _may_be_of(piece: Piece, person: str) -> bool:
    """Whether words of `person` alone may stand in what cannot be read as a record."""
    name = re.escape(json.dumps(person, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass"))
    if piece.kind in ("", "diary") and re.search(rb'"person":"%b"' % name, piece.raw):
        return re.search(rb'"(?:text|feeling)":"[^"]', piece.raw) is not None
    if piece.kind not in ("", "conversation"):
        return False
    fields = rb'/%b/[0-9]{1,9}":\{"(?:fields":\{"|(?!fields")[^"]{1,64}":")' % name
    return re.search(fields, piece.raw) is not None


def _members(blob: bytes) -> Iterator[bytes]:
    """Give the files in a tar archive, as far as it goes; of anything else, itself."""
    if not is_archive(blob):
        yield blob
        return
    archive = io.BytesIO(blob)
    try:
        for member in tar_reader.members(archive):
            if member.is_file:
                yield tar_reader.content(archive, member)
    except tar_reader.ArchiveDamaged:
        yield blob  # cut off: what came through is among these bytes


def _pieces_in(blob: bytes, keyring: Keyring | None) -> Iterator[Piece]:
    if is_sealed(blob):
        opened = _unsealed(blob, keyring)
        if opened is None:
            return
        if opened.kind == _DAMAGED and not is_sealed(opened.raw):
            yield from _plain_pieces(opened.raw)
        elif opened.kind == _DAMAGED:
            inner = _unsealed(opened.raw, keyring)
            yield from () if inner is None else (inner,)
        else:
            yield opened
        return
    yield from _plain_pieces(blob)


def _unsealed(blob: bytes, keyring: Keyring | None) -> Piece | None:
    """Give what is in a sealed file, or None when the key of the vault does not open it."""
    nobody = RecordKey("", "")
    try:
        header = file_format.glance(blob, nobody, file="")
        _, payload = file_format.unpack(blob, header.record_key, file="", keyring=keyring)
    except errors.StoreError:
        return None
    return Piece(header, payload)


def _plain_pieces(blob: bytes) -> Iterator[Piece]:
    starts = list(_HEADER.finditer(blob))
    if not starts:
        yield Piece(None, blob)
        return
    ends = [*(match.start() for match in starts[1:]), len(blob)]
    for match, end in zip(starts, ends, strict=True):
        yield Piece(_header(match[0]), blob[match.end() : end])


def _header(line: bytes) -> Header | None:
    """Give what a header line says, or None when its own check says otherwise."""
    try:
        return file_format.glance(line, RecordKey("", ""), file="")
    except errors.StoreError:
        return None


def _tables(raw: bytes) -> dict[str, dict[str, Any]] | None:
    """Give the tables at the beginning of these bytes, whatever comes after; or None."""
    try:
        tables, _ = json.JSONDecoder().raw_decode(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return tables if isinstance(tables, dict) else None
