"""The card to keep: who we are, the address to come back to, the code and the reference."""

from __future__ import annotations

import segno

from intake.frozen import frozen
from intake.web.app_context import settings
from intake.web.locale import language


@frozen
class ReturnCard:
    """The content of the card.

    ``address`` is shown without ``https://``; ``picture`` is a QR code of the whole address, as
    a ``data:`` address of an SVG. It holds neither code nor reference. With ``folded`` the code
    is not in sight until it is asked for.
    """

    organisation: str
    phone: str
    address: str
    picture: str
    reference: str
    code: str
    folded: bool


def return_card(reference: str, code: str | None, *, folded: bool) -> ReturnCard:
    """Return the card in the language of this request. The desk may have no page to return to."""
    address = f"{settings().applicants_address}/{language()}/return"
    return ReturnCard(
        organisation=settings().organisation_name,
        phone=settings().help_phone,
        address=address.removeprefix("https://"),
        picture=segno.make(address, error="m").svg_data_uri(
            border=2, dark="#000", light="#fff", encode_minimal=True, svgclass=None, lineclass=None
        ),
        reference=reference,
        code=code or "",
        folded=folded,
    )
