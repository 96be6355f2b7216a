"""Walk as one of the eight people in a browser, and take a picture of every page."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intake.questionnaire.asylum import ASYLUM
from tests.support.browser.live import Live
from tests.support.browser.steps import follow, press
from tests.support.clients.applicant import ASK_NOTHING, with_ticks
from tests.support.eight.people import Person

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
LOOKS: tuple[tuple[str, dict[str, int], dict[str, str]], ...] = (
    ("at-1280", DESK, {}),
    ("dark", PHONE, {"color_scheme": "dark"}),
    ("printed", {"width": 760, "height": 1000}, {"media": "print"}),
)
"""Name, window and media of the pictures that are taken of a page beside that of a phone."""

FILL = """(form, fields) => {
  for (const [name, values] of Object.entries(fields))
    for (const control of form.elements) {
      if (control.name !== name || control.tagName === "BUTTON") continue;
      if (control.type === "radio" || control.type === "checkbox")
        control.checked = values.includes(control.value);
      else if (control.type !== "hidden") control.value = values[0];
    }
}"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Walk:
    """The walk of one person; ``wide`` lists the pages that scrolled sideways."""

    person: Person
    live: Live
    page: Any
    folder: Path
    wide: list[str] = field(default_factory=list)
    code: str = ""
    _taken: int = 0

    @property
    def path(self):
        """Return the path of the page shown."""
        return str(urlsplit(self.page.url).path)

    def picture(self, name, *, looks=False):
        """Take a picture of the whole page; with *looks* also wide, dark and printed."""
        self._taken += 1
        stem = f"{self.person.id}-{self._taken:02}-{name}"
        if self.page.evaluate(WIDER):
            self.wide.append(stem)
        self._take(stem)
        for look, window, media in LOOKS if looks else ():
            self.page.set_viewport_size(window)
            with self._emulated(media):
                self._take(f"{stem}-{look}")
        self.page.set_viewport_size(PHONE)

    def open(self, path):
        """Open an address of the product."""
        self.page.goto(self.live.url + path)

    def begin(self):
        """Choose a language and open the first page after the start."""
        self.open("/")
        self.picture("languages")
        if self.person.speaks:
            follow(self.page, self.page.locator("a[href='/other-language']"))
            self.picture("other-language")
            follow(self.page, self.page.locator(f"button[value={self.person.speaks}]"))
            return
        follow(self.page, self.page.locator(f"a[hreflang={self.person.language}]"))
        self.picture("start")
        follow(self.page, self.page.locator("main form button").first)

    def answer_until(self, end):
        """Answer page after page, up to the path that ends with *end*."""
        for _ in range(70):
            if self.path.endswith(end):
                return
            self._answer()
        raise AssertionError(self.page.url)

    def send(self):
        """Agree and send; return the reference."""
        for name in ("ack_not_lawyer", "ack_deadline"):
            self.page.locator(f"input[name={name}]").check()
        self.picture("check")
        follow(self.page, self.page.locator("button[name=send][value=now]"))
        self.picture("sent", looks=True)
        self.code = self.page.locator("#return-code").text_content()
        reference: str = self.page.locator("#reference").inner_text()
        return reference

    def ask_for_call(self):
        """Fill in the page of a language that the site does not write; return the reference."""
        follow(self.page, self.page.locator("main form button").last)
        self.picture("call-refused")
        form = {**self.person.answers, "ack_not_lawyer": ["yes"], "ack_deadline": ["yes"]}
        self._fill(form)
        self.picture("call")
        follow(self.page, self.page.locator("main form button").last)
        self.picture("sent")
        self.code = self.page.locator("#return-code").text_content()
        reference: str = self.page.locator("#reference").inner_text()
        return reference

    def come_back(self, *, mistyped=False):
        """Enter the code, with *mistyped* first a wrong one."""
        self.open(f"/{self.person.language}/return")
        if mistyped:
            self.page.locator("[name=code]").fill(f"{self.code[:-1].strip()}")
            follow(self.page, self.page.locator("main form button"))
            self.picture("wrong-code")
        self.page.locator("[name=code]").fill(self.code)
        follow(self.page, self.page.locator("main form button"))

    def leave(self):
        """Read about safety, leave the site, and come back with the code."""
        follow(self.page, self.page.locator("footer a[href*='/safety']"))
        self.picture("safety")
        follow(self.page, self.page.locator("a.back"))
        follow(self.page, self.page.locator("#leave button"))
        self.picture("left")
        self.come_back()
        self.picture("back-unsent")
        follow(self.page, self.page.locator("main a.button").first)

    def _answer(self):
        if self.path.endswith("/f/code"):
            self._keep_code()
        elif self.path.endswith(ASK_NOTHING):
            self.picture(self.path.rpartition("/")[2], looks=self.path.endswith("/f/fit"))
            follow(self.page, self.page.locator("main form[method=get] button"))
        elif self.path.endswith("/f/result"):
            self.picture("plan", looks=True)
            follow(self.page, self.page.locator("main a[href$='/f/check']").first)
        else:
            self._answer_question()

    def _keep_code(self):
        self.code = self.page.locator("#return-code").text_content()
        self.picture("code")
        follow(self.page, self.page.locator("button[name=have][value=yes]"))
        if self.person.leaves:
            self.leave()

    def _answer_question(self):
        page = ASYLUM.pages[int(self.path.rpartition("/")[2]) - 1]
        fields = {
            name: values
            for question in page.questions
            for name, values in with_ticks(self.person.answers).items()
            if name == question.id or name.startswith(f"{question.id}-")
        }
        self._fill(fields)
        self.picture(page.id)
        button = ":not([name])" if fields else "[name=skip]"
        follow(self.page, self.page.locator(f"main form button{button}").first)

    def _fill(self, fields):
        form = self.page.locator("main form[method=post]").first
        form.evaluate(FILL, fields)

    def _take(self, stem):
        self.page.screenshot(path=self.folder / f"{stem}.png", full_page=True)

    @contextmanager
    def _emulated(self, media):
        self.page.emulate_media(**media)
        yield
        self.page.emulate_media(media="screen", color_scheme="light")


def carry_out(desk, live, reference, act):
    """Fill in and send the form of an act on the desk."""
    desk.goto(f"{live.url}/desk/cases/{reference}{act.page}")
    form = desk.locator(f"main form:is([action$='{act.form}'], [action*='{act.form}?'])").first
    form.evaluate(FILL, {name: [value] for name, value in act.fields.items()})
    name, value = act.button
    pressed = f"button[name={name}][value={value}]" if name else "button:not([hidden])"
    with desk.expect_navigation():
        press(form.locator(pressed).first)
