"""axe-core with every rule it has, and what it left for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

RUN = """async (rules) => {
  const named = rules.length ? rules : axe.getRules().map((rule) => rule.ruleId);
  const found = await axe.run(document, {
    runOnly: {type: "rule", values: named}, resultTypes: ["violations", "incomplete"],
  });
  const told = (kind) => found[kind].flatMap((one) => one.nodes.map((node) => ({
    kind, rule: one.id, where: node.target.join(" "), html: node.html.slice(0, 160),
    why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
  })));
  return [...told("violations"), ...told("incomplete")];
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of a page that a rule is not content with, or cannot judge."""

    kind: str
    rule: str
    where: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.rule} at {self.where}: {self.html} ({self.why})"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What axe cannot judge and a person has looked at, with what that person saw."""

    rule: str
    why: str
    html: str
    seen: str

    def is_about(self, finding: Finding) -> bool:
        """Whether this finding is what was looked at."""
        return (
            (finding.kind, finding.rule) == ("incomplete", self.rule)
            and self.why in finding.why
            and re.search(self.html, finding.html) is not None
        )


REVIEWED = (
    Reviewed(
        "color-contrast",
        "1:1 contrast ratio",
        r"^<(button|a class=.?button)",
        "Where a person's own colours are forced, Chromium reports the fill of a text as it was "
        "before. tests/journeys/test_every_page.py asks for the colour that is drawn.",
    ),
    Reviewed(
        "color-contrast",
        "partially obscured",
        r'^<label class="pick"',
        "The list of languages is longer than any window: one label lies across its edge. The "
        "others, which look the same, are judged.",
    ),
    Reviewed(
        "identical-links-same-purpose",
        "Check that links have the same purpose",
        r'^<a (class="?chip|href=.*(aria-label="\d+ more reason|#propose"))',
        "The same reason in two rows leads to the two cases: the row's heading tells them apart.",
    ),
    Reviewed(
        "hidden-content",
        "not analyzed",
        r"^<dialog",
        "It is closed until it is needed; tests/journeys/test_every_page.py opens it.",
    ),
    Reviewed(
        "hidden-content",
        "not analyzed",
        r"^<button hidden",
        "It is shown to nobody: Enter at a dot presses it, and is asked what was meant.",
    ),
    Reviewed(
        "th-has-data-cells",
        "missing or empty",
        r"^<table class=.?queue",
        "A column may be empty where nobody has said a place or taken a case.",
    ),
)


@cache
def source() -> str:
    """The script of axe-core itself."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def findings(page: Any, *rules: str) -> Iterator[Finding]:
    """What axe finds on the page shown, by these rules or by all."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    yield from (Finding(**one) for one in page.evaluate(RUN, list(rules)))


def faults(page: Any, *rules: str) -> list[str]:
    """Each finding that nobody has looked at yet."""
    found = findings(page, *rules)
    return [str(one) for one in found if not any(looked.is_about(one) for looked in REVIEWED)]
