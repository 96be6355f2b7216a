"""Find content that overflows: in narrow windows, large type, and the spacing of WCAG 1.4.12."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

NARROW = (320, 256)
"""320 is 1280 at 400 percent (WCAG 1.4.10); some phones have less."""

SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-block-end:2em!important}"""
LARGE = "html{font-size:200%}"

SET_STYLE = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""

MEASURE = """() => {
  const room = document.documentElement.clientWidth, faults = [];
  const excess = document.documentElement.scrollWidth - room;
  if (excess > 0) {
    const wide = [...document.body.querySelectorAll("*")].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.width && (box.right > room + 1 || box.left < -1) && !node.closest(".vh,.skip");
    });
    const parts = wide.slice(-2).map((node) => node.outerHTML.slice(0, 90));
    faults.push(`${excess} pixels too wide: ${parts}`);
  }
  const mayBeCut = ".me, .me bdi, select, option, input, textarea";
  for (const node of document.body.querySelectorAll(`*:not(${mayBeCut})`)) {
    const style = getComputedStyle(node);
    if (style.overflowX === "visible" || style.clipPath !== "none" || !node.clientWidth) continue;
    if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)
      faults.push(`cut off: ${node.outerHTML.slice(0, 90)}`);
  }
  return faults;
}"""


def overflows(page: Any) -> Iterator[str]:
    """Yield a sentence for each overflow of the page shown, in each width and style."""
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 512})
        yield from _in_style(page, f"{width} wide", "")
        yield from _in_style(page, f"{width} wide, spaced", SPACED)
    page.set_viewport_size({"width": 640, "height": 512})
    yield from _in_style(page, "640 wide, in type of double size", LARGE)


def _in_style(page: Any, name: str, style: str) -> Iterator[str]:
    page.evaluate(SET_STYLE, style)
    yield from (f"{name}: {fault}" for fault in page.evaluate(MEASURE))
