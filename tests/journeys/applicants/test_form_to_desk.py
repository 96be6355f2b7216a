"""A request in a real browser, from the form to the letter and the desk."""

import pytest

from tests.support.browser.live import Live
from tests.support.browser.steps import TEXTS, answer_until_check, join_desk, send_request


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(False, id="without script"),
        pytest.param(True, id="with script", marks=pytest.mark.long),
    ],
)
def test_a_request_reaches_the_desk_and_its_letter_the_reader(
    product, mail_server, browser, *, script
):
    desk = browser.new_context(java_script_enabled=script).new_page()
    join_desk(desk, product.invitation, "first.member@example.org")
    assert desk.url.endswith("/desk/work")

    phone = browser.new_context(
        java_script_enabled=script, viewport={"width": 360, "height": 640}
    ).new_page()
    answer_until_check(phone, product.url)
    reference = send_request(phone)

    letter = mail_server.wait_for_message(reference)
    assert str(letter["To"]) == "first.member@example.org"
    assert TEXTS["name_to_use"] not in letter.as_string()
    link = next(word for word in letter.get_content().split() if word.startswith("http"))

    desk.goto(f"{product.url}/desk/")
    row = desk.locator(f"tr[data-reference='{reference}']")
    assert row.get_attribute("data-tier") == "P2"
    assert TEXTS["name_to_use"] in row.inner_text()

    desk.goto(link)
    assert TEXTS["name_to_use"] in desk.locator("dd[data-question=name_to_use]").text_content()
    assert desk.locator("li[data-rule=R08]").count() == 1


@pytest.fixture
def product(tmp_path_factory, mail_server):
    """Run the product with a mail server."""
    settings = {
        "MAIL_SERVER": mail_server.host,
        "MAIL_PORT": str(mail_server.port),
        "MAIL_USE_TLS": "no",
    }
    live = Live(tmp_path_factory.mktemp("live") / "var", settings)
    live.start()
    yield live
    live.kill()
