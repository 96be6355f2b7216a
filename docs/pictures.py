"""Make the pictures of the documentation from the running product: ``python -m docs.pictures``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.browser.chromium import FLAGS, chromium
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


def main() -> None:
    """Start the product with invented cases, use it, and keep what is seen."""
    with tempfile.TemporaryDirectory() as folder:
        live = Live(Path(folder) / "var")
        live.start()
        try:
            fill(live)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
                of_the_applicant(browser.new_page(viewport=PHONE), live)
                of_the_desk(browser.new_page(viewport=DESK), live)
                browser.close()
        finally:
            live.stop()


def fill(live: Live) -> None:
    """Two hundred invented cases, as ``make demo`` adds them."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", "--cases", "200"],
        env={"VAR": str(live.folder), "PATH": ""},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def of_the_applicant(page: Page, live: Live) -> None:
    """The promise, a question, the last page."""
    page.goto(f"{live.url}/en/")
    keep(page, "promise")
    page.goto(f"{live.url}/en/f/1")
    while "What do you" not in page.locator("h1").inner_text():
        if page.url.endswith("/f/code"):
            keep(page, "code")
            follow(page, page.locator("button[name=have][value=yes]"))
        else:
            answer_page(page)
    keep(page, "question")
    answer_until_check(page, live.url)
    keep(page, "check")
    send_request(page)
    keep(page, "sent")


def of_the_desk(page: Page, live: Live) -> None:
    """The queue and a case, on a desk and on a phone."""
    join_desk(page, live.invitation, "first.member@example.org")
    keep(page, "queue")
    reference = page.locator("tr[data-reference]").first.get_attribute("data-reference")
    page.goto(f"{live.url}/desk/cases/{reference}")
    keep(page, "case")
    page.set_viewport_size(PHONE)
    keep(page, "case-on-a-phone")
    page.goto(f"{live.url}/desk/")
    keep(page, "queue-on-a-phone")


def keep(page: Page, name: str) -> None:
    """What the window shows, without what lies below it."""
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
