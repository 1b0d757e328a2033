"""One page of HTML that needs nothing else: its frame, and words in one language or two."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from sessions.export.markdown import Words
from sessions.text import clean_line

PAPER = """
:root { color-scheme: light; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #faf6ee; color: #2b2722; }
body {
  font-family: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "URW Palladio L",
    "Book Antiqua", Georgia, "Liberation Serif", "Times New Roman", serif;
  font-size: 1.06rem; line-height: 1.45; overflow-wrap: anywhere;
}
"""
"""The paper, and the letters on it, of every page."""


def document(body: str, *, tag: str, title: str, style: str) -> str:
    """Give a page with `body`, which may use `style`, to the letter, and nothing else."""
    return f"""<!DOCTYPE html>
<html lang="{escape(tag)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(_policy(style))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html_line(title)}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _policy(style: str) -> str:
    """Give what the page may use: no script, no other style, nothing from elsewhere."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def html_line(text: str) -> str:
    """Give `text` on one line, cleaned, with no marks in it."""
    return escape(clean_line(text))


def in_each(words: Words) -> str:
    """Give a sentence of ours, each language in an element that says which it is."""
    return " ".join(
        f'<span lang="{escape(tag)}">{html_line(text)}</span>'
        if tag
        else f"<span>{html_line(text)}</span>"
        for tag, text in words
    )
