"""Texts of invented applicants and staff. Every text says that it is invented."""

from __future__ import annotations

ENGLISH = "en"

FROM_THE_PERSON = {
    "en": (
        "This is an invented message. I have a new paper from the court. What should I do?",
        "This is an invented message. Please call me in the evening, not in the morning.",
    ),
    "es": (
        "Este mensaje es inventado. Tengo un papel nuevo de la corte. ¿Qué debo hacer?",
        "Este mensaje es inventado. Por favor llámenme por la tarde, no por la mañana.",
    ),
    "ar": (
        "هذه رسالة مختلقة. لدي ورقة جديدة من المحكمة. ماذا أفعل؟",
        "هذه رسالة مختلقة. من فضلكم اتصلوا بي في المساء وليس في الصباح.",
    ),
    "fa-AF": (
        "این یک پیام ساختگی است. از محکمه یک ورق نو دارم. چه کنم؟",
        "این یک پیام ساختگی است. لطفاً شام به من زنگ بزنید، نه صبح.",
    ),
}

A_QUESTION = {
    "en": "This is an invented message. What date stands on your court paper?",
    "es": "Este mensaje es inventado. ¿Qué fecha está en su papel de la corte?",
    "ar": "هذه رسالة مختلقة. ما التاريخ المكتوب على ورقة المحكمة؟",
    "fa-AF": "این یک پیام ساختگی است. در ورق محکمهٔ شما کدام تاریخ نوشته شده است؟",
}

A_DECISION = {
    "en": "This is an invented letter. It tells an invented person what was decided.",
    "es": "Esta carta es inventada. Dice a una persona inventada lo que se decidió.",
    "ar": "هذه رسالة مختلقة. تخبر شخصًا مختلقًا بما تقرر.",
    "fa-AF": "این نامه ساختگی است. به یک شخص ساختگی می‌گوید که چه تصمیم گرفته شد.",
}

A_NOTE = {
    "en": "This note is invented. So is the person.",
    "es": "Esta nota es inventada. La persona también.",
    "ar": "هذه الملاحظة مختلقة، والشخص كذلك.",
    "fa-AF": "این یادداشت ساختگی است. شخص هم ساختگی است.",
}

OF_STAFF = {
    "call": "Invented note: spoke for ten minutes, the voice was calm. Papers come next week.",
    "plan": "Invented note: ask for the court paper first, then decide.",
    "legal_view": "Invented note: the year has passed; an exception may apply.",
    "screening": "Invented call: the dates on the form are right. No other case is known.",
    "merits": "Invented review: consistent, and there are papers.",
    "decision": "Invented reason, for the demonstration.",
    "against": "Invented reason: no other way was left before the date.",
    "conflict": "Invented reason: compared both cards.",
    "next": "Invented: see whether the paper came.",
    "missed": "Invented: the date went by.",
}


def in_language(texts: dict[str, str], language: str) -> tuple[str, str]:
    """Return the text in *language*, or in English if there is none, and its language."""
    available = language if language in texts else ENGLISH
    return texts[available], available
