"""Nothing that a shaking hand can spoil: early taps, Back, another language, side pages."""

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.shared_product import PHONE, place_at_result
from tests.support.browser.steps import follow

ARRIVAL = f"/en/f/{ASYLUM.numbers['last_arrival_date']}"
CONTINUE = "main form button:not([name])"
STOP_AT = """
document.addEventListener("animationstart", () =>
  document.getAnimations().forEach((still) => { still.pause(); still.currentTime = MS; }), true);
"""
"""Hold the time since the page was first painted, so that a slow machine does not matter."""


@pytest.fixture
def phone(shared_live, browser):
    """Give the window of a person who has answered all questions."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    place_at_result(context, shared_live)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("milliseconds", [120, 250, 400])
def test_a_tap_in_the_first_half_second_answers_nothing(shared_live, phone, milliseconds):
    phone.add_init_script(STOP_AT.replace("MS", str(milliseconds)))
    phone.goto(f"{shared_live.url}/en/f/{ASYLUM.numbers['help_types']}")
    before = chosen(phone)

    tap(phone, ".pick:last-of-type")
    tap(phone, CONTINUE)

    assert chosen(phone) == before
    assert phone.url.endswith(f"/{ASYLUM.numbers['help_types']}")


def test_after_half_a_second_a_tap_answers_and_the_keyboard_never_waits(shared_live, phone):
    phone.add_init_script(STOP_AT.replace("MS", "120"))
    phone.goto(f"{shared_live.url}/en/f/{ASYLUM.numbers['help_types']}")
    before = chosen(phone)
    phone.focus("[value=parent_harm]")
    phone.keyboard.press("Space")
    by_keyboard = chosen(phone)

    phone.evaluate("document.getAnimations().forEach((still) => still.finish())")
    tap(phone, ".pick:has([value=bring_family])")

    assert by_keyboard == [*before, "parent_harm"]
    assert set(chosen(phone)) == {*by_keyboard, "bring_family"}


def test_leaving_works_from_the_first_moment(shared_live, phone, exit_site):
    phone.add_init_script(STOP_AT.replace("MS", "20"))
    phone.goto(shared_live.url + ARRIVAL)

    with phone.expect_navigation():
        tap(phone, "#leave button")

    assert phone.url.startswith(exit_site)


def test_back_and_reload_after_an_error_show_what_was_typed(shared_live, phone):
    phone.goto(f"{shared_live.url}/en/f/check")
    phone.goto(shared_live.url + ARRIVAL)
    typed(phone, day="15", year="26")
    follow(phone, phone.locator(CONTINUE))
    assert "The year needs four numbers" in phone.locator(".error-summary").inner_text()

    phone.reload()
    assert dated(phone) == ("15", "26")
    phone.goto(f"{shared_live.url}/en/f/check")
    phone.go_back()

    assert dated(phone) == ("15", "26")
    assert "The year needs four numbers" in phone.locator(".error-summary").inner_text()


def test_another_language_keeps_a_date_that_is_half_typed(shared_live, phone):
    phone.goto(shared_live.url + ARRIVAL)
    typed(phone, day="15", year="2026")

    follow(phone, phone.locator("button[name=language][value=es]"))

    assert phone.url.endswith(ARRIVAL.replace("/en/", "/es/"))
    assert dated(phone) == ("15", "2026")
    assert phone.locator(".error-summary").count() == 0


@pytest.mark.parametrize("side", ["safety", "privacy", "other-help"])
def test_a_side_page_leads_back(shared_live, phone, side):
    phone.goto(shared_live.url + ARRIVAL)

    follow(phone, phone.locator(f"footer a[href^='/en/{side}']"))
    follow(phone, phone.locator("a.back"))

    assert phone.url == shared_live.url + ARRIVAL


def tap(phone, selector):
    """Tap with a pointer on the middle of an element, whatever lies there."""
    element = phone.locator(selector).first
    element.evaluate("element => element.scrollIntoView({block: 'center'})")
    box = element.bounding_box()
    phone.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def chosen(phone):
    """Return the values of the options chosen, as the page lists them."""
    values: list[str] = phone.locator("main :checked").evaluate_all("all => all.map(x => x.value)")
    return values


def typed(phone, *, day, year):
    """Type parts of the date of arrival."""
    phone.fill("[name=last_arrival_date-day]", day)
    phone.fill("[name=last_arrival_date-year]", year)


def dated(phone):
    """Return day and year as the page shows them."""
    return (
        phone.input_value("[name=last_arrival_date-day]"),
        phone.input_value("[name=last_arrival_date-year]"),
    )
