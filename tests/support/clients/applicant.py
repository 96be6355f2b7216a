"""An applicant at the test client, who answers pages as their forms would and sends."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.questionnaire.asylum import ASYLUM

SHORTEST: Mapping[str, list[str]] = {
    "help_types": ["fear_return"],
    "so_far": ["none"],
    "name_to_use": ["Lumo Test-Wrenfold"],
    "contact_methods": ["return_code"],
}
"""The fewest answers with which a form can be sent."""

TICKS = (
    ("court_case", "yes", "court_paper"),
    ("missed_hearing", "yes", "missed_court"),
    ("removal_soon", "leave_or_flight", "date_to_leave"),
    ("removal_soon", "check_in", "check_in"),
    ("asylum_filed", "yes", "asylum_form"),
    ("fee_notice", "yes", "fee_letter"),
    ("gov_motion", "yes", "gov_motion"),
    ("appointment", "yes", "appointment"),
)
"""An answer, and the tick that stands for it."""

TICKED_UNLESS = (
    ("bad_decision", "none", "judge_decided"),
    ("fear_interview", "no", "fear_interview"),
    ("old_order", "no", "old_order"),
)
"""A question, the answer that needs no tick, and the tick that stands for the others."""

MAY_BE_UNSURE = {id_ for id_, _, _ in (*TICKS, *TICKED_UNLESS)}

ASK_NOTHING = ("/f/fit", "/f/safe")
"""Pages between the questions that only tell something."""

ACKNOWLEDGED = {"ack_not_lawyer": ["yes"], "ack_deadline": ["yes"]}


class Applicant:
    """An invented person with answers by question id; ``page`` is the response shown last."""

    def __init__(
        self,
        client: FlaskClient | Flask,
        answers: Mapping[str, list[str]] = SHORTEST,
        *,
        language: str = "en",
    ):
        self.client = client.test_client() if isinstance(client, Flask) else client
        self.answers, self.language = with_ticks(answers), language
        self.page: TestResponse = self.client.get(f"/{language}/")
        self.visited: list[str] = []

    @property
    def path(self) -> str:
        """Return the path of the page shown."""
        return urlsplit(self.page.request.url).path

    @property
    def status(self) -> int:
        """Return the status of the page shown."""
        return self.page.status_code

    @property
    def text(self) -> str:
        """Return the HTML of the page shown."""
        return self.page.text

    def open(self, path: str) -> TestResponse:
        """Request a path and follow its redirects."""
        self.page = self.client.get(path, follow_redirects=True)
        return self.page

    def post(self, path: str, fields: Mapping[str, list[str]]) -> TestResponse:
        """Post *fields* with the form token of the page shown, and follow redirects."""
        data = {"csrf_token": csrf_of(self.text), **fields}
        self.page = self.client.post(path, data=data, follow_redirects=True)
        return self.page

    def enter_code(self, code: str):
        """Open the page of return codes, and post this one."""
        self.open("/en/return")
        self.post("/en/return", {"code": [code]})

    def begin(self):
        """Open the first question."""
        self.open(f"/{self.language}/f/1")

    def answer(self) -> TestResponse:
        """Answer the page shown, or skip it where this person has no answer; begin if need be.

        On the page of the return code, confirm that it was written down. On a page that asks
        nothing, go on to the next question.
        """
        if self.path == f"/{self.language}/":
            self.begin()
        if self.path.endswith("/f/code"):
            return self.post(self.path, {"have": ["yes"]})
        if self.path.endswith(ASK_NOTHING):
            return self.open(way_on(self.text))
        number = int(self.path.rpartition("/")[2])
        page = ASYLUM.pages[number - 1]
        fields = {
            name: values
            for question in page.questions
            for name, values in self.answers.items()
            if name == question.id or name.startswith(f"{question.id}-")
        }
        self.visited.append(page.id)
        return self.post(self.path, fields or {"skip": ["1"]})

    def walk(self):
        """Answer page after page, up to the check page."""
        for _ in range(80):
            if self.path.endswith("/f/check"):
                return
            if self.path.endswith("/f/result"):
                self.open(f"/{self.language}/f/check")
            else:
                before = self.path
                self.answer()
                assert self.status == 200, (before, self.status)
        raise AssertionError(f"no way to the check page from {self.path}")

    def send(self) -> str:
        """Acknowledge and send; return the reference."""
        self.post(f"/{self.language}/f/send", {**ACKNOWLEDGED, "send": ["now"]})
        assert self.path == f"/{self.language}/sent", (self.path, self.status)
        return reference_of(self.text)

    def apply(self) -> str:
        """Answer everything and send; return the reference."""
        self.walk()
        return self.send()


def at_check(
    client: FlaskClient | Flask,
    answers: Mapping[str, list[str]] = SHORTEST,
    *,
    language: str = "en",
) -> Applicant:
    """Return an applicant who answered everything and is on the check page."""
    someone = Applicant(client, answers, language=language)
    someone.walk()
    return someone


def come_back(app: Flask, code: str) -> Applicant:
    """Return an applicant who entered this return code in another browser."""
    visitor = Applicant(app.test_client())
    visitor.enter_code(code)
    return visitor


def with_ticks(answers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the answers with the ticks of *so_far* that they stand for.

    People are described by what happened, such as ``court_case``; the form asks for ticks first.
    """
    codes = {id_: values[0] for id_, values in answers.items() if "-" not in id_ and values}
    ticks = [tick for id_, code, tick in TICKS if codes.get(id_) == code]
    ticks += [tick for id_, no, tick in TICKED_UNLESS if codes.get(id_, no) not in (no, "not_sure")]
    unsure = any(codes.get(id_) == "not_sure" for id_ in MAY_BE_UNSURE)
    every = dict.fromkeys([*answers.get("so_far", []), *ticks, *["not_sure"] * unsure])
    chosen = [tick for tick in every if tick != "none"] or list(every)
    if not chosen and MAY_BE_UNSURE & codes.keys():
        chosen = ["none"]
    return {**answers, "so_far": chosen} if chosen else dict(answers)


def csrf_of(html: str) -> str:
    """Return the form token in a page."""
    match = re.search(r'name="?csrf_token"? value="?([^">\s]+)', html)
    assert match, "no form token on this page"
    return match[1]


def way_on(html: str) -> str:
    """Return the address of the next question on a page that asks nothing."""
    match = re.search(r'<form method="?get"? action="?([^">\s]+)', html)
    assert match, "no way on from this page"
    return match[1]


def reference_of(html: str) -> str:
    """Return the reference that the sent page shows."""
    match = re.search(
        r'id="?reference"?[^>]*>(?:<[^>]*>)*\s*([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})', html
    )
    assert match, "no reference on this page"
    return match[1]


def with_a_helper(app: Flask) -> Applicant:
    """Return a helper who filled in the form for another person, at the check page."""
    answers = {**SHORTEST, "location_kind": ["in_us"], "filling_for": ["detained_person"]}
    return at_check(app.test_client(), answers)


def waiting_fields(person: Applicant) -> dict[str, list[str]]:
    """Return the fields of the waiting page, without the form token."""
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', person.text)
    return {name: [value] for name, value in fields if name != "csrf_token"}
