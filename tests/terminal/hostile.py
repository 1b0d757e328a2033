"""Text that would speak to a terminal, to a library or to a reader, and a reader of bytes that hears any of it."""

from __future__ import annotations

import re

ESC, CSI, OSC, DCS, ST = "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b\\"
UNFINISHED = f"{OSC}0;open"

HOSTILE: tuple[str, ...] = (
    # Sequences: colours, the screen, the cursor, modes, questions.
    f"{CSI}31;7mred", f"{CSI}2J{CSI}Hgone", f"{CSI}?1049lmain", f"{CSI}?25lblind", f"{CSI}6nwhere", f"{CSI}5nalive",
    f"{CSI}cwho", f"{CSI}>cwhich", f"{CSI}20;20Hthere", f"{CSI}8;5;5tsmall", f"{CSI}21ttitle", f"{CSI}?1000hmouse",
    f"{CSI}?2026hframe", f"{CSI}>1ukitty", f"{CSI}200~paste{CSI}201~d", f"{CSI}99Xerased", f"{ESC}creset", f"{ESC}7kept",
    f"{ESC}#8full", f"{ESC}(0lines", f"{ESC}Nshift", f"{CSI}!psoft",
    # Strings to the terminal: title, links, clipboard, notes, pictures, macros.
    f"{OSC}0;EVIL\x07title", f"{OSC}2;EVIL{ST}title", f"{OSC}8;;http://evil.example\x07link{OSC}8;;\x07",
    f"{OSC}52;c;RVZJTA==\x07clip", f"{OSC}52;c;?\x07ask", f"{OSC}10;?\x07colour", f"{OSC}9;EVIL\x07note",
    f"{OSC}777;notify;EVIL;x\x07note", f"{OSC}1337;File=:RVZJTA==\x07file", f"{OSC}4;1;#ff0000\x07palette",
    f"{DCS}$q\"p{ST}status", f"{DCS}+q544e{ST}terminfo", f"{DCS}1;1|17/41{ST}keys", f"{ESC}_Gf=24;EVIL{ST}apc",
    f"{ESC}^EVIL{ST}pm", f"{ESC}XEVIL{ST}sos", ESC, CSI, UNFINISHED,
    # C1 as letters, and the other control characters.
    "\x9b31mred", "\x9d0;EVIL\x9ctitle", "\x90EVIL\x9cdevice", "\x9fEVIL\x9capp", "\x85next", "\x84index", "\x8dback",
    "bell\x07", "back\x08\x08\x08space", "rub\x7fout", "home\rrow", "line\nbreak", "null\x00byte", "tab\ttab", "\x0e\x0fshift",
    "vertical\x0b\x0cfeed", "\x05enquiry", "\x18\x1acancel",
    # What turns, hides or piles up.
    "\u202eturned", "\u202dleft\u202c", "\u2066isolate\u2069", "\u2067right\u2069", "\u200fmark\u200e", "\u061carabic",
    "zero\u200bwidth", "join\u200der", "\u200d\u200d\u200d", "word\u2060joiner", "\ufeffmark", "soft\u00adhyphen",
    "tags\U000e0041\U000e0042\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f flag", "z" + "\u0300\u0323\u0489" * 40 + "algo",
    "line\u2028separator", "paragraph\u2029separator", "variation\ufe0f\ufe0e\U000e0101", "private\ue000\U000f0000use",
    "no\ufdd0character\ufffe", "inter\ufff9linear\ufffb", "\u115f\u3164\uffa0filler", "\u2800\u2800braille",
    # Markup, formats and names.
    "[/]", "[bold]", "[bold", "[red]x[/red]", "[@click=app.quit]x[/]", "[link=http://evil.example]x[/link]", "\\[b]", "[on red]",
    "{me}", "{other}", "{name!r}", "{0}", "{", "}}{{", "%s%n%(x)s", "$t-first", "$name", "${HOME}", "`id`", "$(id)",
    "<b>x</b>", "&lt;", "../../etc/passwd", "=1+1", "'\"\\", "--data", "-h",
    # Letters of people.
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family", "\U0001f1f3\U0001f1f1\U0001f1e7", "\U0001f44d\U0001f3fd", "שלום עולם",
    "مرحبا بالعالم", "می\u200cخواهم", "e\u0301e\u0301", "ﷺ", "中文字" * 5, "a" * 120, "w " * 60,
)  # fmt: skip

SURROGATES = ("\ud83d", "\udc80\udcff", "\ud800\udc00x")
"""Halves of letters: as bytes that are no UTF-8 come out of the system, and out of a file with JSON in it."""

_TOKEN = re.compile(
    r"""\x1b\[(?P<private>[<=>?]?)(?P<parameters>[0-9:;]*)(?P<between>[ -/]*)(?P<final>[@-~])
    | \x1b\](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)
    | \x1b(?P<string>[PX^_])
    | \x1b(?P<plain>[ -/]*[0-~])
    | (?P<text>[^\x1b]+)
    | (?P<broken>\x1b)""",
    re.VERBOSE,
)

_ALLOWED = {"m", "H", "?2026$p", "?2048$p", ">25u", "<u"} | {
    f"?{mode}{switch}"
    for mode in (7, 25, 1000, 1003, 1004, 1006, 1015, 1049, 2004, 2026)
    for switch in "hl"
}
"""What the program itself writes: colours, places, modes, two questions about modes, and how keys are told."""
_POINTERS = {"22;default", "22;pointer", "22;text"}
"""The only command it gives: which mouse pointer to show."""

_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef]"
)
"""Letters that no screen of ours may hold."""


def foreign(raw: bytes) -> list[str]:
    """Give everything in the bytes for a terminal that a program with only text to show would not write."""
    problems = []
    try:
        raw.decode()
    except UnicodeDecodeError as problem:
        problems.append(f"no UTF-8: {raw[max(0, problem.start - 30) : problem.start + 10]!r}")
    text = raw.decode("utf-8", "replace")
    for token in _TOKEN.finditer(text):
        before = text[max(0, token.start() - 30) : token.start()]
        if token["final"]:
            shape = token["between"] + token["final"]
            if shape not in ("m", "H") or token["private"]:
                shape = token["private"] + token["parameters"] + shape
            wrong = shape not in _ALLOWED
        elif token["command"] is not None:
            wrong = token["command"] not in _POINTERS
        elif token["text"]:
            wrong = False
            problems += [f"{letter!r}" for letter in _FORBIDDEN.findall(token["text"])]
        else:
            wrong = True
        if wrong:
            problems.append(f"{before!r} {token[0]!r}")
    return problems
