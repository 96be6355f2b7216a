"""Accept one plain email address, without characters that could inject a header."""

from __future__ import annotations

import re

from flask_mail import sanitize_address

LONGEST = 254
_ONE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f-\x9f]+")


def is_one_address(text: str) -> bool:
    """Return true if *text* is exactly one mailbox that plain SMTP can name.

    No list, no line break and no control character.
    """
    if len(text) > LONGEST or not _ONE.fullmatch(text) or not text.isprintable():
        return False
    try:
        return sanitize_address(text).isascii()
    except UnicodeError:
        return False


def with_language(address: str, language: str) -> str:
    """Return an address behind the language of its letters, for one encrypted column."""
    return f"{language} {address}"


def parted(stored: str) -> tuple[str, str]:
    """Return the language and the address of :func:`with_language`.

    The language is empty for an address that an older release stored alone.
    """
    language, _, address = stored.rpartition(" ")
    return language, address
