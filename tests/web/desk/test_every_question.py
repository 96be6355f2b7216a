"""Each question on its way: form, story, card, conflict check, desk, private page, copy, letter.

The tables below say, for every question of the questionnaire, where its answer must arrive. They
do not read the questions' own marks, so that a mark that is lost is noticed; and a new question
stands in none of them, so that its author must decide.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from intake.actions.assessment.assess import assess_answers
from intake.actions.assessment.describe_case import card_of
from intake.actions.case.open_case import open_story
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_stubs import hashed_traits
from intake.cases import store
from intake.cases.card import Card
from intake.law.book import shipped
from intake.messages.wordings import WORDINGS, WordingId
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import call_language
from intake.staff.models import StaffMember
from intake.web.app_context import practice
from intake.web.desk.common.letters import letter_text
from tests.staff.house import reader
from tests.staff.making import TODAY
from tests.support.clients.applicant import ACKNOWLEDGED, SHORTEST, at_check, with_ticks
from tests.support.eight.people import day
from tests.support.rows import one_row
from tests.support.tour.people import FERESHTE, MERLIN, OONA

Posted = Mapping[str, list[str]]


def ids(text):
    """Return some ids of questions, written in one string."""
    return frozenset(text.split())


ON_PRIVATE_PAGE = ids("danger_now phone email trusted_phone needs fear_reasons abuser_status")
FOLDED = ids("trusted_name")
ON_CASE_PAGE = ids(
    "filling_for device help_types location_kind us_state detained_now detention_place"
    " asylum_filed asylum_filed_date asylum_filed_where last_arrival_date removal_soon"
    " removal_soon_date fear_interview fear_decision_date court_case next_hearing_date"
    " hearing_kind court_city bad_decision bad_decision_date missed_hearing missed_why"
    " gov_motion gov_motion_date fee_notice fee_notice_date lawful_status"
    " lawful_status_ended status_granted_date has_lawyer lawyer_scope household_size"
    " income income_amount income_period name_to_use contact_methods ok_text ok_voicemail"
    " ok_say_name ok_mail trusted_may_know city_or_zip3 full_name_docs other_names"
    " birth_date minor_with_parent nationality nationality_other spoken_languages"
    " spoken_other reads_language interpreter_needed a_number children_birth_dates"
    " do_not_tell safe_times shared_phone heard_from share_with_others reminders note"
    " ack_not_lawyer ack_deadline appeal_sent appeal_sent_date arrived_alone_under_18"
    " call_language call_language_other changed check_in_date country_now fee_due_date"
    " fee_notice_from gov_motion_due_date hearing_attended left_since_filing office_letter"
    " old_order old_order_date old_order_from other_nationality other_nationality_country"
    " so_far status_kind under_18 form_reply form_reply_date form_whose form_still_part"
    " form_left_date clock_delay appointment appointment_kind appointment_date"
    " appointment_attended leave_told_by voluntary_departure voluntary_departure_date"
    " gov_motion_kind gov_motion_ruled gov_motion_ruled_date appeal_by appeal_reply fear_review"
    " fear_review_date reinstated reinstated_date withholding_only parole_kind office_letter_due"
)

NOT_ASKED_YET = ids("call_language call_language_other")
"""Questions that no page of the form asks yet. They are walked from the story to the desk."""

NOT_ASKED_OF_FAMILY = ids("fear_reasons household_size income income_amount income_period")
"""Questions that a helper of a detained person is not asked."""

TICKED_ONLY = ids("gov_motion fee_notice appointment")
"""Questions that no page asks because ticks answer them."""

ON_CARD = {
    "filling_for": "filling_for",
    "name_to_use": "name_to_use",
    "full_name_docs": "names",
    "other_names": "names",
    "birth_date": "birth_date",
    "nationality": "nationality",
    "us_state": "region",
    "city_or_zip3": "city",
    "spoken_languages": "spoken_languages",
    "interpreter_needed": "interpreter",
    "a_number": "a_number",
    "do_not_tell": "do_not_tell",
}
"""The attribute of the card that has the answer."""

CONTACT = ids(
    "contact_methods phone ok_text ok_voicemail ok_say_name email ok_mail trusted_name"
    " trusted_phone trusted_may_know safe_times shared_phone heard_from reads_language"
)
"""Questions in the part of the card about reaching the person."""

IN_CONFLICT_CHECK = ids("name_to_use full_name_docs other_names birth_date a_number do_not_tell")
"""Questions without which a stub says something else."""

IN_LETTER = {
    "fereshte": ids(
        "appeal_sent appointment bad_decision_date birth_date check_in_date"
        " children_birth_dates danger_now detained_now fear_decision_date fear_interview"
        " fear_review gov_motion_ruled help_types minor_with_parent missed_hearing missed_why"
        " next_hearing_date old_order reinstated_date removal_soon status_granted_date"
        " us_state withholding_only"
    ),
    "merlin": ids(
        "appointment bad_decision court_case detained_now gov_motion hearing_attended"
        " help_types leave_told_by"
        " next_hearing_date office_letter office_letter_due removal_soon removal_soon_date"
    ),
    "oona": ids(
        "appointment_attended appointment_date bad_decision court_case detained_now"
        " form_still_part"
        " lawful_status needs removal_soon status_kind us_state"
    ),
}
"""Questions without which the letter that declines a case says something else."""


WRITTEN: dict[str, dict[str, list[str] | date]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)
TOUR = {"fereshte": FERESHTE, "merlin": MERLIN, "oona": OONA}
LEFT_OUT = {"fereshte": NOT_ASKED_OF_FAMILY, "merlin": ids("us_state fee_notice_date")}
"""Questions that a person of the tour answers, and the same person does not answer here."""


def _posted(name):
    """Return the answers of a person of the tour with those of the table."""
    posted = {
        field: values
        for field, values in TOUR[name].items()
        if field.partition("-")[0] not in LEFT_OUT.get(name, ())
    }
    for question, answer in WRITTEN[name].items():
        posted |= day(question, answer) if isinstance(answer, date) else {question: answer}
    return with_ticks(posted | ACKNOWLEDGED)


PEOPLE: Mapping[str, Posted] = {name: _posted(name) for name in WRITTEN}

STORED = {
    "call_language": "es",
    "call_language_other": "Test-Mam",
}
"""Answers to the questions that no page asks yet, as a story stores them."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """The card, the pages and the copy for others that the desk has of one person."""

    reference: str
    card: Card
    page: Mapping[str, str]
    folded: set[str]
    private: Mapping[str, str]
    paper: Mapping[str, str]
    copy: Mapping[str, Any]


def test_every_question_has_its_place_and_somebody_who_answers_it():
    places = [ON_PRIVATE_PAGE, FOLDED, ON_CASE_PAGE]
    answered = set().union(*map(ids_in, PEOPLE.values()))

    assert ASYLUM.questions.keys() == ON_PRIVATE_PAGE | FOLDED | ON_CASE_PAGE
    assert sum(map(len, places)) == len(ASYLUM.questions), "one place for each"
    assert ASYLUM.questions.keys() - answered == NOT_ASKED_YET == STORED.keys()
    assert {question.id for question in ASYLUM.unasked} == NOT_ASKED_YET | TICKED_ONLY


@pytest.mark.parametrize("name", PEOPLE)
def test_each_answer_arrives_wherever_it_is_needed(app, new_installation, wren, name):
    """A letter and a stub say something else without an answer, as if code read it amiss."""
    posted = PEOPLE[name]
    arrived = send(app, new_installation, wren, posted)

    for id_ in ids_in(posted):
        values = values_of(posted, id_)
        assert holds(arrived.copy["answers"].get(id_), values), ("copy as a file", id_)
        assert arrived.paper.get(id_), ("copy on paper", id_)
        private = id_ in ON_PRIVATE_PAGE
        assert bool(arrived.private.get(id_)) is private, ("private page", id_)
        assert bool(arrived.page.get(id_)) is not private, ("page of the case", id_)
        assert (id_ in arrived.folded) is (id_ in FOLDED), ("fold", id_)
        if id_ in ON_CARD:
            assert holds(getattr(arrived.card, ON_CARD[id_]), values), ("card", id_)
        assert (id_ in arrived.card.contact) is (id_ in CONTACT), ("contact on the card", id_)
        if id_ in CONTACT:
            assert holds(arrived.card.contact[id_], values), ("contact on the card", id_)
    assert arrived.copy["answers"].keys() >= ids_in(posted)
    unposted = arrived.copy["answers"].keys() - ids_in(posted) - {call_language.id}
    assert unposted <= ASYLUM.before_ticks.keys(), "only the language of the form is added"
    with app.test_request_context("/desk/"):
        opened = open_as_member(new_installation, arrived.reference)
        assert without_each(opened, stub_traits) == IN_CONFLICT_CHECK & ids_in(posted)
        assert without_each(opened, letter_that_declines) == IN_LETTER[name]


def test_each_stored_answer_that_no_page_asks_for_is_shown_and_copied(signed_in_as):
    desk = signed_in_as("supervisor")
    address = f"/desk/cases/{desk.case(answers=STORED).reference}"

    desk.open(address)
    page = AnswersOf(desk.text)
    desk.open(f"{address}/private")
    assert AnswersOf(desk.text).lines == {}, "none of them is private"
    desk.open(f"{address}/hand-off")
    desk.post(f"{address}/hand-off", to="Larkspur Aid (invented)", agreed="1", format="json")
    copy = json.loads(desk.text)

    assert page.lines.keys() == STORED.keys()
    assert all(page.lines.values())
    assert page.folded == set()
    assert copy["answers"] == STORED


def test_whom_not_to_tell_is_found_by_each_name_in_both_directions(app, wren):
    """The words that a person wrote, from the form to the check, against each name in a form."""
    names = {
        "name_to_use": "Zoltar Invented-Halberd",
        "full_name_docs": "Ixora Invented-Quillon",
        "other_names": "Bruno Invented-Pavise",
    }
    named = [post_all(app, {**SHORTEST, question: [name]}) for question, name in names.items()]
    uncles = " or my uncle ".join(names.values())
    afraid = post_all(app, {**SHORTEST, "do_not_tell": [f"never my uncle {uncles}"]})
    for reference in (*named, afraid):
        wren.open(f"/desk/cases/{reference}")
        assert "Conflict hold" in wren.text, reference
    for reference in named:
        wren.open(f"/desk/cases/{reference}")
        assert afraid in wren.text
    wren.open(f"/desk/cases/{afraid}")
    assert [reference for reference in named if reference not in wren.text] == []


def send(app, house, wren, posted):
    """Apply, and look at the case with the eyes of a member who may see everything."""
    reference = post_all(app, posted)
    address = f"/desk/cases/{reference}"
    wren.open(address)
    page = AnswersOf(wren.text)
    wren.open(f"{address}/private")
    private = AnswersOf(wren.text)
    wren.open(f"{address}/hand-off")
    wren.fill(action=f"{address}/hand-off", to="Larkspur Aid (invented)", agreed="1")
    paper = AnswersOf(wren.text)
    wren.open(f"{address}/hand-off")
    wren.fill(action=f"{address}/hand-off", to="Larkspur Aid (invented)", agreed="1", format="json")
    copy = json.loads(wren.text)
    with app.app_context():
        card = open_as_member(house, reference).card
    return Arrived(
        reference=reference,
        card=card,
        page=page.lines,
        folded=page.folded,
        private=private.lines,
        paper=paper.lines,
        copy=copy,
    )


def post_all(app, posted):
    """Post the forms of all pages, those after the result too; return the reference."""
    person = at_check(app, posted)
    person.post("/en/f/send", {"send": ["more"]})
    person.walk()
    return person.send()


def open_as_member(house, reference):
    """Open the case with the keys of the one member, without a page and without a trace."""
    member = one_row(StaffMember)
    case = store.find(reference, team_id=member.team_id)
    return open_story(case_key(case, reader(house, member)))


def without_each(opened, make):
    """Return the questions without which *make* gives something else."""
    whole, answers = make(opened), opened.answers
    return {
        id_
        for id_ in answers
        if make(replace(opened, answers=answers.only(answers.keys() - {id_}))) != whole
    }


def stub_traits(opened):
    """Return what a stub holds of the card that would be made of the answers today."""
    received = opened.case.received_on
    triage = assess_answers(
        opened.answers, shipped(), today=TODAY, received=received, practice=practice()
    ).triage
    return hashed_traits(card_of(opened.answers, triage), str)


def letter_that_declines(opened):
    return letter_text(WORDINGS[WordingId.DECLINE], opened, "en")


class AnswersOf(HTMLParser):
    """The answers that a page shows, by question, and which of them are folded."""

    def __init__(self, html):
        super().__init__()
        self.lines: dict[str, str] = {}
        self.folded: set[str] = set()
        self._inside, self._folds = "", 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._folds += tag == "details"
        if tag == "dd" and (id_ := dict(attrs).get("data-question")):
            self._inside = id_
            self.lines[id_] = ""
            if self._folds > 1:
                self.folded.add(id_)

    def handle_endtag(self, tag):
        self._folds -= tag == "details"
        if tag == "dd":
            self._inside = ""

    def handle_data(self, data):
        if self._inside:
            self.lines[self._inside] += data.strip()


def ids_in(posted):
    """The questions that some fields answer."""
    return {name.partition("-")[0] for name in posted}


def values_of(posted, id_):
    """Return the words and choices posted for a question, without the fields of its calendar."""
    return [
        value
        for name, values in posted.items()
        if name.partition("-")[0] == id_ and not name.endswith(("-calendar", "-known"))
        for value in values
    ]


def holds(stored, values):
    """Tell whether everything that was typed is in what is kept, in whatever form."""
    text = bare(json.dumps(stored, ensure_ascii=False, default=list))
    return stored not in (None, "", [], ()) and all(bare(value) in text for value in values)


def bare(text):
    """Letters and digits alone."""
    return re.sub(r"\\n|[\W_]+", "", text).casefold()
