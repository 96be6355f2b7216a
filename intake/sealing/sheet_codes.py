"""The QR code of a printed sheet, for a scanner that types its letters."""

from __future__ import annotations


def qr_svg(letters: str) -> str:
    """Return the letters as a QR code: an SVG element without style or script."""
    import segno  # imported here, because only printing needs it

    code: str = segno.make(letters, error="q").svg_inline(
        scale=4, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return code
