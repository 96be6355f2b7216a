"""Whether a text is one address of one person, and nothing that a header could hide in."""

from __future__ import annotations

import re

from flask_mail import sanitize_address

LONGEST = 254
_ONE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f-\x9f]+")


def is_one_address(text: str) -> bool:
    """Exactly one mailbox that plain SMTP can name: no list, no line break, no hidden control."""
    if len(text) > LONGEST or not _ONE.fullmatch(text) or not text.isprintable():
        return False
    try:
        return sanitize_address(text).isascii()
    except UnicodeError:
        return False
