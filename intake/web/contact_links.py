"""Phone numbers and web addresses inside a sentence, as links that text of any direction keeps."""

from __future__ import annotations

import re

from flask import Flask
from markupsafe import Markup

from intake.settings.phone_numbers import call_address
from intake.web.filters import whole

CONTACT = re.compile(
    r"\b(?P<phone>1-\d{3}-\d{3}-\d{4}|911|211)\b"
    r"|\b(?P<web>(?:[a-z0-9-]+\.)+(?:gov|org|com)(?:/[\w/.-]*\w)?)",
    re.ASCII,
)
PHONE = Markup('<a class="call" href="tel:{}"><bdi dir="ltr">{}</bdi></a>')
WEB = Markup('<a href="https://{0}" rel="noopener noreferrer"><bdi dir="ltr">{0}</bdi></a>')


def set_up(app: Flask) -> None:
    """Add the filter ``with_links``, and ``call_address`` for the links of phone numbers."""
    app.jinja_env.filters["with_links"] = with_links
    app.jinja_env.globals["call_address"] = call_address


def with_links(text: str) -> Markup:
    """Return the sentence with its numbers and addresses as links, and names of forms whole."""
    return Markup("").join(_pieces(text))


def _pieces(text: str) -> list[Markup]:
    pieces, end = [], 0
    for contact in CONTACT.finditer(text):
        pieces.append(whole(text[end : contact.start()]))
        pieces.append(_link(contact))
        end = contact.end()
    return [*pieces, whole(text[end:])]


def _link(contact: re.Match[str]) -> Markup:
    if phone := contact["phone"]:
        return PHONE.format(phone.replace("-", ""), phone)
    return WEB.format(contact["web"])
