"""Draw contact sheets of every page of both doors, from a walk through the product.

``python -m docs.sheets`` writes one sheet a page into ``docs/pages``: applicants' pages in four
languages, on a phone and in a wide window, light and dark; pages of the desk in English.
"""

from __future__ import annotations

import base64
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from docs.pictures import fonts_for_people
from intake.settings import OFFERED
from tests.support.browser.chromium import FLAGS, chromium
from tests.support.databases.fixtures import make_tables
from tests.support.tour.album import Album, StoredPage
from tests.support.tour.fixtures import applicant_album, desk_album
from tests.support.tour.window import Appearance, window

PAGES = Path(__file__).parent / "pages"
PHONE, DESK = Appearance(360, 640), Appearance(1280, 800)
LOOKS = (PHONE, replace(PHONE, theme="dark"), DESK, replace(DESK, theme="dark"))
SCALE = {PHONE.width: 0.5, DESK.width: 0.3}
GAP = 8
QUALITY = 0.5

COMPOSE = """async ([pictures, width, height, quality]) => {
  const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext("2d");
  pen.fillStyle = "#8a8f91"; pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  for (const [data, x, y, w, h] of pictures) {
    const bytes = Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0));
    pen.drawImage(await createImageBitmap(new Blob([bytes])), x, y, w, h);
  }
  const sheet = await canvas.convertToBlob({type: "image/webp", quality});
  const bytes = new Uint8Array(await sheet.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot as PNG, with the appearance of its window."""

    png: bytes
    look: Appearance


def main() -> None:
    """Walk through both doors, take every page, and save the sheets."""
    fonts_for_people()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        tables = make_tables(Path(folder) / "tables.db")
        shutil.rmtree(PAGES, ignore_errors=True)
        rows = []
        for language in OFFERED:
            pages = Path(folder) / language
            pages.mkdir()
            album = applicant_album(tables, pages, language)
            rows.append(pictures(browser, album, distinct_pages(album), LOOKS))
        save(browser, "applicants", rows)
        pages = Path(folder) / "desk"
        pages.mkdir()
        album = desk_album(tables, pages)
        looks = (PHONE, DESK, replace(DESK, theme="dark"))
        save(browser, "desk", [pictures(browser, album, album.pages.values(), looks)])
        browser.close()


def distinct_pages(album: Album) -> Iterator[StoredPage]:
    """Yield every page, but of pages with errors only one of each kind."""
    cover = album.cover()
    yield from (page for page in album.pages.values() if page.status != 422 or page in cover)


def pictures(
    browser: Browser, album: Album, pages: Iterable[StoredPage], looks: Iterable[Appearance]
) -> dict[str, list[Picture]]:
    """Return the screenshots of each page in each look, by the name of the page."""
    taken: dict[str, list[Picture]] = {}
    stored_pages = list(pages)
    with window(browser, album) as view:
        for look in looks:
            view.look(look)
            for page in stored_pages:
                taken.setdefault(page.name, []).append(
                    Picture(view.show(page).screenshot(type="png"), look)
                )
    return taken


def save(browser: Browser, door: str, rows: list[dict[str, list[Picture]]]) -> None:
    """Save one sheet a page, with one row a language, and a list of all sheets."""
    folder, page = PAGES / door, browser.new_page()
    folder.mkdir(parents=True)
    lines = [f"# Every page: {door}", ""]
    for name in rows[0]:
        file = folder / f"{re.sub(r'[^a-z0-9_]+', '-', name.lower()).strip('-')}.webp"
        file.write_bytes(sheet(page, [row[name] for row in rows if name in row]))
        lines += [f"## {name}", "", f"![{name}]({file.name})", ""]
    (folder / "README.md").write_text("\n".join(lines), "utf-8")
    page.close()


def sheet(page: Any, rows: list[list[Picture]]) -> bytes:
    """Return the screenshots side by side, row below row, as one WebP."""
    placed, y, width = [], GAP, 0
    for row in rows:
        x, tallest = GAP, 0
        for picture in row:
            scale = SCALE[picture.look.width]
            w, h = round(picture.look.width * scale), round(picture.look.height * scale)
            placed.append([base64.b64encode(picture.png).decode(), x, y, w, h])
            x, tallest = x + w + GAP, max(tallest, h)
        y, width = y + tallest + GAP, max(width, x)
    return base64.b64decode(page.evaluate(COMPOSE, [placed, width, y, QUALITY]))


if __name__ == "__main__":
    main()
