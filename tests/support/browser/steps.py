"""Steps in a real browser: answer the form, send it, join the desk."""

import base64
import hmac
import re
import time
from datetime import timedelta
from typing import Any

from intake import clock
from tests.support.clients.applicant import ASK_NOTHING

CHOICES = {
    "filling_for": "self",
    "device": "mine",
    "danger_now": "no",
    "location_kind": "in_us",
    "us_state": "TX",
    "detained_now": "no",
    "so_far": "none",
    "asylum_filed": "no",
    "lawful_status": "no",
    "has_lawyer": "no",
    "help_types": "fear_return",
    "contact_methods": "return_code",
}
TEXTS = {"name_to_use": "Tarviq Example-Bramblewick"}
ARRIVAL = clock.now().date() - timedelta(days=340)
"""A day from which the year to apply ends in about three weeks."""

ARRIVED = {"day": str(ARRIVAL.day), "month": str(ARRIVAL.month), "year": str(ARRIVAL.year)}
PASSWORD = "three invented words, herded"


def answer_until_check(page: Any, url: str):
    """Go from the list of languages to the check page, answering or skipping each page."""
    page.goto(url)
    follow(page, page.get_by_role("link", name="English", exact=True))
    follow(page, page.locator("main form button").first)
    for _ in range(40):
        if page.url.endswith("/f/check"):
            return
        if page.url.endswith("/f/code"):
            follow(page, page.locator("button[name=have][value=yes]"))
        elif page.url.endswith("/f/result"):
            follow(page, page.locator("main a[href$='/f/check']").first)
        elif page.url.endswith(ASK_NOTHING):
            follow(page, page.locator("main form[method=get] button"))
        else:
            answer_page(page)
    raise AssertionError(page.url)


def follow(page: Any, link: Any):
    """Press a link or a button, and wait until the next page has loaded."""
    with page.expect_navigation():
        press(link)


def press(control: Any):
    """Press a control as a keyboard does: a pointer meets nothing in a page's first half second."""
    control.evaluate("control => control.click()")


def answer_page(page: Any):
    """Answer the question page shown, or skip it. Nothing is pressed where a pointer would be."""
    answered = False
    names = page.locator("main form [name]").evaluate_all("all => all.map(field => field.name)")
    for name in dict.fromkeys(names):
        code = CHOICES.get(name)
        answered = answered or bool(code or name in TEXTS or name.startswith("last_arrival_date-"))
        if code and (box := page.locator(f"input[name={name}][value={code}]")).count():
            press(box)
        elif code:
            page.locator(f"select[name={name}]").select_option(code)
        elif name in TEXTS:
            page.locator(f"[name={name}]").fill(TEXTS[name])
        elif name.startswith("last_arrival_date-") and (part := name.rpartition("-")[2]) in ARRIVED:
            field = page.locator(f"[name={name}]")
            field.select_option(ARRIVED[part]) if part == "month" else field.fill(ARRIVED[part])
    follow(page, page.locator(f"main form button{':not([name])' if answered else '[name=skip]'}"))


def send_request(page: Any) -> str:
    """Acknowledge and send; return the reference."""
    for name in ("ack_not_lawyer", "ack_deadline"):
        page.locator(f"input[name={name}]").check()
    follow(page, page.locator("button[name=send][value=now]"))
    reference = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator("#reference").inner_text())
    assert reference
    return reference.group()


def join_desk(
    page: Any, invitation: str, email: str, *, sheets: dict[str, str] | None = None
) -> str:
    """Join as the first member, with a password, an authenticator and recovery codes.

    Return the TOTP secret. The groups of all printed sheets are added to *sheets*.
    """
    secret, copied = join(page, invitation, email)
    if sheets is not None:
        sheets |= copied
    follow(page, page.get_by_role("button", name="Show me ten new codes"))
    follow(page, page.get_by_role("button", name="I saved them"))
    return secret


def sign_out(page: Any):
    """Open the menu, and sign out."""
    page.locator(".menu > summary").click()
    follow(page, page.get_by_role("button", name="Sign out"))


def join(page: Any, invitation: str, email: str = "") -> tuple[str, dict[str, str]]:
    """Join with a password and an authenticator; return its secret and all groups printed.

    Only the first member gives an email address.
    """
    choose_password(page, invitation, email)
    secret: str = page.locator("#totp-secret").inner_text()
    page.locator("[name=code]").fill(totp_code(secret))
    follow(page, page.locator("main form button").first)
    return secret, take_sheets(page)


def choose_password(page: Any, invitation: str, email: str = ""):
    """Open an invitation, and choose a password."""
    page.goto(invitation)
    if email:
        page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    follow(page, page.locator("main form button"))


def take_sheets(page: Any) -> dict[str, str]:
    """Copy each printed sheet that is shown and type the groups asked; return all groups."""
    copied: dict[str, str] = {}
    while page.locator("code[data-sheet]").count():
        for code in page.locator("code[data-sheet]").all():
            name = f"{code.get_attribute('data-sheet')}-{code.get_attribute('data-group')}"
            copied[name] = code.inner_text()
        follow(page, page.locator("main form button").first)
        for box in page.locator("[name^=check-]").all():
            box.fill(copied[(box.get_attribute("name") or "").removeprefix("check-")])
        follow(page, page.locator("main form button").first)
    return copied


def spoken_fingerprint(page: Any, url: str) -> str:
    """Return the fingerprint that a member who waits for access reads in their queue."""
    page.goto(f"{url}/desk/")
    alerts = page.locator("aside.alerts").text_content()
    fingerprint = re.search(r"\b(?:[a-z2-7]{4}-){7}[a-z2-7]{4}\b", alerts)
    assert fingerprint, page.url
    return fingerprint.group()


def give_access(page: Any, url: str, email: str, fingerprint: str):
    """Type two groups of a colleague's fingerprint on their page, and give them access."""
    page.goto(f"{url}/desk/team")
    follow(page, page.locator(f"a[href^='/desk/team/']:has-text('{email}')"))
    access = page.locator("form[action$='/access']")
    for box in access.locator("[name^=check-fingerprint-]").all():
        number = int((box.get_attribute("name") or "").rpartition("-")[2])
        box.fill(fingerprint.split("-")[number - 1])
    follow(page, access.locator("button"))


def totp_code(secret: str, *, ahead: int = 0) -> str:
    """Return the TOTP code (RFC 6238, six digits, 30 seconds), *ahead* steps in the future."""
    text = re.sub(r"\s", "", secret)
    key = base64.b32decode(text + "=" * (-len(text) % 8))
    digest = hmac.digest(key, (int(time.time()) // 30 + ahead).to_bytes(8, "big"), "sha1")
    number = int.from_bytes(digest[digest[-1] & 15 :][:4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
