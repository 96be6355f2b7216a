"""Whether a thumb that shakes hits what it wants: how large each thing is, and how far apart."""

from __future__ import annotations

from typing import Any

CRAMPED = """() => {
  const inText = (one) => one.localName === "a" && !one.matches(".call") &&
    getComputedStyle(one).display === "inline";
  const found = [...document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .map((one) => one.closest(".pick") ?? one)
    .filter((one, at, all) => all.indexOf(one) === at)
    .filter((one) => one.checkVisibility() && !one.closest(".vh, .skip") && !inText(one))
    .map((one) => [one, one.getBoundingClientRect()]);
  const name = (one) => one.outerHTML.slice(0, 60), told = [];
  found.forEach(([one, box], at) => {
    if (box.height < 47.5 || box.width < 24)
      told.push(`${Math.round(box.width)} by ${Math.round(box.height)}: ${name(one)}`);
    for (const [other, its] of found.slice(at + 1)) {
      const apart = Math.max(box.left - its.right, its.left - box.right,
                             box.top - its.bottom, its.top - box.bottom);
      const scrolls = (one.closest("header") === null) !== (other.closest("header") === null);
      if (apart < 7.5 && !scrolls && !one.contains(other))
        told.push(`${Math.round(apart)} apart: ${name(one)} and ${name(other)}`);
    }
  });
  return told;
}"""
"""48 pixels high and 8 apart; links within a sentence are as high as it is (WCAG 2.5.8)."""


def small_targets(page: Any) -> list[str]:
    """Each target of the page shown that is small, or close to another."""
    told: list[str] = page.evaluate(CRAMPED)
    return told
