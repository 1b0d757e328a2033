"""When this program is not the right tool: shown before the first conversation, and on request."""

from __future__ import annotations

from sessions.text import N_

SAFETY_TITLE = N_("When this program is not the right tool")

SAFETY: tuple[str, ...] = (
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
