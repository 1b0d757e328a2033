"""The agreement sheet as a PDF, made of the page that prints."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from sessions import errors


def sheet_pdf(html: str) -> bytes:
    """Give the page `html` as a PDF, with the tags that a screen reader follows.

    Nothing is fetched, from the network or from this computer. Raises `PdfMissing` when WeasyPrint
    or the library that it draws text with is not there.
    """
    try:
        # What it misses it prints, on a terminal that shows a conversation.
        with redirect_stdout(io.StringIO()):
            from weasyprint import HTML
            from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as problem:
        raise errors.PdfMissing() from problem
    nothing = URLFetcher(allowed_protocols=())
    made: bytes = HTML(string=html, url_fetcher=nothing).write_pdf(pdf_tags=True)
    return made
