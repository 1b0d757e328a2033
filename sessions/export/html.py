"""The agreement sheet as one page of HTML: calm on a screen, and to print and sign on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from sessions.agreements import Agreement
from sessions.export.base import Bundle, Language
from sessions.export.markdown import dated, day_of, each, rows, spoken
from sessions.export.page import PAPER, document, html_line, in_each
from sessions.people import Person
from sessions.text import N_, clean

MARKS = ("◆", "●")
"""The marks of the person on the left and on the right; they repeat the colour and the side."""

SIDES = ("first", "second")
"""The names of their sides in the style sheet."""

SETTINGS = ((24, "roomy"), (29, "even"), (44, "snug"), (66, "close"))
"""How a sheet is set, by its lines at most, so that it stays on one page. What has more lines needs
more pages, and is set evenly."""

ACROSS = 58
"""Characters on one line of it, about, of what was filled in."""

STYLE = (
    PAPER
    + """.sheet { max-width: 46rem; margin: 0 auto; padding: 4rem 1.5rem 5rem; }
.sheet.more { max-width: 52rem; }
.sheet + .sheet { border-top: 1px solid #c9bda7; }
header { border-bottom: 1px solid #c9bda7; padding-bottom: 1em; margin-bottom: 2em; }
h1 { font-size: 1.9em; font-weight: normal; line-height: 1.2; margin: 0.15em 0 0.4em; }
h1 span + span { display: block; }
.quiet, dt { color: #6a6256; font-size: 0.86em; }
.two span + span { float: right; margin-left: 1em; text-align: right; }
.two::after, dl div::after, .signs::after { content: ""; display: block; clear: both; }
.first .name { color: #1f6675; }
.second .name { color: #96490f; }
.people .second { float: right; }
.people .first + .first, .people .second + .first { margin-left: 1.5em; }
.people::after { content: ""; display: block; clear: both; }
article { border: 0 solid transparent; padding: 0.1em 1.2em; margin-bottom: 2em; }
article.first, article.both { border-left: 3px solid #1f6675; }
article.second, article.both { border-right: 3px solid #96490f; }
article.second { padding-left: calc(1.2em + 3px); }
.words { font-size: 1.2em; font-weight: bold; line-height: 1.35; margin-bottom: 0.5em; }
.words, dd { white-space: pre-wrap; }
dl div { padding: 0.16em 0; }
dt { float: left; clear: left; width: 10.4em; padding: 0.13em 0.4em 0 0; }
dt + dt { float: right; clear: right; text-align: right; padding: 0.13em 0 0 0.4em; }
dd { margin-left: 9em; }
.more dd { margin-right: 9em; }
.signing { margin-top: 2.5em; }
.sign { float: left; clear: both; width: 47%; margin-top: 3.4em; }
.sign.second { float: right; clear: none; }
.sign p { float: left; width: 62%; border-top: 1px solid #2b2722; padding-top: 0.25em; }
.sign .on { float: right; width: 33%; padding-top: 0.42em; }
.on span + span::before { content: "· "; }

@media screen and (max-width: 40rem) {
  .sheet { padding: 2rem 1rem 3rem; }
  dt, dt + dt { float: left; clear: none; width: auto; text-align: left; padding: 0 1em 0 0; }
  dd, .more dd { clear: both; margin: 0; }
}

@page { size: A4; margin: 14mm 17mm 13mm; }
@page {
  @bottom-center {
    content: counter(page) " / " counter(pages);
    font-family: Palatino, P052, Georgia, serif; font-size: 8pt; color: #555;
  }
}
@page :first { @bottom-center { content: none; } }

@media print {
  html { background: none; color: #000; }
  body { font-size: 10.5pt; line-height: 1.36; orphans: 2; widows: 2; }
  .quiet, dt { color: #444; }
  .sheet, .sheet.more { max-width: none; padding: 0 0.4mm; }
  .sheet + .sheet { border: 0; break-before: page; }
  .roomy { font-size: 11.5pt; line-height: 1.5; }
  .roomy.more { font-size: 10.5pt; }
  .snug { font-size: 9.7pt; line-height: 1.3; }
  .close { font-size: 8.9pt; line-height: 1.25; }
  .close.more { font-size: 8.6pt; line-height: 1.22; }
  header { border-color: #999; padding-bottom: 0.8em; margin-bottom: 1.7em; break-after: avoid; }
  article { break-inside: avoid; margin-bottom: 1.7em; }
  article.first, article.both { border-left-width: 0.7mm; }
  article.second, article.both { border-right-width: 0.7mm; }
  .words { break-after: avoid; }
  .close h1 { font-size: 1.7em; }
  .snug article { margin-bottom: 1.3em; }
  .snug dl div { padding: 0.08em 0; }
  .close header { padding-bottom: 0.5em; margin-bottom: 1.1em; }
  .close article { margin-bottom: 1.1em; }
  .close .words { margin-bottom: 0.25em; }
  .close dl div { padding: 0.04em 0; }
  .signing { margin-top: 2em; break-inside: avoid; }
  .close .signing { margin-top: 1.4em; }
  .close .sign { margin-top: 2.8em; }
  .sign p { border-color: #000; }
}
"""
)
"""The look, on a screen and on paper. Whose an agreement is shows as a bar on their side."""


def sheet_html(bundles: Sequence[Bundle], languages: Sequence[Language], *, now: datetime) -> str:
    """Give the agreement sheet as one HTML file that needs nothing else, to read and to print.

    Every bundle begins a page of its own. An ordinary sheet is one page of A4. In more than one
    language every label stands in each of them; people's own words stand once.
    """
    speaks = spoken(languages)
    title = next((bundle.title for bundle in bundles if len(bundles) == 1 and bundle.title), "")
    sheets = "\n".join(_sheet(bundle, speaks, now) for bundle in bundles)
    return document(
        sheets,
        tag=speaks[0].tag,
        title=title or speaks[0].t(N_("What we agreed")),
        style=STYLE,
    )


def _text(text: str) -> str:
    return escape(clean(text).strip())


def _sheet(bundle: Bundle, languages: Sequence[Language], now: datetime) -> str:
    more = " more" if len(languages) > 1 else ""
    parts = [f'<main class="sheet {_setting(bundle, languages)}{more}">']
    parts += _header(bundle, languages, now)
    for agreement in bundle.agreements:
        parts += _agreement(agreement, bundle, languages)
    if bundle.agreements:
        parts += _signing(bundle.people, languages)
    else:
        nothing = each(languages, N_("There is no agreement that holds at the moment."))
        parts.append(f'<p class="two">{in_each(nothing)}</p>')
    return "\n".join((*parts, "</main>"))


def _setting(bundle: Bundle, languages: Sequence[Language]) -> str:
    """Give how closely the sheet is set: by how many lines there are, about."""
    lines = 0
    for agreement in bundle.agreements:
        lines += 2 + _lines(agreement.what)
        lines += sum(
            _lines("    ".join(text for _, text in texts))
            for _, texts in rows(
                agreement, bundle.people, languages, with_day=day_of(bundle) is None
            )
        )
    return next((name for most, name in SETTINGS if lines <= most), "even")


def _lines(text: str) -> int:
    return sum(1 + len(line) // ACROSS for line in text.split("\n"))


def _header(bundle: Bundle, languages: Sequence[Language], now: datetime) -> Iterator[str]:
    yield "<header>"
    yield f'<p class="quiet two">{in_each(dated(bundle, languages, now))}</p>'
    if bundle.title:
        unknown = ' lang=""' if len(languages) > 1 else ""
        yield f'<h1 dir="auto"{unknown}>{html_line(bundle.title)}</h1>'
    else:
        yield f"<h1>{in_each(each(languages, N_('What we agreed')))}</h1>"
    names = (_name(person, place) for place, person in enumerate(bundle.people))
    yield f'<p class="people">{" ".join(names)}</p>'
    yield "</header>"


def _name(person: Person, place: int) -> str:
    """Give somebody's name with their mark, which is on the outside where they sit."""
    mark, name = _mark(place), _bare(person)
    shown = f"{name} {mark}" if place % 2 else f"{mark} {name}"
    return f'<span class="{SIDES[place % 2]}">{shown}</span>'


def _mark(place: int) -> str:
    return f'<span class="name" aria-hidden="true">{MARKS[place % 2]}</span>'


def _bare(person: Person) -> str:
    return f'<bdi class="name">{html_line(person.name)}</bdi>'


def _agreement(
    agreement: Agreement, bundle: Bundle, languages: Sequence[Language]
) -> Iterator[str]:
    order = [person.id for person in bundle.people]
    side = SIDES[order.index(agreement.who) % 2] if agreement.who in order else "both"
    # Nobody can tell in which of two languages somebody wrote.
    unknown = ' lang=""' if len(languages) > 1 else ""
    yield f'<article class="{side}">'
    yield f'<p class="words" dir="auto"{unknown}>{_text(agreement.what)}</p>'
    yield "<dl>"
    labelled = rows(agreement, bundle.people, languages, with_day=day_of(bundle) is None)
    for labels, texts in labelled:
        yield "<div>"
        for tag, label in labels:
            yield f'<dt lang="{escape(tag or languages[0].tag)}">{html_line(label)}</dt>'
        if len(texts) == 1:
            yield f'<dd dir="auto"{unknown}>{_text(texts[0][1])}</dd>'
        else:
            spans = (f'<span lang="{escape(x)}" dir="auto">{_text(y)}</span>' for x, y in texts)
            yield f'<dd class="two">{" ".join(spans)}</dd>'
        yield "</div>"
    yield "</dl>"
    yield "</article>"


def _signing(people: Sequence[Person], languages: Sequence[Language]) -> Iterator[str]:
    """Give a line to sign and a line for the date, for each of them on their own side."""
    yield '<section class="signing">'
    yield f'<p class="two">{in_each(each(languages, N_("This is what we stand behind.")))}</p>'
    yield '<div class="signs">'
    on = in_each(each(languages, N_("Date")))
    for place, person in enumerate(people):
        yield f'<div class="sign {SIDES[place % 2]}">'
        yield f"<p>{_mark(place)} {_bare(person)}</p>"
        yield f'<p class="on quiet">{on}</p>'
        yield "</div>"
    yield "</div>"
    yield "</section>"
