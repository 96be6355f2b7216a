"""An applicant who uses only the keyboard: Tab, Enter, Space, arrows and letters."""

from dataclasses import dataclass, field
from typing import Any

from tests.support.browser.steps import ARRIVED, CHOICES, TEXTS

FURTHEST = 80
"""Presses of Tab after which an element counts as unreachable."""

FOCUSED = """() => {
  const focused = document.activeElement;
  if (focused === document.body || focused === document.documentElement) return null;
  const shown = focused.closest(".pick") ?? focused, box = shown.getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].map(([x, y]) =>
    document.elementFromPoint(box.x + box.width * x, box.y + box.height * y));
  return {
    tag: focused.localName, type: focused.type ?? "", name: focused.name ?? "",
    value: focused.value ?? "", text: (focused.innerText ?? "").trim(),
    inMain: !!focused.closest("main"), html: focused.outerHTML.slice(0, 100),
    seen: points.some((at) => at && (shown.contains(at) || at.contains(focused))),
    ring: [focused, shown].some((it) => parseFloat(getComputedStyle(it).outlineWidth) >= 2),
  };
}"""


@dataclass
class KeyboardUser:
    """A keyboard at a page of a real browser.

    ``tabs`` has the presses of Tab for each page answered; ``unseen`` lists focused elements that
    were covered or showed no focus ring.
    """

    page: Any
    tabs: list[int] = field(default_factory=list)
    presses: int = 0
    pressed_tab: int = 0
    tabs_to_send: int = 0
    unseen: list[str] = field(default_factory=list)

    def answer(self):
        """Answer or skip the question page shown; note how many times Tab was pressed."""
        before = self.pressed_tab
        self._answer()
        self.tabs.append(self.pressed_tab - before)

    def tick(self, name: str):
        """Tab to a checkbox, and tick it."""
        self._tab_to(name=name)
        self._press("Space")

    def _answer(self):
        names = self.page.locator("main form [name]").evaluate_all("all => all.map(x => x.name)")
        answered = False
        for name in dict.fromkeys(names):
            answered |= name in CHOICES or name in TEXTS or name.startswith("last_arrival_date-")
            if name in CHOICES:
                if self._choose(name, CHOICES[name]):
                    return
            elif name in TEXTS:
                self._tab_to(name=name)
                self._type(TEXTS[name])
            elif name.startswith("last_arrival_date-") and name.rpartition("-")[2] in ARRIVED:
                value = ARRIVED[name.rpartition("-")[2]]
                if self._tab_to(name=name)["tag"] == "select":
                    self._arrow_until(value)
                else:
                    self._type(value)
        self.press_button(name="" if answered else "skip")

    def press_button(self, **properties: str):
        """Tab to a button with these properties, and press it."""
        self._tab_to(tag="button", **properties)
        self._go("Enter")

    def follow(self, text: str):
        """Tab to the link with this text, and follow it."""
        self._tab_to(tag="a", text=text)
        self._go("Enter")

    def jump(self, text: str):
        """Tab to a link to another place of this page, and follow it."""
        self._tab_to(tag="a", text=text)
        self._press("Enter")

    def _choose(self, name: str, code: str) -> bool:
        """Choose an option; return true if that has already opened the next page."""
        field = self._tab_to(name=name)
        if field["tag"] == "select":
            self._arrow_until(code)
            return False
        if field["type"] == "radio":
            while self._focused()["value"] != code:
                self._press("ArrowDown")
            self._press("Space")
            return False
        self._tab_to(name=name, value=code)
        if field["type"] == "checkbox":
            self._press("Space")
            return False
        self._go("Enter")
        return True

    def _arrow_until(self, value: str):
        for _ in range(FURTHEST):
            if self._focused()["value"] == value:
                return
            self._press("ArrowDown")
        raise AssertionError(f"no {value} in this list")

    def _tab_to(self, **properties: str) -> dict[str, Any]:
        """Press Tab until an element with these properties has the focus; return its state."""
        for _ in range(FURTHEST):
            focused = self._focused()
            matches = all(focused.get(key) == value for key, value in properties.items())
            if focused.get("inMain") and matches:
                return focused
            self._press("Tab")
            self.pressed_tab += 1
            self._note_unseen()
        raise AssertionError(f"{properties} cannot be reached on {self.page.url}")

    def _note_unseen(self):
        focused = self._focused()
        if focused and not (focused["seen"] and focused["ring"]):
            self.unseen.append(f"{self.page.url}: {focused['html']}")

    def _focused(self) -> dict[str, Any]:
        return self.page.evaluate(FOCUSED) or {}

    def _type(self, text: str):
        self.page.keyboard.type(text)

    def _press(self, key: str):
        self.presses += 1
        self.page.keyboard.press(key)

    def _go(self, key: str):
        with self.page.expect_navigation():
            self._press(key)


def send_a_request(keyboard: KeyboardUser, url: str):
    """Answer and send a form, from the list of languages to the reference."""
    page = keyboard.page
    page.goto(url)
    keyboard.follow("English")
    keyboard.press_button(name="")
    while not page.url.endswith("/f/check"):
        if page.url.endswith("/f/code"):
            keyboard.press_button(name="have", value="yes")
        elif page.url.endswith("/f/result"):
            keyboard.follow("Check and send")
        elif page.url.rstrip("?").endswith(("/f/fit", "/f/safe")):
            keyboard.press_button(name="")
        else:
            keyboard.answer()
    before = keyboard.pressed_tab
    keyboard.jump("Skip to Send")
    for name in ("ack_not_lawyer", "ack_deadline"):
        keyboard.tick(name)
    keyboard.press_button(name="send", value="now")
    keyboard.tabs_to_send = keyboard.pressed_tab - before
