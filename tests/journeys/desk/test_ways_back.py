"""Walk every way back in as the page for staff tells it, in a browser, up to an opened case.

The stories share one product, whose clock they set ahead, and three members: Wren and Ibis are
administrators who open cases, Gull is a caseworker. Each story leaves them able to sign in. That of
the only member has a product of its own.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.browser import steps
from tests.support.browser.live import Live
from tests.support.browser.shared_product import BrowserTransport, fast_applicant
from tests.support.browser.steps import (
    PASSWORD,
    follow,
    give_access,
    spoken_fingerprint,
    take_sheets,
    totp_code,
)
from tests.support.clients.applicant import SHORTEST, csrf_of
from tests.support.clients.members import printed_groups, text_of

PRODUCT = "tests.support.browser.shifted_product"
DAY = 24 * 3600
NAME = "Lumo Test-Wrenfold"
NEW_PASSWORD = "seven quiet lamps, by the lake"
FEW = "Fewer than two members can open cases."
NEW_PHONE = "Connect a new app or a new phone"
CHANGE = "Change password, or make a new sign-in sheet"


@dataclass
class Person:
    """A member at a browser, with what they have on paper and in their phone."""

    page: Any
    email: str
    secret: str = ""
    sheets: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    password: str = PASSWORD

    def sheet(self, name="device"):
        """Return all groups of a printed sheet, as they are typed."""
        count = sum(place.startswith(f"{name}-") for place in self.sheets)
        return " ".join(self.sheets[f"{name}-{at}"] for at in range(1, count + 1))


@dataclass
class House:
    """The product, how far its clock is ahead, its administrators, Gull, and an old case."""

    live: Live
    browser: Any
    reference: str = ""
    ahead: int = 0
    people: dict[str, Person] = field(default_factory=dict)

    def forward(self, seconds):
        """Set the clock ahead; each code of an app works once, so every sign-in needs it."""
        self.ahead += seconds
        written = self.live.folder / "shift-next"
        written.write_text(str(self.ahead))
        written.replace(self.live.folder / "shift")  # a process reads it at any moment

    def code(self, person):
        """Return the next code of the app."""
        self.forward(60)
        return totp_code(person.secret, ahead=self.ahead // 30)

    def new_page(self):
        """Return a page of a browser that knows nobody."""
        return self.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.mark.long
def test_you_are_the_only_member(lone_house):
    house, wren = lone_house, lone_house.people["wren"]
    words = told(house, "alone")
    assert "Invite a second person today" in words
    wren.page.goto(f"{house.live.url}/desk/")
    assert FEW in alerts(wren)

    ibis = invite(house, wren, "ibis.testwood@example.org", "administrator", "supervisor")
    give_access(
        wren.page, house.live.url, ibis.email, spoken_fingerprint(ibis.page, house.live.url)
    )

    wren.page.goto(f"{house.live.url}/desk/")
    assert FEW not in alerts(wren)


def test_you_lost_your_phone(house, gull):
    words = told(house, "phone")
    assert "enter one of your recovery codes" in words
    sign_out(house, gull)

    give_password(house, gull)
    give_factor(gull, gull.codes.pop())

    opens_the_case(house, gull)
    connect_phone(house, gull)
    assert "9 left." in gull.page.locator("#codes-left").inner_text()
    sign_out(house, gull)
    come_in(house, gull)
    opens_the_case(house, gull)


@pytest.mark.long
def test_you_change_to_a_new_phone(house, gull):
    words = told(house, "new-phone")
    assert "Keep the old phone until you are done." in words
    come_in(house, gull)

    connect_phone(house, gull)

    sign_out(house, gull)
    come_in(house, gull)
    opens_the_case(house, gull)
    assert any("authenticator app" in str(mail["subject"]) for mail in house.live.mails)


@pytest.mark.long
def test_you_lost_a_laptop(house, gull):
    words = told(house, "laptop")
    assert "It asks for your sign-in sheet." in words
    lost, old_sheet = gull.page, gull.sheet()
    gull.page = house.new_page()

    give_password(house, gull)
    gull.page.locator("[name=device_code]").fill(old_sheet)
    follow(gull.page, gull.page.locator("form:has([name=device_code]) button"))
    give_factor(gull, house.code(gull))
    change_password(house, gull)

    opens_the_case(house, gull)
    thief = Person(page=lost, email=gull.email, password=gull.password)
    lost.goto(f"{house.live.url}/desk/")
    assert lost.url.partition("?")[0].endswith("/desk/signin")
    give_password(house, thief)
    lost.locator("[name=device_code]").fill(old_sheet)
    follow(lost, lost.locator("form:has([name=device_code]) button"))
    assert "This is a different sheet." in lost.locator("main").inner_text()
    lost.context.close()


@pytest.mark.long
def test_you_lost_your_sign_in_sheet(house, gull):
    words = told(house, "sheet")
    assert "Sign in with a browser that knows you." in words
    old_sheet = gull.sheet()
    come_in(house, gull)

    change_password(house, gull)

    opens_the_case(house, gull)
    assert gull.sheet() != old_sheet
    elsewhere = Person(page=house.new_page(), email=gull.email, password=gull.password)
    give_password(house, elsewhere)
    elsewhere.page.locator("[name=device_code]").fill(gull.sheet())
    follow(elsewhere.page, elsewhere.page.locator("form:has([name=device_code]) button"))
    assert elsewhere.page.locator("[name=code]").is_visible()
    elsewhere.page.context.close()


@pytest.mark.long
def test_you_forgot_your_password(house, gull, wren, ibis):
    words = told(house, "password")
    assert "if a second administrator confirms on your page under Team" in words
    link = reset(house, wren, gull)
    gull.page.context.close()
    gull.page = house.new_page()
    gull.page.goto(link)
    assert "This link does not work yet" in gull.page.locator("h1").inner_text()

    come_in(house, ibis)
    to_member_page(house, ibis, gull)
    follow(ibis.page, ibis.page.get_by_role("button", name="They asked for it"))

    choose_anew(house, gull, link)
    give_access(
        ibis.page, house.live.url, gull.email, spoken_fingerprint(gull.page, house.live.url)
    )
    come_in(house, gull)
    opens_the_case(house, gull)
    assert any("password" in str(mail["subject"]) for mail in house.live.mails)


@pytest.mark.long
def test_the_colleague_who_could_help_is_on_holiday(house, gull, ibis):
    words = told(house, "holiday")
    assert "If only one administrator is there, the link works after one day." in words
    link = reset(house, ibis, gull)
    sign_out(house, ibis)

    house.forward(DAY)
    choose_anew(house, gull, link)

    come_in(house, ibis)
    give_access(
        ibis.page, house.live.url, gull.email, spoken_fingerprint(gull.page, house.live.url)
    )
    come_in(house, gull)
    opens_the_case(house, gull)


@pytest.mark.long
def test_everything_is_lost_but_two_recovery_sheets(house, wren):
    words = told(house, "all")
    assert "flask --app wsgi keys recover" in words
    printed = house.live.flask("keys", "recover", typed=[wren.sheet("c"), wren.sheet("a")])
    link = printed.split()[-1]

    tern = join(house, link, "tern.testwood@example.org")

    opens_the_case(house, tern)
    to_member_page(house, tern, wren)
    tern.page.get_by_text("Deactivate this member").click()
    assert tern.page.get_by_role("button", name="Deactivate now").is_visible()


def test_a_member_is_removed_by_one_page_and_one_press(house, wren, ibis):
    gone = with_access(house, wren, "egret.testwood@example.org", "caseworker")
    come_in(house, gone)
    opens_the_case(house, gone)
    come_in(house, wren)
    to_member_page(house, wren, gone)

    follow(wren.page, wren.page.get_by_role("link", name="Deactivate this member"))
    follow(wren.page, wren.page.get_by_role("button", name="Deactivate now"))

    assert gone.email not in wren.page.locator("main").inner_text()
    gone.page.goto(f"{house.live.url}/desk/")
    assert "/desk/signin" in gone.page.url
    for _ in range(5):  # pages that wren reads anyway
        house.forward(4 * 60)  # five behind the last use of a session, a process ends it
        wren.page.goto(f"{house.live.url}/desk/team")
    assert "Renew keys" not in wren.page.locator("main").inner_text()
    opens_the_case(house, wren)
    come_in(house, ibis)
    opens_the_case(house, ibis)


def told(house, section):
    """Return the words of the page about one way back, as a visitor reads it who is locked out."""
    page = house.new_page()
    page.goto(f"{house.live.url}/desk/signin")
    follow(page, page.get_by_role("link", name="See every way back in."))
    words: str = page.locator(f"section#{section}").inner_text()
    page.context.close()
    return words


def alerts(person):
    """Return the alerts of the desk page shown, folded ones too."""
    return " ".join(person.page.locator("aside.alerts").all_text_contents())


def opens_the_case(house, person):
    person.page.goto(f"{house.live.url}/desk/cases/{house.reference}")
    assert NAME in person.page.locator("main").inner_text()


def sign_out(house, person):
    person.page.goto(f"{house.live.url}/desk/")
    steps.sign_out(person.page)


def give_password(house, person):
    person.page.goto(f"{house.live.url}/desk/signin")
    person.page.locator("[name=email]").fill(person.email)
    person.page.locator("[name=password]").fill(person.password)
    follow(person.page, person.page.locator("main form button").first)


def give_factor(person, code):
    person.page.locator("[name=code]").fill(code)
    follow(person.page, person.page.locator("form:has([name=code]) button"))


def come_in(house, person):
    """Give the second factor anew, after the password if the session is over."""
    person.page.goto(f"{house.live.url}/desk/signin/again")
    if person.page.locator("[name=password]").count():
        give_password(house, person)
    give_factor(person, house.code(person))


def change_password(house, person):
    """Follow the link under *Your account*, tick that something is lost, and print the sheet."""
    person.page.goto(f"{house.live.url}/desk/account")
    follow(person.page, person.page.get_by_role("link", name=CHANGE))
    new = NEW_PASSWORD if person.password == PASSWORD else PASSWORD
    person.page.locator("[name=password_now]").fill(person.password)
    person.page.locator("[name=password]").fill(new)
    person.page.locator("[name=password_again]").fill(new)
    person.page.locator("[name=new_sheet]").check()
    follow(person.page, person.page.get_by_role("button", name="Change password"))
    person.password, person.sheets = new, take_sheets(person.page)


def connect_phone(house, person):
    """Follow the link under *Your account*, scan the picture, and type the first code."""
    person.page.goto(f"{house.live.url}/desk/account")
    follow(person.page, person.page.get_by_role("link", name=NEW_PHONE))
    person.secret = person.page.locator("#totp-secret").inner_text()
    give_factor(person, house.code(person))


def to_member_page(house, person, member):
    person.page.goto(f"{house.live.url}/desk/team")
    follow(person.page, person.page.locator(f"a[href^='/desk/team/']:has-text('{member.email}')"))


def reset(house, administrator, member):
    """Reset a password as an administrator; return the link."""
    come_in(house, administrator)
    to_member_page(house, administrator, member)
    page = administrator.page
    page.get_by_text("Reset password", exact=True).click()
    follow(page, page.get_by_role("button", name="Reset password now"))
    link: str = page.locator("#link").inner_text()
    return link


def invite(house, person, email, *roles):
    """Invite a colleague on the Team page; return them, joined in a browser of their own."""
    come_in(house, person)
    page = person.page
    page.goto(f"{house.live.url}/desk/team")
    page.get_by_text("Invite a colleague").click()
    page.locator("#email").fill(email)
    for role in roles:
        page.locator(f"[name=roles][value={role}]").check()
    follow(page, page.get_by_role("button", name="Create link"))
    return join(house, page.locator("#link").inner_text(), email)


def join(house, link, email):
    """Accept an invitation in a browser that knows nobody."""
    person = Person(page=house.new_page(), email=email)
    choose_anew(house, person, link)
    return person


def choose_anew(house, person, link):
    """Open a link, choose a password, connect the app, print the sheets and keep the codes."""
    page = person.page
    page.goto(link)
    if page.locator("[name=email]").count():
        page.locator("[name=email]").fill(person.email)
    page.locator("[name=password]").fill(person.password)
    page.locator("[name=password_again]").fill(person.password)
    follow(page, page.locator("main form button").first)
    person.secret = page.locator("#totp-secret").inner_text()
    give_factor(person, house.code(person))
    person.sheets = take_sheets(page)
    follow(page, page.get_by_role("button", name="Show me ten new codes"))
    person.codes = page.locator("#recovery-codes code").all_inner_texts()
    follow(page, page.get_by_role("button", name="I saved them"))


def join_quickly(house, link, email):
    """Join as :func:`join` does, without rendering pages."""
    person = Person(page=house.new_page(), email=email)
    transport = BrowserTransport(person.page.context, house.live.url)
    page = transport.get(link)
    chosen = {"email": email, "password": PASSWORD, "password_again": PASSWORD}
    page = transport.post(page.url, data={"csrf_token": csrf_of(page.text), **chosen})
    person.secret = text_of(page.text, "totp-secret")
    code = {"csrf_token": csrf_of(page.text), "code": house.code(person)}
    page = transport.post(page.url, data=code)
    while groups := printed_groups(page.text):
        person.sheets |= {
            f"{name}-{at}": group for name in groups for at, group in enumerate(groups[name], 1)
        }
        page = transport.get(f"{page.url.partition('?')[0]}/check")
        asked = re.findall(r"check-([a-z]+-\d+)", page.text)
        typed = {f"check-{place}": person.sheets[place] for place in asked}
        page = transport.post(page.url, data={"csrf_token": csrf_of(page.text), **typed})
    token = {"csrf_token": csrf_of(page.text)}
    page = transport.post("/desk/account/codes", data=token)
    person.codes = re.findall(r"<code[^>]*>([\d ]{24})</code>", page.text)
    transport.post("/desk/account/codes/kept", data=token)
    return person


@contextmanager
def house_in(folder, browser):
    """Run a product with a clock of its own, whose only member is Wren."""
    live = Live(folder, module=PRODUCT, flask_module=PRODUCT)
    live.start()
    house = House(live, browser)
    house.people["wren"] = join_quickly(house, live.invitation, "wren.testwood@example.org")
    yield house
    live.kill()


@pytest.fixture
def lone_house(browser, tmp_path):
    with house_in(tmp_path / "var", browser) as house:
        yield house


@pytest.fixture(scope="module")
def house(browser, tmp_path_factory):
    """Run a product with a case, which the stories share."""
    with house_in(tmp_path_factory.mktemp("ways") / "var", browser) as house:
        add_case(house)
        yield house


def add_case(house):
    live, browser = house.live, house.browser
    phone = browser.new_context()
    applicant = fast_applicant(phone, live, {**SHORTEST, "name_to_use": [NAME]})
    house.reference = applicant.apply()
    phone.close()


@pytest.fixture
def wren(house):
    return house.people["wren"]


@pytest.fixture
def ibis(house, wren):
    """Return the second administrator, who has been here for a day."""
    if "ibis" not in house.people:
        house.people["ibis"] = with_access(
            house, wren, "ibis.testwood@example.org", "administrator", "supervisor"
        )
    if house.ahead < DAY:
        house.forward(DAY)
    return house.people["ibis"]


@pytest.fixture
def gull(house, wren):
    """Return a caseworker who can open cases."""
    if "gull" not in house.people:
        house.people["gull"] = with_access(house, wren, "gull.testwood@example.org", "caseworker")
        come_in(house, house.people["gull"])
    return house.people["gull"]


def with_access(house, wren, email, *roles):
    options = [word for role in roles for word in ("--role", role)]
    printed = house.live.flask("staff", "invite", email, *options)
    person = join_quickly(house, printed.splitlines()[0], email)
    come_in(house, wren)
    spoken = spoken_fingerprint(person.page, house.live.url)
    give_access(wren.page, house.live.url, email, spoken)
    return person
