"""Style sheets and pages work in both directions: logical properties, no inline style."""

import re

import pytest

from tests.house.source import ROOT, templates

SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
EACH = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)

PHYSICAL = re.compile(
    r"""(?<![-\w])(
        (margin|padding|border)-(left|right|top|bottom)\b
        | (left|right|top|bottom)\s*:
        | (float|clear|text-align)\s*:\s*(left|right)\b
        | border-(top|bottom)-(left|right)-radius
        | (scroll-)?(margin|padding)-(left|right)
        | (?<!\()(min-|max-)?(width|height)\s*:
        | box-shadow\s*:\s*(inset\s+)?-?[1-9.]
        | translateX | skewX | (overflow-|background-position-)[xy]\b
    )""",
    re.VERBOSE,
)

TOKENS = re.compile(r"--[\w-]+\s*:\s*#[0-9A-F]{6}\b")
COLOUR = re.compile(
    r"""\#[0-9A-Fa-f]{3,8}\b(?![^{}]*\{)  # not an id before its rule
        | \b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color|color-mix)a?\(
        | (?<=[\s:,(])(?:white|black|red|green|blue|yellow|orange|purple|gr[ae]y)\b(?=[^{]*\})""",
    re.VERBOSE,
)


STILL = """@keyframes still{from,to{pointer-events:none}}
body:not(.desk) main{animation:still .5s}
"""
"""The one animation, in which nothing is seen to move: an early tap falls on nothing."""


@EACH
def test_no_property_knows_left_from_right(sheet):
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)

    assert [match.group() for match in PHYSICAL.finditer(rules)] == []


@EACH
def test_a_colour_is_called_by_the_name_of_its_token(sheet):
    rules = TOKENS.sub("", sheet.read_text("utf-8"))

    assert COLOUR.findall(rules) == []


@EACH
def test_no_rule_shouts_and_nothing_moves(sheet):
    rules = sheet.read_text("utf-8").replace(STILL, "")

    assert re.findall(r"!important|\banimation\b|@keyframes|\btransition\b", rules) == []


@EACH
def test_nothing_is_fetched_from_elsewhere(sheet):
    assert (
        re.findall(r"@import|@font-face|url\(\s*['\"]?(?:https?:)?//", sheet.read_text("utf-8"))
        == []
    )


def test_no_template_has_style_or_script_of_its_own():
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")

    assert [str(path) for path in templates() if inline.search(path.read_text("utf-8"))] == []
