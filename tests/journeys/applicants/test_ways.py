"""The length of the journey from the list of languages to sending, for people in five situations.

Counted without a script: screens shown, taps (a button, an option chosen, a field typed into, a
list used) and bytes. Each person answers what matters for them, and skips the rest.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.house.source import ROOT
from tests.support.clients.applicant import ACKNOWLEDGED, SHORTEST, Applicant
from tests.support.clients.readability import MEASURED

pytestmark = pytest.mark.usefixtures("clock")

Posted = Mapping[str, list[str]]
Record = Callable[[str, object], None]
BY_ITSELF = ("-known", "-calendar")
"""Ends of the names of fields that nobody has to touch."""


def day(question, on):
    """Return the fields of a date, *on* in the form 2026-12-01, as three parts."""
    year, month, day_of_month = (str(int(part)) for part in on.split("-"))
    parts = {"day": day_of_month, "month": month, "year": year}
    return {f"{question}-{part}": [value] for part, value in parts.items()}


IN_TEXAS: Posted = {"filling_for": ["self"], "location_kind": ["in_us"], "us_state": ["TX"]}
HEARING: Posted = {
    **IN_TEXAS,
    "help_types": ["court_or_order"],
    "so_far": ["court_paper"],
    "detained_now": ["no"],
    **day("next_hearing_date", "2026-12-01"),
    "name_to_use": ["Lumo Test-Wrenfold"],
    "contact_methods": ["return_code"],
}
CHILD: Posted = {
    **IN_TEXAS,
    "filling_for": ["child"],
    "help_types": ["fear_return"],
    "so_far": ["court_paper"],
    "detained_now": ["yes"],
    "detention_place": ["Quillmere"],
    "name_to_use": ["Mirela Test-Osprey"],
    "contact_methods": ["call"],
    "phone": ["+1 202 555 0143"],
}
FATHER: Posted = {
    **IN_TEXAS,
    "filling_for": ["other_person"],
    "help_types": ["fear_return"],
    "so_far": ["none"],
    "detained_now": ["no"],
    "asylum_filed": ["no"],
    **day("last_arrival_date", "2026-02-02"),
    "name_to_use": ["Tarviq Test-Bramblewick"],
    "contact_methods": ["call"],
    "phone": ["+1 202 555 0144"],
}
BIRTH: Posted = {
    **IN_TEXAS,
    "help_types": ["fear_return"],
    "so_far": ["none"],
    "detained_now": ["no"],
    "name_to_use": ["فرشته Test-Wrenfold"],
    "contact_methods": ["return_code"],
    **day("birth_date", "1373-04-12"),
}


@dataclass
class Way:
    """A walk from the list of languages to the sent page, and its length so far."""

    applicant: Applicant
    screens: int = 0
    taps: int = 0
    weight: int = 0
    files: tuple[str, ...] = field(default=("css/base.css", "css/answers.css"))

    def see(self):
        """Count the page shown."""
        self.screens += 1
        self.weight += len(gzip.compress(self.applicant.page.data, 6))

    def begin(self):
        """Choose a language, read the start page, and open the first question."""
        self.weight += sum(
            len(gzip.compress((ROOT / "static" / name).read_bytes(), 6)) for name in self.files
        )
        promise = self.applicant.page
        self.applicant.open("/")
        self.see()
        self.applicant.page = promise
        self.see()
        self.applicant.begin()
        self.taps += 2

    def walk(self, *, until):
        """Answer or skip page after page, up to the path that ends with *until*."""
        while not self.applicant.path.endswith(until):
            self.see()
            self.taps += self._taps_here() + 1
            if self.applicant.path.endswith("/f/result"):
                self.applicant.open(f"/{self.applicant.language}/f/check")
            else:
                self.applicant.answer()
            assert self.applicant.status == 200, self.applicant.path

    def send(self):
        """Agree, send, and see the page after it."""
        self.see()
        self.taps += len(ACKNOWLEDGED) + 1
        self.applicant.send()
        self.see()

    def _taps_here(self):
        number = self.applicant.path.rpartition("/")[2]
        if not number.isdigit():
            return 0
        page = ASYLUM.pages[int(number) - 1]
        return sum(
            len(values)
            for question in page.questions
            for name, values in self.applicant.answers.items()
            if name == question.id or name.startswith(f"{question.id}-")
            if not name.endswith(BY_ITSELF)
        )


def test_the_shortest_way(ready_client, record_property):
    journey = walked(ready_client, SHORTEST)

    record_property(MEASURED, [length_of("shortest", journey)])
    assert journey.screens <= 16
    assert journey.taps <= 21
    assert journey.weight <= 45 * 1024


@pytest.mark.parametrize(
    "name, answers, language",
    [
        ("hearing next week", HEARING, "en"),
        ("detained child", CHILD, "es"),
        ("helper for a father", FATHER, "ar"),
        ("Solar Hijri birth date", BIRTH, "fa-AF"),
    ],
)
def test_the_ways_of_people_in_four_situations(
    ready_client, record_property, name, answers, language
):
    journey = walked(ready_client, answers, language)

    record_property(MEASURED, [length_of(name, journey)])
    assert journey.screens <= 22
    assert journey.taps <= 34


def walked(client, answers, language="en"):
    """Return the journey of a person who answers this, from the list of languages to sending."""
    journey = Way(Applicant(client, answers, language=language))
    journey.begin()
    journey.walk(until="/f/check")
    if "birth_date-year" in answers:
        give_birth_date(journey)
    journey.send()
    return journey


def give_birth_date(journey):
    """Answer one more question before sending, and come back to the check page."""
    person, language = journey.applicant, journey.applicant.language
    journey.see()
    journey.taps += 1
    person.post(f"/{language}/f/send", {"send": ["more"]})
    assert person.path.endswith(f"/{ASYLUM.numbers['birth_date']}")
    journey.see()
    fields = {name: value for name, value in person.answers.items() if name.startswith("birth_")}
    journey.taps += len(fields) + 1
    person.post(person.path, {**fields, "check": ["1"]})
    assert person.path.endswith("/f/check"), person.path


def length_of(name, journey):
    """Return the length of a journey in words."""
    return f"{journey.screens} screens, {journey.taps} taps, {journey.weight} bytes: {name}"
