"""The strict client accepts a good page and reports each fault planted in it."""

import hashlib
import tomllib
from pathlib import Path

import pytest
from html5lib.html5parser import ParseError

from tests.support.clients.strict_client import check_page

GOOD = (
    '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Question 4</title>'
    '</head><body><main><h1>When did you come?</h1><form method="post" action="/en/f/4">'
    '<input type="hidden" name="csrf_token" value="x"><label for="year">Year</label>'
    '<input id="year" name="year" aria-describedby="hint"><p id="hint">2019</p>'
    '<button name="skip" value="1">Skip</button></form></main></body></html>'
)

FAULTS = tomllib.loads(Path(__file__).with_name("faults.toml").read_text("utf-8"))


def test_a_good_page_passes():
    check_page(GOOD, "/en/f/4")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_reported(fault):
    good, bad = FAULTS[fault]
    assert good in GOOD
    check_page(GOOD, "/en/f/4")  # so that the good page is known

    with pytest.raises((AssertionError, ParseError)):
        check_page(GOOD.replace(good, bad), "/en/f/4")


def test_an_isolated_right_to_left_name_passes():
    check_page(GOOD.replace("2019</p>", "2019 <bdi>فرشته</bdi></p>"), "/en/f/4")
    check_page(GOOD.replace('name="year"', 'name="year" dir="auto" value="فرشته"'), "/en/f/4")


@pytest.mark.parametrize("path", ["/en/asylum", "/es/f/4/refugiados"])
def test_an_address_with_a_revealing_word_is_reported(path):
    with pytest.raises(AssertionError, match="the address reveals"):
        check_page(GOOD, path)


def test_a_page_in_another_language_than_its_address_is_reported():
    with pytest.raises(AssertionError, match="/es/f/4 is in fr"):
        check_page(GOOD.replace('lang="en"', 'lang="fr"'), "/es/f/4")


def test_a_page_that_is_too_large_is_reported():
    heavy = "".join(f"<p>{hashlib.sha256(bytes([n])).hexdigest()}</p>" for n in range(200))

    with pytest.raises(AssertionError, match="bytes compressed"):
        check_page(GOOD.replace("</main>", f"{heavy}</main>"), "/en/f/4")
