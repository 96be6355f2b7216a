"""The organisation's logo: a small picture file, judged before it is served."""

from __future__ import annotations

import re
from pathlib import Path

from intake.settings.reading import UnsafeSettings

MOST_BYTES = 32 * 1024
"""Each visitor on a prepaid phone pays for the logo once."""
BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
    ".svg": (b"<svg", b"<?xml"),
}
"""First bytes of each kind of file that a logo may be."""
ACTIVE_SVG = re.compile(
    rb"<script|<foreignObject|<!ENTITY|<!DOCTYPE|\son\w+\s*=|javascript:|@import"
    rb"|href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)
"""Whatever lets an SVG run code or load something from elsewhere."""


def logo_file(path: str) -> Path | None:
    """Return the file of the logo, or ``None`` if there is none. Raise ``UnsafeSettings``."""
    if not path:
        return None
    file = Path(path).absolute()
    try:
        with file.open("rb") as picture:
            content = picture.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise UnsafeSettings(
            "ORGANISATION_LOGO must name a file that this user can read. Check the path, or remove"
            " the setting: pages then show the name alone."
        ) from None
    if not content.startswith(BEGINNINGS.get(file.suffix, ())):
        raise UnsafeSettings(
            "ORGANISATION_LOGO must be an SVG, PNG, JPEG or WebP picture whose name ends in .svg,"
            " .png, .jpg or .webp."
        )
    if file.suffix == ".svg" and ACTIVE_SVG.search(content):
        raise UnsafeSettings(
            "ORGANISATION_LOGO contains scripts, or refers to other files or sites. Export it as a"
            " plain SVG, or use a PNG."
        )
    if len(content) > MOST_BYTES:
        raise UnsafeSettings(
            f"ORGANISATION_LOGO is larger than {MOST_BYTES // 1024} KB, which every visitor would"
            " have to load. Save the picture smaller."
        )
    return file
