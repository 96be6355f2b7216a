"""An applicant with a keyboard and nothing else: Tab, Shift+Tab, Enter, Space, arrows, letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.browser.steps import ARRIVED, CHOICES, TEXTS

FURTHEST = 80
"""So many presses of Tab without arriving mean that something cannot be reached."""

FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return null;
  const shown = one.closest(".pick") ?? one, box = shown.getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].map(([x, y]) =>
    document.elementFromPoint(box.x + box.width * x, box.y + box.height * y));
  return {
    tag: one.localName, type: one.type ?? "", name: one.name ?? "", value: one.value ?? "",
    text: (one.innerText ?? "").trim(), asks: !!one.closest("main"),
    html: one.outerHTML.slice(0, 100),
    seen: points.some((at) => at && (shown.contains(at) || at.contains(one))),
    ring: [one, shown].some((it) => parseFloat(getComputedStyle(it).outlineWidth) >= 2),
  };
}"""


@dataclass
class KeyboardUser:
    """Somebody at a page of a real browser; counts what they press, and notes what they miss."""

    page: Any
    tabs: list[int] = field(default_factory=list)
    presses: int = 0
    pressed_tab: int = 0
    tabs_to_send: int = 0
    unseen: list[str] = field(default_factory=list)

    def answer(self) -> None:
        """Answer or skip the question page shown, as an invented person would."""
        before = self.pressed_tab
        self._answer()
        self.tabs.append(self.pressed_tab - before)

    def tick(self, name: str) -> None:
        """Tab to a box, and tick it."""
        self._tab_to(name=name)
        self._press("Space")

    def _answer(self) -> None:
        names = self.page.locator("main form [name]").evaluate_all("all => all.map(x => x.name)")
        for name in dict.fromkeys(names):
            if name in CHOICES:
                if self._choose(name, CHOICES[name]):
                    return
            elif name in TEXTS:
                self._tab_to(name=name)
                self._type(TEXTS[name])
            elif name.startswith("last_arrival_date-") and name.rpartition("-")[2] in ARRIVED:
                self._fill_part(name, ARRIVED[name.rpartition("-")[2]])
        if self.page.locator("main form button:not([name])").count():
            self.press_button(name="")
        else:
            self.press_button(name="skip")

    def press_button(self, **which: str) -> None:
        """Tab to a button or link of the page, and press it."""
        self._tab_to(tag="button", **which)
        self._go("Enter")

    def follow(self, text: str) -> None:
        """Tab to the link with this text, and follow it."""
        self._tab_to(tag="a", text=text)
        self._go("Enter")

    def leap(self, text: str) -> None:
        """Tab to a link that leads further down this page, and follow it."""
        self._tab_to(tag="a", text=text)
        self._press("Enter")

    def _choose(self, name: str, code: str) -> bool:
        """Whether choosing already went on to the next page."""
        found = self._tab_to(name=name)
        if found["tag"] == "select":
            self._arrow_until(code)
            return False
        if found["type"] == "radio":
            while self._focused()["value"] != code:
                self._press("ArrowDown")
            self._press("Space")
            return False
        self._tab_to(name=name, value=code)
        if found["type"] == "checkbox":
            self._press("Space")
            return False
        self._go("Enter")
        return True

    def _fill_part(self, name: str, value: str) -> None:
        if self._tab_to(name=name)["tag"] == "select":
            self._arrow_until(value)
        else:
            self._type(value)

    def _arrow_until(self, value: str) -> None:
        for _ in range(FURTHEST):
            if self._focused()["value"] == value:
                return
            self._press("ArrowDown")
        raise AssertionError(f"no {value} in this list")

    def _tab_to(self, **wanted: str) -> dict[str, Any]:
        """Press Tab until this has the focus; look at each thing on the way."""
        for _ in range(FURTHEST):
            found = self._focused()
            if found.get("asks") and all(found[key] == value for key, value in wanted.items()):
                return found
            self._press("Tab")
            self.pressed_tab += 1
            self._look()
        raise AssertionError(f"{wanted} cannot be reached on {self.page.url}")

    def _look(self) -> None:
        found = self._focused()
        if found and not (found["seen"] and found["ring"]):
            self.unseen.append(f"{self.page.url}: {found['html']}")

    def _focused(self) -> dict[str, Any]:
        return self.page.evaluate(FOCUSED) or {}

    def _type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def _press(self, key: str) -> None:
        self.presses += 1
        self.page.keyboard.press(key)

    def _go(self, key: str) -> None:
        with self.page.expect_navigation():
            self._press(key)


def send_a_request(hands: KeyboardUser, url: str) -> None:
    """The whole way, from the list of languages to the number."""
    page = hands.page
    page.goto(url)
    hands.follow("English")
    hands.follow("Start")
    while not page.url.endswith("/f/check"):
        if page.url.endswith("/f/code"):
            hands.press_button(name="have", value="yes")
        elif page.url.endswith("/f/result"):
            hands.follow("Check my answers")
        else:
            hands.answer()
    before = hands.pressed_tab
    hands.leap("Go to the end, to send")
    for name in ("ack_not_lawyer", "ack_deadline"):
        hands.tick(name)
    hands.press_button(name="send", value="now")
    hands.tabs_to_send = hands.pressed_tab - before
