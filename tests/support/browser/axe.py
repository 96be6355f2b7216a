"""Run axe-core with all of its rules, and list what a person reviewed in its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

RUN = """async ([rules, without]) => {
  const all = rules.length ? rules : axe.getRules().map((rule) => rule.ruleId);
  const named = all.filter((rule) => !without.includes(rule));
  const results = await axe.run(document, {
    runOnly: {type: "rule", values: named}, resultTypes: ["violations", "incomplete"],
  });
  const nodes = (kind) => results[kind].flatMap((result) => result.nodes.map((node) => ({
    kind, rule: result.id, where: node.target.join(" "), html: node.html.slice(0, 160),
    why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
  })));
  return [...nodes("violations"), ...nodes("incomplete")];
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """An element of a page that violates a rule, or on which a rule cannot decide."""

    kind: str
    rule: str
    where: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.rule} at {self.where}: {self.html} ({self.why})"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finding that axe cannot decide, or errs in, and what a person saw who reviewed it."""

    rule: str
    why: str
    html: str
    seen: str
    kind: str = "incomplete"

    def is_about(self, finding: Finding) -> bool:
        """Return true for a finding that this review covers."""
        return (
            (finding.kind, finding.rule) == (self.kind, self.rule)
            and self.why in finding.why
            and re.search(self.html, finding.html) is not None
        )


REVIEWED = (
    *(
        Reviewed(
            rule,
            why,
            r"^<text ",
            "The names and numbers of a chart are drawn in the colour of text on the plain page, "
            "in light, dark and forced colours, and never on a bar.",
        )
        for rule in ("color-contrast", "color-contrast-enhanced")
        for why in ("contains an image node", "too short to determine")
    ),
    *(
        Reviewed(
            "color-contrast",
            why,
            html,
            "The views of the queue scroll sideways on a narrow screen. All have the same colours.",
        )
        for why, html in (
            ("partially obscured", r'^<a href="/desk/(\?view=|quarantine|closed)'),
            ("partially obscured", r"^<small>\d+</small>$"),
            ("too short to determine", r"^<small>\d+</small>$"),
        )
    ),
    Reviewed(
        "color-contrast",
        "foreground color: #faf7f1, background color: #ffffff",
        r'^<button class="stop"',
        "The same: where a person's own colours are forced, the button is drawn black on white.",
        kind="violations",
    ),
    *(
        Reviewed(
            rule,
            "only non-text characters",
            r"^<dd>\s*<del>",
            "The arrow between an old and a new value has the colour of the text beside it, in "
            "light, dark and forced colours.",
        )
        for rule in ("color-contrast", "color-contrast-enhanced")
    ),
    Reviewed(
        "color-contrast",
        "1:1 contrast ratio",
        r"^<(button|a class=.?button|span>(Your card|Su tarjeta|کارت شما)"
        r"|(span|bdi)>.*(1380|۱۳۸۰))",
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
        "color-contrast",
        "overlapped by another element",
        r"^<(p|strong)>",
        "The padding of a link to a telephone reaches over the lines above and below; it has no "
        "background, and is there to be tapped.",
    ),
    Reviewed(
        "identical-links-same-purpose",
        "Check that links have the same purpose",
        r'^<a (class="?chip|href=.*(aria-label="\d+ more reason|#propose"))',
        "The same reason in two rows links to two cases; the row's heading distinguishes them.",
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
        "It is never visible: Enter on an unclear date presses it, and the page asks once more.",
    ),
    Reviewed(
        "hidden-content",
        "not analyzed",
        r"^<(span class=.?rest|a class=.?fewer)",
        "A third and later reason are shown on a wide screen alone, the links to what a narrow one "
        "leaves out on that alone.",
    ),
    Reviewed(
        "th-has-data-cells",
        "missing or empty",
        r"^<table class=.?queue",
        "A column may be empty where no place was given and no member has taken a case.",
    ),
)


@cache
def source() -> str:
    """Return the source of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def findings(page: Any, *rules: str, without: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Yield the findings on the page shown, by these rules or by all but those *without*."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    yield from (Finding(**node) for node in page.evaluate(RUN, [rules, without]))


def faults(page: Any, *rules: str, without: tuple[str, ...] = ()) -> list[str]:
    """Return the findings that no review covers."""
    return [
        str(finding)
        for finding in findings(page, *rules, without=without)
        if not any(review.is_about(finding) for review in REVIEWED)
    ]
