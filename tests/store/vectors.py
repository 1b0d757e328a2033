"""Keys, files and boxes of then, which have to open for ever."""

from __future__ import annotations

import base64

from tests.store.golden import golden_document

VECTORS = golden_document("vectors")


def unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
