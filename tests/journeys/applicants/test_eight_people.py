"""Eight people in eight situations: the plan, the places, and the status after staff act."""

import html
import re
from dataclasses import dataclass, replace
from datetime import date

import pytest

from intake.actions.case.tell_decision import CALL_BACK
from intake.catalogues import without_isolates
from intake.web.locale import catalogue_of
from tests.support.clients.applicant import ACKNOWLEDGED, Applicant
from tests.support.eight.acts import carry_out
from tests.support.eight.people import people

pytestmark = pytest.mark.usefixtures("clock")

PEOPLE = people(date(2026, 11, 24))
PART = re.compile(r'<h2 id="part-[^>]*>(.*?)</h2>(.*?)(?=<h2)', re.DOTALL)
ACT = re.compile(r"<p><strong>.*?</p>", re.DOTALL)
IN_ENGLISH = re.compile(r'<div lang="en" dir="ltr">(.*?)</div>', re.DOTALL)


@dataclass
class Walked:
    """A person after sending, and the pages that they saw, in their order."""

    applicant: Applicant
    pages: list[tuple[str, str]]

    def last(self, end):
        """Return the page shown last at an address that ends so; empty for none."""
        return next((page for path, page in reversed(self.pages) if path.endswith(end)), "")

    def see(self):
        """Add the page shown now."""
        self.pages.append((self.applicant.path, self.applicant.text))


@pytest.fixture
def settings(settings):
    """Return the settings of an organisation that works in Texas."""
    return replace(settings, service_area=("TX",))


@pytest.mark.parametrize("person", PEOPLE, ids=[person.id for person in PEOPLE])
def test_each_person_reads_the_right_plan_places_and_status(app, wren, clock, person):
    walked = sent(app, person)
    result = walked.last("/f/result")

    assert outcome_of(walked.last("/f/fit")) == person.outcome
    assert begins_alike(plan_on(result, person.language), person.plan)
    assert [number for number in person.numbers if number not in words_of(result)] == []
    assert person.says == "" or person.says in words_of(walked.last("/f/safe"))

    reference, code = (text_in(walked.applicant.text, id_) for id_ in ("reference", "return-code"))
    for act in person.acts:
        carry_out(wren, reference, act)
    clock.shift(CALL_BACK)
    walked.applicant = Applicant(app, language=person.language)
    come_back(walked, code)
    if person.replies:
        walked.applicant.post(f"/{person.language}/mailbox/write", {"text": [person.replies]})
        walked.see()

    says = catalogue_of(person.language).ugettext
    heading = re.search("<h1[^>]*>(.*?)</h1>", walked.applicant.text, re.DOTALL)
    assert heading
    assert words_of(heading[1]) == says(person.status)
    assert [
        step for step in person.steps if says(step) not in words_of(walked.applicant.text)
    ] == []
    assert [
        (path, word)
        for path, page in walked.pages
        for word in person.never
        if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", words_of(page))
    ] == []


def sent(app, person):
    """Answer and send as this person."""
    applicant = Applicant(app, person.answers, language=person.language)
    walked = Walked(applicant, [])
    if person.speaks:
        applicant.open("/other-language")
        applicant.post("/other-language", {"call_language": [person.speaks]})
        applicant.post(applicant.path, {**person.answers, **ACKNOWLEDGED})
        walked.see()
        return walked
    applicant.begin()
    walk(walked)
    if person.asks_more:
        applicant.post(f"/{person.language}/f/send", {"send": ["more"]})
        walk(walked)
    applicant.send()
    walked.see()
    return walked


def walk(walked):
    """Answer page after page, up to the check page."""
    applicant = walked.applicant
    for _ in range(80):
        walked.see()
        if applicant.path.endswith("/f/check"):
            return
        if applicant.path.endswith("/f/result"):
            applicant.open(f"/{applicant.language}/f/check")
        else:
            applicant.answer()
            assert applicant.status == 200, applicant.path
    raise AssertionError(applicant.path)


def come_back(walked, code):
    """Enter the code, and read the mailbox twice: what is new is new once."""
    applicant = walked.applicant
    applicant.open(f"/{applicant.language}/return")
    applicant.post(applicant.path, {"code": [code]})
    walked.see()
    applicant.open(f"/{applicant.language}/mailbox")
    walked.see()


def plan_on(page, language):
    """Return the plan in English by the heading of each part."""
    if language == "en":
        return {
            heading: [words_of(act) for act in ACT.findall(acts)]
            for heading, acts in PART.findall(page)
        }
    english = IN_ENGLISH.search(page.partition('class="todo"')[2])
    parts = re.split(r"<p><strong>(.*?)</strong></p>", english[1] if english else "")
    return {
        heading: [words_of(act) for act in re.findall(r"<li>(.*?)</li>", acts, re.DOTALL)]
        for heading, acts in zip(parts[1::2], parts[2::2], strict=True)
    }


def begins_alike(plan, expected):
    """Return true if the plan has these parts, each with acts that begin so, and no other."""
    acts = {
        part: [re.sub(r"^(?:By )?\w+day [^:]+: ", "", act) for act in acts]
        for part, acts in plan.items()
    }
    assert {part: len(begins) for part, begins in expected.items()} == {
        part: len(texts) for part, texts in acts.items()
    }, plan
    return all(
        act.replace(" ", "").startswith(begins.replace(" ", ""))
        for part in expected
        for act, begins in zip(acts[part], expected[part], strict=True)
    )


def outcome_of(page):
    outcome = re.search(r'data-outcome="(\w+)', page)
    return outcome[1] if outcome else ""


def text_in(page, id_):
    text = re.search(rf'id="{id_}"[^>]*>([^<]+)', page)
    assert text, id_
    return text[1].strip()


def words_of(page):
    """Return the words of a page, or of a part of it, with single spaces."""
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return " ".join(without_isolates(html.unescape(re.sub(r"<[^>]*>", " ", main))).split())
