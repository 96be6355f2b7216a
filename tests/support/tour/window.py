"""A page of a real browser that shows the stored pages of an album."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from intake.web.assets import Asset
from tests.support.tour.album import StoredPage

HOST = "http://localhost"
DROPPED = ("Content-Length", "Content-Encoding", "Set-Cookie", "Strict-Transport-Security")


@dataclass(frozen=True, slots=True)
class Appearance:
    """Size of the window, colour scheme, forced colours and motion."""

    width: int = 360
    height: int = 640
    theme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    motion: Literal["reduce", "no-preference"] = "no-preference"

    def __str__(self):
        colours = "forced colours" if self.forced == "active" else self.theme
        return f"{colours}, {self.width} wide"


class Window:
    """A page of a browser; all its requests are answered from the album and the assets."""

    def __init__(self, page, album):
        self.page, self.assets = page, album.app.extensions["assets"]
        self.shown: StoredPage | None = None
        self.page.route("**/*", self._serve)

    def look(self, look):
        """Set size, colours and motion."""
        self.page.set_viewport_size({"width": look.width, "height": look.height})
        self.page.emulate_media(
            color_scheme=look.theme, forced_colors=look.forced, reduced_motion=look.motion
        )

    def show(self, seen):
        """Show a stored page; return the page of the browser."""
        self.shown = seen
        self.page.goto(f"{HOST}{seen.path}")
        return self.page

    def _serve(self, route):
        address = urlsplit(route.request.url).path
        asset: Asset | None = self.assets.get(address.removeprefix("/static/"))
        if asset:
            route.fulfill(body=asset.plain, content_type=asset.kind)
        elif self.shown and address == self.shown.path:
            headers = {n: v for n, v in self.shown.headers.items() if n not in DROPPED}
            headers["Content-Type"] = "text/html; charset=utf-8"
            route.fulfill(body=self.shown.html, headers=headers)
        else:
            route.abort()


@contextmanager
def window(browser, album, **options):
    """Open a window on an album in a new browser context."""
    context = browser.new_context(**options)
    yield Window(context.new_page(), album)
    context.close()


MEASURE = """() => {
  const inText = (node) => node.localName === "a" && !node.matches(".call") &&
    getComputedStyle(node).display === "inline";
  const targets = [...document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .map((node) => node.closest(".pick") ?? node)
    .filter((node, index, all) => all.indexOf(node) === index)
    .filter((node) => node.checkVisibility() && !node.closest(".vh, .skip") && !inText(node))
    .map((node) => [node, node.getBoundingClientRect()]);
  const name = (node) => node.outerHTML.slice(0, 60), faults = [];
  targets.forEach(([node, box], index) => {
    if (box.height < 47.5 || box.width < 24)
      faults.push(`${Math.round(box.width)} by ${Math.round(box.height)}: ${name(node)}`);
    for (const [next, nextBox] of targets.slice(index + 1)) {
      const apart = Math.max(box.left - nextBox.right, nextBox.left - box.right,
                             box.top - nextBox.bottom, nextBox.top - box.bottom);
      const scrolls = (node.closest("header") === null) !== (next.closest("header") === null);
      const inList = [node, next].every((each) => each.matches(".pick")) &&
                     Math.min(box.height, nextBox.height) >= 55.5;
      if (apart < 7.5 && !inList && !scrolls && !node.contains(next))
        faults.push(`${Math.round(apart)} apart: ${name(node)} and ${name(next)}`);
    }
  });
  return faults;
}"""
"""Targets are 48 pixels high and 8 apart, except links within a sentence (WCAG 2.5.8).

The answers of one list touch; each is 56 pixels high.
"""


def small_targets(page):
    """Return a sentence for each target that is too small, or too close to another."""
    faults: list[str] = page.evaluate(MEASURE)
    return faults


IN_BUTTONS = """() => {
  const faults = [], room = document.documentElement.clientWidth;
  for (const node of document.querySelectorAll("button, .button")) {
    if (!node.checkVisibility() || node.closest(".vh, .skip")) continue;
    const apart = parseFloat(getComputedStyle(node).lineHeight) / 2;
    const linesOf = (part) => {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), range = new Range();
      const middles = [];
      for (let text = part; text; text = texts.nextNode()) {
        if (text.nodeType !== Node.TEXT_NODE) continue;
        range.selectNodeContents(text);
        for (const box of range.getClientRects())
          if (box.width > 1) middles.push((box.top + box.bottom) / 2);
      }
      middles.sort((one, other) => one - other);
      return middles.filter((middle, index) => !index || middle - middles[index - 1] > apart);
    };
    const parts = [...node.childNodes].map(linesOf).filter((lines) => lines.length);
    const inColumns = parts.some((lines) => lines.length > 1 && parts.some((others) =>
      others !== lines && others.some((other) =>
        other > lines[0] - apart && other < lines.at(-1) + apart)));
    const most = Math.max(...parts.map((lines) => lines.length));
    const box = node.getBoundingClientRect();
    const isFlex = getComputedStyle(node).display.endsWith("flex");
    const name = node.textContent.trim().replace(/\\s+/g, " ");
    if (most > 2) faults.push(`${most} lines: ${name}`);
    if (isFlex && inColumns) faults.push(`${parts.length} columns: ${name}`);
    if (node.scrollWidth > node.clientWidth + 1 || box.left < -1 || box.right > room + 1)
      faults.push(`spills: ${name}`);
  }
  return faults;
}"""
"""The words of a button stand in one column of at most two lines, and do not spill."""


def squeezed_buttons(page):
    """Return a sentence for each button whose words are squeezed, on the page shown."""
    faults: list[str] = page.evaluate(IN_BUTTONS)
    return faults
