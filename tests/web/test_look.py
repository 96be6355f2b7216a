"""Style sheets: small, readable in light and dark, and in both directions."""

import gzip
import re
from datetime import date
from mimetypes import guess_type
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import render_template
from markupsafe import Markup

from intake import create_app
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.languages import LANGUAGES
from intake.settings import Settings
from intake.web.filters import whole
from intake.web.questions.forms import form_for
from tests.house.source import ROOT
from tests.support.clients.strict_client import REVEALING, check_page
from tests.support.tour.reflow import LARGE, SET_STYLE

SHEET = (ROOT / "static" / "css" / "base.css").read_text("utf-8")
ANSWERS_SHEET = (ROOT / "static" / "css" / "answers.css").read_text("utf-8")
PLAN_SHEET = (ROOT / "static" / "css" / "plan.css").read_text("utf-8")
SCRIPT = (ROOT / "static" / "js" / "leave.js").read_text("utf-8")
FILES = {"css/base.css": SHEET, "css/answers.css": ANSWERS_SHEET, "js/leave.js": SCRIPT}
DESK_SHEET = "static/css/desk.css"
OVER = re.compile(r"(?:^|;)(color|background):var\(--([\w-]+)\)")
TODAY = date(2026, 11, 24)

TEXT = 7.0
"""Every text a person reads, against what lies under it (WCAG 1.4.6)."""
PARTS = 3.0
"""Borders of controls and the focus ring (WCAG 1.4.11)."""

PAIRS = [
    *[("ink", under, TEXT) for under in ("paper", "soft", "field", "ok-soft", "warn-soft")],
    *[("mute", under, TEXT) for under in ("paper", "soft", "field", "ok-soft", "warn-soft")],
    *[("primary", under, TEXT) for under in ("paper", "soft", "field", "ok-soft", "warn-soft")],
    *[("error", under, TEXT) for under in ("paper", "error-soft")],
    ("ink", "error-soft", TEXT),
    *[("primary", under, TEXT) for under in ("tint",)],
    *[(over, "tint", TEXT) for over in ("ink", "mute")],
    *[("on-act", under, TEXT) for under in ("act", "over")],
    *[("paper", under, TEXT) for under in ("error", "mute")],
    *[("edge", under, PARTS) for under in ("paper", "field")],
    ("paper", "ink", TEXT),
    ("on-blank", "blank", TEXT),
    *[("line", under, PARTS) for under in ("paper", "soft", "field")],
    *[("primary", under, PARTS) for under in ("paper", "soft", "field")],
    *[("focus", under, TEXT) for under in ("paper", "soft")],
    ("error", "field", PARTS),
    ("ok", "paper", PARTS),
    ("warn", "paper", PARTS),
]


def test_every_text_contrasts_with_its_background():
    for over, under, least in PAIRS:
        for theme in ["light", "dark"]:
            colours = tokens()[theme]

            assert contrast(colours[over], colours[under]) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_rule_of_the_sheets_names_colours_that_stand_out(theme):
    colours = tokens()[theme]
    sheets = SHEET + ANSWERS_SHEET + PLAN_SHEET + (ROOT / DESK_SHEET).read_text("utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", sheets)
    pairs = {
        name: tokens_of_rule
        for name, body in rules
        if len(tokens_of_rule := dict(OVER.findall(body))) == 2
    }

    faint = [
        name
        for name, tokens_of_rule in pairs.items()
        if contrast(colours[tokens_of_rule["color"]], colours[tokens_of_rule["background"]]) < TEXT
    ]

    assert len(pairs) >= 5
    assert faint == []


def test_no_rule_spaces_joined_letters():
    """Joined scripts break under letter spacing, capitals and slanting; justified text has gaps."""
    torn = r"letter-spacing|text-transform|font-style\s*:\s*italic|text-align\s*:\s*justify"

    assert re.findall(torn, SHEET + ANSWERS_SHEET + PLAN_SHEET) == []


def test_every_script_that_needs_it_has_its_size_and_its_fonts():
    spoken = set(re.findall(r":lang\((\w+)\)", SHEET))

    assert {"ar", "fa", "ps", "ckb", "ur", "am", "ti", "my", "bn", "zh"} <= spoken


def test_sheets_and_script_are_small():
    assert packed(SHEET) <= 3600
    assert packed(ANSWERS_SHEET) <= 2000
    assert packed(SHEET + ANSWERS_SHEET) <= 4608
    assert packed(PLAN_SHEET) <= 1100
    assert packed(SCRIPT) <= 1200


