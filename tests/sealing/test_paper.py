from __future__ import annotations

from datetime import date

import html5lib

from intake.sealing.paper import sheet_code, sheet_page, sheet_words
from intake.sealing.sheets import Sheet, read_sheet

SHEET = Sheet(name="B", secret=bytes(range(32)))
PIN = "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-hhhh"
DAY = date(2026, 11, 24)


def test_the_words_name_the_sheet_the_installation_and_the_day() -> None:
    words = sheet_words(SHEET, fingerprint=PIN, made_on=DAY)

    assert "RECOVERY SHEET B" in words
    assert PIN in words
    assert "24 November 2026" in words


def test_what_is_printed_can_be_typed_back() -> None:
    words = sheet_words(SHEET, fingerprint=PIN, made_on=DAY)

    indented = [line for line in words.splitlines() if line.startswith("    ")]
    assert read_sheet(" ".join(indented[:2])) == SHEET
    assert [len(line.split()) for line in indented[:2]] == [5, 4]
    assert max(map(len, words.splitlines())) <= 90


def test_the_code_needs_neither_style_nor_script() -> None:
    code = sheet_code(SHEET)

    assert code.startswith("<svg")
    assert "style" not in code
    assert "script" not in code
    assert "class=" not in code


def test_the_code_fills_its_place_and_bears_a_quarter_of_damage() -> None:
    """As an SVG with a view box and no size, of 33 squares with a margin of four: version 4."""
    assert sheet_code(SHEET).startswith(f'<svg viewBox="0 0 {4 * 41} {4 * 41}">')
    assert 'transform="scale(4)"' in sheet_code(SHEET)


def test_the_page_is_sound_and_fetches_nothing() -> None:
    page = sheet_page(SHEET, fingerprint=PIN, made_on=DAY)

    html5lib.HTMLParser(strict=True).parse(page)
    assert "<title>Recovery sheet B</title>" in page
    assert all(part in page for part in (*SHEET.text.split(), PIN, sheet_code(SHEET)))
    assert not any(word in page for word in ("src=", "href=", "http:", "https:", "url("))
