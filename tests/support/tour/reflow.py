"""Whether a page fits: narrow, in large type, and with the spacing that WCAG 1.4.12 allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NARROW = (320, 256)
"""320 is 1280 at 400 percent (WCAG 1.4.10); some phones have less."""

SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-block-end:2em!important}"""
LARGE = "html{font-size:200%}"

DRESS = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""

MEASURE = """() => {
  const room = document.documentElement.clientWidth, told = [];
  const spilt = document.documentElement.scrollWidth - room;
  if (spilt > 0) {
    const wide = [...document.body.querySelectorAll("*")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && (box.right > room + 1 || box.left < -1) && !one.closest(".vh,.skip");
    });
    const parts = wide.slice(-2).map((one) => one.outerHTML.slice(0, 90));
    told.push(`${spilt} pixels too wide: ${parts}`);
  }
  const cut = ".me, .me bdi, select, option, input, textarea";
  for (const one of document.body.querySelectorAll(`*:not(${cut})`)) {
    const style = getComputedStyle(one);
    if (style.overflowX === "visible" || style.clipPath !== "none" || !one.clientWidth) continue;
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      told.push(`cut off: ${one.outerHTML.slice(0, 90)}`);
  }
  return told;
}"""


def overflows(page: Any) -> Iterator[str]:
    """What does not fit into the page shown, in each way somebody may look at it."""
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 512})
        yield from _in_style(page, f"{width} wide", "")
        yield from _in_style(page, f"{width} wide, spaced", SPACED)
    page.set_viewport_size({"width": 640, "height": 512})
    yield from _in_style(page, "640 wide, in type of double size", LARGE)


def _in_style(page: Any, name: str, style: str) -> Iterator[str]:
    page.evaluate(DRESS, style)
    yield from (f"{name}: {fault}" for fault in page.evaluate(MEASURE))
