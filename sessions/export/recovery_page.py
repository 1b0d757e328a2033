"""The recovery key on one page of A4, to print: for a drawer, away from the computer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sessions.export.base import Language
from sessions.export.markdown import Words, each, once, spoken
from sessions.export.page import PAPER, document, html_line, in_each
from sessions.recovery_sheet import lines
from sessions.text import N_

TITLE = N_("The recovery key of your conversations")

OPENS = N_(
    "With this key you open everything in your folder when you have forgotten the passphrase. What "
    "somebody closed with a phrase of their own stays closed."
)

LETTERS = N_(
    "The letters are A to Z, and the digits 2 to 7: there is no 0, no 1 and no 8 in it. The two "
    "letters at the end of a line find a typing error."
)

KEEP = N_("Keep it on paper, away from this computer, then delete this file.")

WHOEVER = N_("Whoever has this page and can get at your folder can read what is in it.")

HOW = N_("How to use it")

STEPS = (
    N_(
        "Open Tweespraak. Where it asks for the passphrase, type both lines, one after the other. "
        "Capitals, spaces and the digits in front do not matter."
    ),
    N_("If there is a typing error, it says in which line. Look at that line once more."),
    N_("Then choose a new passphrase: F10, Seal, backup and delete."),
)

ALSO = N_(
    "You need the folder too, or a backup of it: the key alone brings nothing back. If you make a "
    "new recovery key, this one no longer opens the folder; throw the page away then."
)

STYLE = (
    PAPER
    + """main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem 5rem; }
h1 { font-size: 1.9em; font-weight: normal; line-height: 1.2; margin-bottom: 0.5em; }
h2 { font-size: 1.15em; margin: 1.8em 0 0.5em; }
p, li { margin-bottom: 0.6em; }
ol { padding-left: 1.4em; }
span + span { display: block; color: #6a6256; font-weight: normal; font-size: 0.9em; }
.about { border-bottom: 1px solid #c9bda7; padding-bottom: 1em; margin-bottom: 1.4em; }
.about p { margin: 0; color: #6a6256; }
.about b { color: #2b2722; }
.lines { border: 1.5px solid #2b2722; padding: 1.5em 0.5em 0.9em; margin: 1.8em 0 1em; }
.key {
  font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: min(1.42rem, 3.6vw); font-weight: bold; text-align: center; white-space: pre;
  line-height: 1.3;
}
.key i, .key u { font-style: normal; font-weight: normal; text-decoration: none; color: #6a6256; }
.keep { font-weight: bold; font-size: 1.15em; margin-top: 1.6em; }

@page { size: A4; margin: 20mm 20mm 16mm; }

@media print {
  html { background: none; color: #000; }
  body { font-size: 11.5pt; line-height: 1.42; }
  main { max-width: none; padding: 0; }
  main.more { font-size: 10.5pt; }
  span + span, .about p, .key i, .key u { color: #444; }
  .about b { color: #000; }
  .about { border-color: #999; }
  .lines { border-color: #000; break-inside: avoid; }
  .key { font-size: 20pt; }
}
"""
)
"""The look, on a screen and on paper. The key is what the eye falls on."""


def recovery_html(key: str, languages: Sequence[Language], *, folder: str, made_on: date) -> str:
    """Give the page with `key`, of the folder with the name `folder`, made on that day.

    It needs nothing else to be read or printed, and is one page of A4 in one language or in two.
    """
    speaks = spoken(languages)
    more = ' class="more"' if len(speaks) > 1 else ""
    body = "\n".join((f"<main{more}>", *_parts(key, speaks, folder, made_on), "</main>"))
    return document(body, tag=speaks[0].tag, title=speaks[0].t(TITLE), style=STYLE)


def _parts(key: str, languages: Sequence[Language], folder: str, made_on: date) -> Iterator[str]:
    def said(message: str) -> str:
        return in_each(each(languages, message))

    yield f"<h1>{said(TITLE)}</h1>"
    yield '<div class="about">'
    for label, values in (
        (N_("Folder"), (("", folder),)),
        (N_("Made on"), once([(known.tag, known.long_day(made_on)) for known in languages])),
    ):
        yield f"<p>{_labelled(each(languages, label), values)}</p>"
    yield "</div>"
    yield f"<p>{said(OPENS)}</p>"
    yield '<div class="lines">'
    for line in lines(key):
        # The groups are what the eye looks for; the number and the check stand beside them.
        number, groups, check = (html_line(part) for part in line.split("   "))
        yield f'<p class="key"><i>{number}</i>   {_spaced(groups)}   <u>{check}</u></p>'
    yield "</div>"
    yield f"<p>{said(LETTERS)}</p>"
    yield f'<p class="keep">{said(KEEP)}</p>'
    yield f"<p>{said(WHOEVER)}</p>"
    yield f"<h2>{said(HOW)}</h2>"
    yield "<ol>"
    for step in STEPS:
        yield f"<li>{said(step)}</li>"
    yield "</ol>"
    yield f"<p>{said(ALSO)}</p>"


def _labelled(labels: Words, values: Words) -> str:
    """Give a label and its value on one line; in two languages, what differs beside each other."""
    names = " / ".join(html_line(text) for _, text in labels)
    return f"{names}: <b>{' / '.join(f'<bdi>{html_line(text)}</bdi>' for _, text in values)}</b>"


def _spaced(groups: str) -> str:
    """Give the groups with the two spaces between them that stand on the screen too."""
    return "  ".join(groups.split())
