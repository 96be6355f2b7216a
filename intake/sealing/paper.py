"""Print sheets: the text of a recovery sheet, and the QR code of any sheet."""

from __future__ import annotations

from datetime import date

from intake.sealing.sheets import Sheet

WORDS = """\
RECOVERY SHEET {name}: one of three

    {first_half}
    {second_half}

It belongs to the installation with this fingerprint:

    {fingerprint}

Made on {day}.

Any two of the three sheets open everything that people have told this installation.
One sheet alone opens nothing. Two are needed when all members of staff have lost their
passwords; without two, what was told is then lost.

Print each sheet, give the three to three people who do not live together, and destroy
every copy that is in a computer. To use a sheet, type its letters.
"""


def sheet_words(sheet: Sheet, *, fingerprint: str, made_on: date) -> str:
    """Return the sheet as plain text."""
    groups = sheet.text.split()
    half = len(groups) // 2 + 1
    return WORDS.format(
        name=sheet.name,
        first_half=" ".join(groups[:half]),
        second_half=" ".join(groups[half:]),
        fingerprint=fingerprint,
        day=f"{made_on.day} {made_on:%B %Y}",
    )


def qr_svg(letters: str) -> str:
    """Return the letters as a QR code for a page of the desk: SVG of the class ``qr``."""
    import segno  # imported here, because only printing needs it

    code: str = segno.make(letters, error="q").svg_inline(
        scale=4, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return code
