"""What a screen reader is given of a page, and an applicant who has nothing else."""

from __future__ import annotations

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
    """One thing that is read out: how deep it lies, what it is, and what it is called."""

    depth: int
    role: str
    name: str
    rest: str


def read_page(page: Any) -> list[SpokenNode]:
    """Everything of a page in the order in which it is read."""
    told: str = page.locator("html").aria_snapshot()
    lines = (NODE.match(line) for line in told.splitlines())
    return [
        SpokenNode(len(one["deep"]) // 2, one["role"], one["name"] or "", one["rest"].strip(" :"))
        for one in lines
        if one
    ]


def faults(page: Any) -> Iterator[str]:
    """What somebody who only hears this page would miss."""
    all_ = read_page(page)
    headings = [one for one in _outside_alerts(all_) if one.role == "heading"]
    first = [one for one in headings if "level=1" in one.rest]
    if len(first) != 1:
        yield f"{len(first)} headings of the page"
    elif not first[0].name or first[0] is not headings[0]:
        yield f"the heading is not first: {headings[0].name}"
    yield from (f"a sign is read out in: {one.name}" for one in all_ if SIGNS.search(one.name))
    yield from (
        f"a {one.role} has no name" for one in all_ if one.role in CONTROLS and not one.name
    )
    yield from _twins(all_)
    yield from _order(all_)


def _outside_alerts(all_: list[SpokenNode]) -> Iterator[SpokenNode]:
    """What a mistake brings stands before the heading, and is read out by itself."""
    alert: int | None = None
    for one in all_:
        if alert is not None and one.depth > alert:
            continue
        alert = one.depth if one.role == "alert" else None
        yield one


def _twins(all_: list[SpokenNode]) -> Iterator[str]:
    """Two buttons of one name cannot be told apart by ear."""
    group, names = "", list[str]()
    for one in all_:
        group = one.name if one.role == "group" and one.name else group
        if one.role in ("button", "textbox", "combobox"):
            names.append(f"{group}: {one.name}")
    yield from (f"twice: {name}" for name in sorted(set(names)) if names.count(name) > 1)


def _order(all_: list[SpokenNode]) -> Iterator[str]:
    """First the way past the header, then the header, the page, the footer."""
    marks = [one.role for one in all_ if one.role in ("banner", "main", "contentinfo")]
    if [mark for mark in marks if mark != "contentinfo"] != ["banner", "main"]:
        yield f"landmarks stand in this order: {marks}"


def answer(page: Any) -> None:
    """Answer the question page shown, or skip it, by what is heard alone."""
    asked = _asked(page.get_by_role("heading", level=1).inner_text())
    for question in asked.questions:
        if isinstance(question, Choice | YesNo | Choices) and question.id in CHOICES:
            chosen = next(one for one in question.options if one.code == CHOICES[question.id])
            if _choose(page, question, chosen):
                return
        elif question.id in TEXTS:
            page.get_by_role("textbox", name=question.says).fill(TEXTS[question.id])
        elif question.id == "last_arrival_date":
            page.get_by_role("textbox", name="Day").fill(ARRIVED["day"])
            page.get_by_role("combobox", name="Month").select_option(ARRIVED["month"])
            page.get_by_role("textbox", name="Year").fill(ARRIVED["year"])
    onward = page.get_by_role("button", name="Continue")
    follow(page, onward if onward.count() else page.get_by_role("button", name="Skip for now"))


def _asked(heading: str) -> Page:
    return next(page for page in ASYLUM.pages if heading in (page.heading, page.questions[0].says))


def _choose(page: Any, question: Choice | YesNo | Choices, chosen: Option) -> bool:
    """Whether choosing already went on."""
    name = re.compile(rf"^{re.escape(chosen.says)}\s*{re.escape(chosen.hint)}$")
    if isinstance(question, Choices):
        page.get_by_role("checkbox", name=name).check()
    elif question.style is Style.TAPS:
        follow(page, page.get_by_role("button", name=name))
        return True
    elif question.style is Style.RADIOS:
        page.get_by_role("radio", name=name).check()
    else:
        page.get_by_role("combobox", name=question.says).select_option(label=chosen.says)
    return False