def test_the_desk_adds_little():
    sheet = (ROOT / "static" / "css" / "desk.css").read_text("utf-8")
    scripts = [
        path.read_text("utf-8")
        for path in (ROOT / "static" / "js").glob("*.js")
        if path.name not in ("leave.js", "prints.js")
    ]

    assert packed(sheet) <= 4096
    assert sum(map(packed, scripts)) <= 4096


def test_who_chooses_light_or_dark_gets_the_same_colours():
    sheet = (ROOT / "static" / "css" / "desk.css").read_text("utf-8")
    dark = tokens()["dark"]
    for theme in ("light", "dark"):
        block = re.search(rf"^\.{theme}\{{(.*)\}}$", sheet, re.MULTILINE)
        assert block
        chosen = dict(re.findall(r"--([\w-]+):(#\w{6})", block[1]))
        expected = {name: tokens()[theme][name] for name in chosen}

        assert chosen == expected
        assert {name for name in dark if dark[name] != tokens()["light"][name]} <= set(chosen)


def test_the_script_stores_nothing_and_asks_nobody():
    asks = (
        r"localStorage|sessionStorage|indexedDB|fetch\(|XMLHttp|sendBeacon|import\(|eval\(|style\."
    )

    assert re.findall(asks, SCRIPT) == []


def test_the_first_visit_is_small_in_every_language(app):
    languages = [(language.tag, language.autonym, language.dir) for language in LANGUAGES][:24]
    with app.test_request_context("/"):
        html = render_template(
            "pages/home.html", languages=languages, other_language_url="/other-language"
        )

    check_page(html, "/")
    assert packed(html) + packed(SHEET) <= 6144
    assert "<script" not in html


def test_the_first_page_tells_nothing(app):
    with app.test_request_context("/"):
        html = render_template(
            "pages/home.html", languages=[("en", "English", "ltr")], other_language_url="/en/"
        )

    assert [word for word in (*REVEALING, "asile", "پناهند") if word in html.lower()] == []


def test_question_pages_are_small(app):
    with app.test_request_context("/en/f/1"):
        sizes = {page.id: packed(shown(page)) for page in ASYLUM.pages}

    assert median(sizes.values()) <= 1200
    assert {name: size for name, size in sizes.items() if size > 5120} == {}


def test_every_question_page_is_sound_before_and_after_a_mistake(app):
    with app.test_request_context("/en/f/1"):
        for page in ASYLUM.pages:
            check_page(shown(page), "/en/f/4")
            check_page(shown(page, mistaken=True), "/en/f/4")


def test_a_mistake_is_told_above_and_beside_in_the_same_words(app):
    page = ASYLUM.page_of("name_to_use")

    with app.test_request_context("/en/f/1"):
        html = shown(page, mistaken=True)

    assert re.search(r"<title>\s*Error", html)
    assert html.count("Look at this.") == 2 * len(page.questions)
    assert f'href="#{page.id}"' in html
    assert 'aria-invalid="true"' in html


def test_the_name_of_a_paper_stays_in_one_piece():
    paper = '<bdi class="whole" dir="ltr">I-589</bdi>'

    assert whole("Sent <the> form (I-589)?") == f"Sent &lt;the&gt; form ({paper})?"
    assert whole("A (A-number)") == f"A ({paper.replace('I-589', 'A-number')})"
    assert whole("A check-in?") == f"A {paper.replace('I-589', 'check-in')}?"
    assert whole(Markup("<b>A-1</b>")) == '<b><bdi class="whole" dir="ltr">A-1</bdi></b>'


def test_words_people_typed_stay_words(app):
    typed = '<b>Sara "Lumo"</b>\n فرشته & son'
    page = ASYLUM.page_of("note")

    with app.test_request_context("/en/f/1"):
        html = shown(page, Answers({"note": typed}))

    assert "<b>Sara" not in html
    assert "&lt;b&gt;Sara &#34;Lumo&#34;&lt;/b&gt;\n فرشته &amp; son</textarea>" in html


def test_three_presses_of_shift_make_the_page_white_at_once(app, page):
    sent = open_in_browser(app, page)

    with page.expect_event("requestfailed"):  # nothing follows: the answer is empty
        for _ in range(3):
            page.keyboard.press("Shift")

    assert page.evaluate("getComputedStyle(document.body).display") == "none"
    assert page.evaluate("document.querySelector('[role=alert]').textContent") == "Loading"
    page.keyboard.press("Escape")
    page.keyboard.press("Shift")
    assert sent == ["/leave"]


