"""Take the screenshots of the documentation: ``python -m docs.pictures``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from intake.questionnaire.languages import LANGUAGES
from tests.support.browser.chromium import FLAGS, chromium, fonts_for
from tests.support.browser.live import Live
from tests.support.browser.steps import (
    answer_page,
    answer_until_check,
    follow,
    join_desk,
    send_request,
)

IMAGES = Path(__file__).parent / "img"
PHONE = {"width": 360, "height": 720}
DESK = {"width": 1280, "height": 800}
PEOPLE = Path(__file__).parents[1] / "intake" / "cli" / "demo" / "people.toml"


def main() -> None:
    """Start the product with invented cases, use it, and save screenshots."""
    fonts_for_people()
    with tempfile.TemporaryDirectory() as folder:
        live = Live(Path(folder) / "var")
        live.start()
        try:
            add_demo(live)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
                take_applicant_pages(browser.new_page(viewport=PHONE), live)
                take_desk_pages(browser.new_page(viewport=DESK), live)
                browser.close()
        finally:
            live.stop()


def fonts_for_people() -> None:
    """Raise ``NoFont`` if a name of an invented person or of a language would be empty boxes."""
    fonts_for(PEOPLE.read_text("utf-8") + "".join(language.autonym for language in LANGUAGES))


def add_demo(live: Live) -> None:
    """Add two hundred invented cases, as ``make demo`` does."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", "--cases", "200"],
        env={"VAR": str(live.folder), "PATH": ""},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def take_applicant_pages(page: Page, live: Live) -> None:
    """Take the promise, a question, the code, the check page and the last page."""
    page.goto(f"{live.url}/en/")
    save(page, "promise")
    page.goto(f"{live.url}/en/f/1")
    while "What do you" not in page.locator("h1").inner_text():
        if page.url.endswith("/f/code"):
            save(page, "code")
            follow(page, page.locator("button[name=have][value=yes]"))
        else:
            answer_page(page)
    save(page, "question")
    page.context.clear_cookies()
    answer_until_check(page, live.url)
    save(page, "check")
    send_request(page)
    save(page, "sent")


def take_desk_pages(page: Page, live: Live) -> None:
    """Take the queue and a case, in a wide window and on a phone."""
    join_desk(page, live.invitation, "first.member@example.org")
    page.goto(f"{live.url}/desk/")
    save(page, "queue")
    reference = page.locator("tr[data-reference]").first.get_attribute("data-reference")
    page.goto(f"{live.url}/desk/cases/{reference}")
    save(page, "case")
    page.set_viewport_size(PHONE)
    save(page, "case-on-a-phone")
    page.goto(f"{live.url}/desk/")
    save(page, "queue-on-a-phone")


def save(page: Page, name: str) -> None:
    """Save a screenshot of the visible part of the page."""
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
