from datetime import date

from intake.sealing.sheets import Sheet, qr_svg, read_sheet, sheet_words

SHEET = Sheet(name="B", secret=bytes(range(32)))
PIN = "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-hhhh"
DAY = date(2026, 11, 24)


def test_the_words_name_the_sheet_the_installation_and_the_day():
    words = sheet_words(SHEET, fingerprint=PIN, made_on=DAY)

    assert "RECOVERY SHEET B" in words
    assert PIN in words
    assert "24 November 2026" in words


def test_what_is_printed_can_be_typed_back():
    words = sheet_words(SHEET, fingerprint=PIN, made_on=DAY)

    indented = [line for line in words.splitlines() if line.startswith("    ")]
    assert read_sheet(" ".join(indented[:2])) == SHEET
    assert [len(line.split()) for line in indented[:2]] == [5, 4]
    assert max(map(len, words.splitlines())) <= 90


def test_the_code_of_a_sheet_needs_neither_style_nor_script():
    code = qr_svg(SHEET.letters)

    assert code.startswith("<svg")
    assert 'class="qr"' in code
    assert "style" not in code
    assert "script" not in code


def test_the_code_of_a_sheet_bears_a_quarter_of_damage():
    """It has 33 squares and a margin of four: version 4 with this correction."""
    assert f'width="{4 * 41}" height="{4 * 41}"' in qr_svg(SHEET.letters)
