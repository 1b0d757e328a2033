"""What the help and the safety page say. Numbers carry the month in which they were checked."""

from __future__ import annotations

from collections.abc import Sequence

from sessions.text import N_

SAFETY_TITLE = N_("When this program is not the right tool")

SAFETY: Sequence[str] = (
    N_("This program is for two people who can both say freely what they think."),
    N_(
        "Do not use it together if one of you is afraid of the other, if one of you gets hurt, "
        "if there are threats, or if one decides what the other may do or spend, "
        "or who they may see."
    ),
    N_(
        "Then talk to someone alone first: someone you trust, your doctor, or the people below. "
        "You need not be sure. You can ask anonymously."
    ),
    N_("In danger now? Call 112 (in Europe)."),
    N_(
        "Netherlands: Veilig Thuis 0800-2000, free, day and night. They listen, and help you "
        "think it through."
    ),
    N_("Netherlands: thinking of suicide? Call 113 or 0800-0113, free, day and night."),
    N_(
        "Belgium, United Kingdom, United States: F10, then Help from others. Somewhere else: the "
        "emergency number or a helpline of your own country."
    ),
    N_("These numbers were right in November 2026."),
    N_(
        "Ctrl+Q closes this program at once and keeps everything. It does leave traces on this "
        "computer: whoever opens the program here can read your conversations."
    ),
)

HELP_TITLE = N_("How it works")

HELP: Sequence[str] = (
    N_("Tab goes on, Shift+Tab goes back, Enter does what is marked. The mouse works everywhere."),
    N_("F9: a time-out, for either of you, at any moment, without a reason. Also Ctrl+T."),
    N_("F10: everything you can do here. Also Ctrl+P."),
    N_("F4: park a subject for another time."),
    N_("Ctrl+B: one turn back. What you typed stays."),
    N_("Ctrl+L: another language. What you typed stays."),
    N_("Ctrl+Q: keep everything and stop. You go on later at the same letter."),
    N_("◆ sits left and ● sits right. The name in capitals is the one whose turn it is."),
)
