"""Every page of both doors on contact sheets, from a walk through the product.

``python -m docs.sheets`` writes one sheet a page into ``docs/pages``: applicants' pages in four
languages, on a phone and on a desk, by day and by night; the desk's in English.
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

from tests.support.browser.chromium import FLAGS, chromium
from tests.support.databases.fixtures import make_tables
from tests.support.tour.album import Album, StoredPage
from tests.support.tour.fixtures import applicant_album, desk_album
from tests.support.tour.window import Appearance, window

PAGES = Path(__file__).parent / "pages"
LANGUAGES = ("en", "es", "ar", "fa-AF")
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
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    pen.drawImage(await createImageBitmap(new Blob([bytes])), x, y, w, h);
  }
  const sheet = await canvas.convertToBlob({type: "image/webp", quality});
  const bytes = new Uint8Array(await sheet.arrayBuffer());
  let text = "";
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text);
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a window showed: a PNG, and how large the window was."""

    png: bytes
    look: Appearance


def main() -> None:
    """Walk, look at everything, and keep the sheets."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        tables = make_tables(Path(folder) / "tables.db")
        shutil.rmtree(PAGES, ignore_errors=True)
        rows = []
        for language in LANGUAGES:
            own = Path(folder) / language
            own.mkdir()
            album = applicant_album(tables, own, language)
            rows.append(pictures(browser, album, worth_a_sheet(album), LOOKS))
        keep(browser, "applicants", rows)
        own = Path(folder) / "desk"
        own.mkdir()
        album = desk_album(tables, own)
        looks = (PHONE, DESK, replace(DESK, theme="dark"))
        keep(browser, "desk", [pictures(browser, album, album.pages.values(), looks)])
        browser.close()


def worth_a_sheet(album: Album) -> Iterator[StoredPage]:
    """Every page, and of the mistakes one of each kind."""
    cover = album.cover()
    yield from (seen for seen in album.pages.values() if seen.status != 422 or seen in cover)


def pictures(
    browser: Browser, album: Album, pages: Iterable[StoredPage], looks: Iterable[Appearance]
) -> dict[str, list[Picture]]:
    """Each page in each look, by the page's name."""
    taken: dict[str, list[Picture]] = {}
    all_ = list(pages)
    with window(browser, album) as view:
        for look in looks:
            view.look(look)
            for seen in all_:
                taken.setdefault(seen.name, []).append(
                    Picture(view.show(seen).screenshot(type="png"), look)
                )
    return taken


def keep(browser: Browser, door: str, rows: list[dict[str, list[Picture]]]) -> None:
    """One sheet a page, one row a language; and a list of them all."""
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
    """Pictures beside and below each other, as one WebP."""
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