def test_typing_capitals_never_leaves(app, page):
    sent = open_in_browser(app, page)

    page.focus("#name_to_use")
    page.keyboard.type("SARA of TEXAS")
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)

    assert sent == []
    assert page.inner_text("#leave [role=status]").endswith("Press Shift 2 more times to leave.")


def test_what_went_wrong_is_read_first(app, page):
    open_in_browser(app, page, mistaken=True)

    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#name_to_use"


def test_nothing_spills_over_a_narrow_page(app, page):
    page.set_viewport_size({"width": 256, "height": 568})
    wide = []
    for asked in {type(asked.questions[-1]): asked for asked in ASYLUM.pages}.values():
        open_in_browser(app, page, asked)
        wide += [asked.id] if page.evaluate("document.documentElement.scrollWidth > 256") else []

    assert wide == []


def test_in_large_type_the_way_back_and_the_way_out_fit_a_narrow_header(app, page):
    page.set_viewport_size({"width": 320, "height": 568})
    open_in_browser(app, page)
    page.evaluate(SET_STYLE, LARGE)

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate("document.querySelector('.leave').clientHeight") < 200


def test_no_name_of_a_language_breaks_inside_a_word(app, page):
    page.set_viewport_size({"width": 320, "height": 568})
    open_in_browser(app, page, ASYLUM.page_of("spoken_languages"))

    broken = page.evaluate(BROKEN_WORDS)

    assert broken == []


BROKEN_WORDS = """() => [...document.querySelectorAll(".languages .pick")].filter((one) => {
  const text = one.lastChild, range = document.createRange();
  return [...text.data.matchAll(/\\S+/g)].some((word) => {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
  });
}).map((one) => one.textContent.trim())"""
"""Each language whose name does not stand in one piece, but for the spaces in it."""


def tokens():
    """Return the colours by name for the light and the dark theme."""
    blocks = [dict(re.findall(r"--([\w-]+):(#\w{6})", block)) for block in SHEET.split("@media")]
    dark = next(
        block
        for block, text in zip(blocks, SHEET.split("@media"), strict=True)
        if "color-scheme:dark)" in text
    )
    return {"light": blocks[0], "dark": blocks[0] | dark}


def contrast(first, second):
    """Return the contrast ratio of two colours by WCAG 2.2."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """Return the relative luminance of ``#RRGGBB``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def packed(text):
    """Return the size of a text in bytes when compressed."""
    return len(gzip.compress(text.encode(), 6))


def shown(page, answers=None, *, mistaken=False):
    """Return a question page as it is sent."""
    form: Any = form_for(page, answers or Answers({}), None, today=TODAY)
    for field in form if mistaken else ():
        field.errors = ["Look at this."]
    return render_template(
        "apply/page.html",
        page=page,
        form=form,
        part_name="Your dates",
        progress="Part 2 of 3: Your dates",
        back_url="/en/f/3",
        action="/en/f/4",
        may_skip=not page.required,
        may_check=False,
        notice="",
        has_code=True,
    )


def open_in_browser(app, page, question=None, *, mistaken=False):
    """Show a question page in a real browser. Gives the addresses posted to; none leads away."""
    with app.test_request_context("/en/f/4"):
        html = shown(question or ASYLUM.page_of("name_to_use"), mistaken=mistaken)
        asset: Any = app.jinja_env.globals["asset"]
        files = {asset(name): text for name, text in FILES.items()}
    posted: list[str] = []

    def serve(route):
        address = urlsplit(route.request.url).path
        if route.request.method == "POST":
            posted.append(address)
            route.fulfill(status=204)
        elif address in files:
            route.fulfill(body=files[address], content_type=guess_type(address)[0])
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.unroute_all()
    page.route("**/*", serve)
    page.goto("http://intake.example/en/f/4")
    return posted


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return an application with the applicants' door. No test here needs its database."""
    var: Path = tmp_path_factory.mktemp("var")
    return create_app(
        Settings(
            secret_key="a-secret-for-tests-0123456789-abcdefghij",
            database_url=f"sqlite:///{var}/intake.db",
            var=var,
            public_url="http://localhost",
            doors=("apply",),
        )
    )
