"""Restore on a new machine: a member signs in with a browser and opens an old case.

The test uses the commands of the README and pages only. A case that was erased between the two
backups does not come back, neither at the desk nor with its code.
"""

import shutil

import pytest

from tests.support.browser.live import Live
from tests.support.browser.shared_product import fast_applicant
from tests.support.browser.steps import PASSWORD, follow, join_desk, totp_code
from tests.support.clients.applicant import SHORTEST
from tests.support.clients.members import text_of

EMAIL = "wren.testwood@example.org"
NAME, ERASED = "Lumo Test-Wrenfold", "Sita Test-Ternholm"


@pytest.mark.long
def test_after_a_restore_an_old_case_opens_and_an_erased_one_does_not(page, lost, replacement):
    groups: dict[str, str] = {}
    secret = join_desk(page, lost.invitation, EMAIL, sheets=groups)
    (reference, code), (erased, erased_code) = (ask(page, lost, name) for name in (NAME, ERASED))
    lost.flask("backup", "create", str(replacement.folder.with_name("rows")))
    take_back(page, lost, erased_code)
    lost.flask("backup", "create", str(replacement.folder.with_name("later")))
    sheets = [sheet_of(groups, name) for name in "ac"]
    lost.stop()
    shutil.rmtree(lost.folder)

    rows, wraps = replacement.folder.with_name("rows"), replacement.folder.with_name("later.wraps")
    output = replacement.flask("backup", "restore", str(rows), "--wraps", str(wraps), typed=sheets)
    assert "1 cases restored; 1 stay erased." in output
    replacement.start()

    page.goto(f"{replacement.url}/desk/")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    follow(page, page.locator("main form button").first)
    page.locator("[name=device_code]").fill(sheet_of(groups, "device"))
    follow(page, page.locator("form:has([name=device_code]) button").first)
    page.locator("[name=code]").fill(totp_code(secret, ahead=1))
    follow(page, page.locator("form:has([name=code]) button").first)
    page.goto(f"{replacement.url}/desk/cases/{reference}")
    assert NAME in page.locator("main").inner_text()
    answer = page.goto(f"{replacement.url}/desk/cases/{erased}")
    assert answer.status == 404
    page.goto(f"{replacement.url}/desk/")
    assert ERASED not in page.locator("main").inner_text()
    assert "Some encrypted data cannot be opened" not in page.locator("main").inner_text()
    assert come_back(page, replacement, code) == "/en/mailbox"
    assert come_back(page, replacement, erased_code) == "/en/return"


def ask(page, live, name):
    """Send a request under this name; return its reference and return code."""
    phone = page.context.browser.new_context()
    applicant = fast_applicant(phone, live, {**SHORTEST, "name_to_use": [name]})
    reference = applicant.apply()
    code = text_of(applicant.text, "return-code")
    phone.close()
    return reference, code


def come_back(page, live, code):
    """Enter a return code; return the path that follows."""
    page.goto(f"{live.url}/en/return")
    page.locator("[name=code]").fill(code)
    follow(page, page.locator("main form button").first)
    return str(page.url).removeprefix(live.url)


def take_back(page, live, code):
    assert come_back(page, live, code) == "/en/mailbox"
    page.goto(f"{live.url}/en/mailbox/delete")
    follow(page, page.locator("main form button").first)
    assert page.url.endswith("/en/deleted")
    live.flask("housekeeping", "run")


def sheet_of(groups, name):
    """Return all groups of a printed sheet, as they are typed."""
    count = sum(place.startswith(f"{name}-") for place in groups)
    return " ".join(groups[f"{name}-{at}"] for at in range(1, count + 1))


@pytest.fixture
def lost(tmp_path):
    """Run the product on the machine that will be lost."""
    live = Live(tmp_path / "lost" / "var")
    live.folder.parent.mkdir()
    live.start()
    yield live
    live.kill()


@pytest.fixture
def replacement(tmp_path):
    """Prepare another machine with an empty folder and a new secret."""
    live = Live(tmp_path / "replacement" / "var")
    live.settings["SECRET_KEY"] = "a-new-secret-of-another-machine-0123456789"
    live.folder.mkdir(parents=True)
    yield live
    if live.process is not None:
        live.kill()
