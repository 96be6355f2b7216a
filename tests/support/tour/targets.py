"""Measure the size of touch targets and the distance between them."""

from typing import Any

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


def small_targets(page: Any) -> list[str]:
    """Return a sentence for each target that is too small, or too close to another."""
    faults: list[str] = page.evaluate(MEASURE)
    return faults
