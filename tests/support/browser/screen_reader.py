"""Read a page as a screen reader does, and answer it by roles and names alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Choice, Choices, Option, Style, YesNo
from intake.questionnaire.sections import Page
from tests.support.browser.steps import ARRIVED, CHOICES, TEXTS, follow

CONTROLS = ("button", "link", "textbox", "checkbox", "radio", "combobox", "spinbutton")
SIGNS = re.compile(r"[\u2190-\u27BF\u2039\u203A]")
NODE = re.compile(r'^(?P<deep> *)- (?P<role>[a-z]+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?P<rest>.*)$')


@dataclass(frozen=True, slots=True)
class SpokenNode:
    """A node of the accessibility tree: its depth, role, name and properties."""

    depth: int
    role: str
    name: str
    rest: str


def read_page(page: Any) -> list[SpokenNode]:
    """Return the nodes of a page in reading order."""
    snapshot: str = page.locator("html").aria_snapshot()
    lines = (NODE.match(line) for line in snapshot.splitlines())
    return [
        SpokenNode(
            len(line["deep"]) // 2, line["role"], line["name"] or "", line["rest"].strip(" :")
        )
        for line in lines
        if line
    ]


def faults(page: Any) -> Iterator[str]:
    """Yield a sentence for each fault that a screen reader's user would meet."""
    nodes = read_page(page)
    headings = [node for node in _outside_alerts(nodes) if node.role == "heading"]
    main_headings = [node for node in headings if "level=1" in node.rest]
    if len(main_headings) != 1:
        yield f"{len(main_headings)} headings of the page"
    elif not main_headings[0].name or main_headings[0] is not headings[0]:
        yield f"the heading is not first: {headings[0].name}"
    yield from (f"a sign is read out in: {node.name}" for node in nodes if SIGNS.search(node.name))
    yield from (
        f"a {node.role} has no name" for node in nodes if node.role in CONTROLS and not node.name
    )
    yield from _duplicate_names(nodes)
    yield from _landmark_order(nodes)


def _outside_alerts(nodes: list[SpokenNode]) -> Iterator[SpokenNode]:
    """Yield the nodes that are not within an alert: alerts precede the heading."""
    alert: int | None = None
    for node in nodes:
        if alert is not None and node.depth > alert:
            continue
        alert = node.depth if node.role == "alert" else None
        yield node


def _duplicate_names(nodes: list[SpokenNode]) -> Iterator[str]:
    """Yield the names that two controls of a group share."""
    group, names = "", list[str]()
    for node in nodes:
        group = node.name if node.role == "group" and node.name else group
        if node.role in ("button", "textbox", "combobox"):
            names.append(f"{group}: {node.name}")
    yield from (f"twice: {name}" for name in sorted(set(names)) if names.count(name) > 1)


def _landmark_order(nodes: list[SpokenNode]) -> Iterator[str]:
    """Yield a fault unless the header precedes the main content."""
    landmarks = [node.role for node in nodes if node.role in ("banner", "main", "contentinfo")]
    if [role for role in landmarks if role != "contentinfo"] != ["banner", "main"]:
        yield f"landmarks are in this order: {landmarks}"


def answer(page: Any):
    """Answer the question page shown, or skip it, finding controls by role and name."""
    question_page = _page_with_heading(page.get_by_role("heading", level=1).inner_text())
    answers = {"last_arrival_date", *CHOICES, *TEXTS}
    answered = any(question.id in answers for question in question_page.questions)
    for question in question_page.questions:
        if isinstance(question, Choice | YesNo | Choices) and question.id in CHOICES:
            code = CHOICES[question.id]
            chosen = next(option for option in question.options if option.code == code)
            _choose(page, question, chosen)
        elif question.id in TEXTS:
            page.get_by_role("textbox", name=question.says).fill(TEXTS[question.id])
        elif question.id == "last_arrival_date":
            page.get_by_role("textbox", name="Day").fill(ARRIVED["day"])
            page.get_by_role("combobox", name="Month").select_option(ARRIVED["month"])
            page.get_by_role("textbox", name="Year").fill(ARRIVED["year"])
    follow(page, page.get_by_role("button", name="Continue" if answered else "Skip for now"))


def _page_with_heading(heading: str) -> Page:
    return next(page for page in ASYLUM.pages if heading in (page.heading, page.questions[0].says))


def _choose(page: Any, question: Choice | YesNo | Choices, chosen: Option):
    """Choose an option by its name."""
    name = re.compile(rf"^{re.escape(chosen.says)}\s*{re.escape(chosen.hint)}$")
    if isinstance(question, Choices):
        page.get_by_role("checkbox", name=name).check()
    elif question.style is Style.RADIOS:
        page.get_by_role("radio", name=name).check()
    else:
        page.get_by_role("combobox", name=question.says).select_option(label=chosen.says)
