"""With a screen reader: pages have a heading, controls have names, mistakes are announced."""

import re

from playwright.sync_api import expect

from tests.support.browser.screen_reader import answer, faults, read_page
from tests.support.browser.shared_product import PHONE
from tests.support.browser.steps import follow
from tests.support.tour.window import window


def test_a_request_is_sent_with_a_screen_reader_alone(shared_live, browser):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(shared_live.url)
    faults_found = list(faults(page))

    follow(page, page.get_by_role("link", name="English"))
    follow(page, page.get_by_role("button", name="Start"))
    while not page.url.endswith("/f/check"):
        faults_found += [f"{page.url}: {fault}" for fault in faults(page)]
        if page.url.endswith("/f/code"):
            follow(page, page.get_by_role("button", name="I saved my code"))
        elif page.url.endswith("/f/result"):
            follow(page, page.get_by_role("link", name="Check and send"))
        elif page.url.rstrip("?").endswith(("/f/fit", "/f/safe")):
            follow(page, page.get_by_role("button", name=re.compile("Continue|Next")))
        else:
            answer(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    follow(page, page.get_by_role("button", name="Send now"))

    assert page.get_by_role("status", name="Your reference number").inner_text()
    assert faults_found == []
    context.close()


def test_a_mistake_is_announced_first_and_beside_its_field(applicant_pages, browser):
    album = applicant_pages("en")
    with window(browser, album) as view:
        page = view.show(album.pages["apply/page name_to_use 422"])

        sentence = page.get_by_role("alert").get_by_role("link").inner_text()
        main = [node.role for node in read_page(page) if node.depth == 2]
        assert page.title().startswith("Error")
        assert main.index("alert") < main.index("heading")
        expect(page.get_by_role("textbox")).to_have_accessible_description(
            re.compile(re.escape(sentence))
        )
