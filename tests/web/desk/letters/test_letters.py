"""Letters: deadlines with who set them and what to do, places to turn to, English beside."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from intake.amendments.recalls import read_vignettes
from intake.cases.pipeline import CloseReason, Status
from intake.catalogues import Catalogue, Compiled
from intake.messages.wordings import (
    ASK_INSIDE,
    DEADLINES,
    DECLINE,
    NO_PLACES,
    WHO_SET,
    WORDINGS,
    WordingId,
    halves,
)
from intake.questionnaire.asylum.opened import with_older_ids
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.reading import read_answers
from intake.referrals.place import Kind
from intake.referrals.places import shipped
from intake.web.after_sending.plan_today import plan_today, shown_plan
from intake.web.desk.common import letters
from intake.web.desk.common.letters import (
    is_of_another_language,
    letter_text,
    places_near,
    sentences_about,
)
from intake.web.locale import speaking
from tests.amendments.test_places import approved as retired
from tests.cases.making import TODAY

DESK_OF, SIGNS = ("attorney",), True

VIGNETTES = [
    vignette["answers"]
    for vignette in read_vignettes()
    if vignette.get("received", vignette["today"]) <= TODAY.isoformat()
]
DETAINED = {"location_kind": "in_us", "detained_now": "yes", "filling_for": "self"}
DAY = re.compile(r"• (By )?(Mon|Tues|Wednes|Thurs|Fri)day [0-9]{1,2} \w+ [0-9]{4}\. ")


def test_a_letter_says_what_the_plan_says_and_who_set_each_day(opened):
    compared = 0
    for answers in VIGNETTES:
        about = with_answers(opened, answers)
        letter = letter_text(DEADLINES, about, "en")
        plan = plan_today(about.answers)
        with speaking("en"):
            shown = shown_plan(plan, about.answers, helped=False)

        acts = [act for _, _, part in shown.parts for act in part]
        pairs = [
            (act, says)
            for act, says in zip(plan.acts, acts, strict=True)
            if act.rows and act.rows[0].rule != "R15"
        ]
        # what has passed stands last
        pairs.sort(key=lambda pair: pair[0].gone)
        for (act, says), line in zip(pairs, bullets(letter), strict=True):
            compared += 1
            assert line.startswith(f"• {says.when}")
            assert all(f"{first} {rest}".strip() in line for first, rest in says.steps)
            assert says.gone in line
            assert bool(DAY.match(line)) is bool(act.day), line
            assert line.endswith(tuple(WHO_SET.values())) is bool(act.day), line
        assert all(f"\n\n{caution}\n\n" in letter for caution in shown.cautions)
    assert compared > 200


def test_a_letter_leaves_nothing_of_the_plan_out(opened):
    for answers, says in [
        (DETAINED, "Detention cases move fast"),
        ({"location_kind": "in_us", "under_18": "yes", "arrived_alone_under_18": "yes"}, "child"),
        (DETAINED | {"last_arrival_date": "2026-11-02"}, "If an officer stops you"),
        ({"court_case": "yes"}, "Form EOIR-33"),
        (
            {"asylum_filed": "yes", "asylum_filed_date": "2026-11-02"},
            "work permit",
        ),
    ]:
        assert says in letter_text(DEADLINES, with_answers(opened, answers), "en")


def test_no_letter_tells_of_danger_or_illness(opened):
    answers = DETAINED | {"danger_now": "yes", "needs": ["very_sick"]}

    letter = letter_text(DEADLINES, with_answers(opened, answers), "en")

    assert "danger" not in letter
    assert "911" not in letter


def test_a_day_that_has_passed_is_told_as_passed_with_what_is_still_possible(
    opened,
):
    answers = {"court_case": "yes", "bad_decision": "judge", "bad_decision_date": "2025-12-01"}

    letter = letter_text(DECLINE, with_answers(opened, answers), "en")

    assert "Our lawyers have not checked these days yet." in letter
    assert "That time ended on 31 December 2025." in letter
    assert "A lawyer can still ask: for a late appeal" in letter
    assert "• Wednesday 31 December 2025" not in letter


def test_a_letter_says_on_which_day_the_answers_were_told(opened):
    letter = letter_text(DECLINE, opened, "en")

    assert "These dates come from what you told us on 24 November 2026." in letter
    assert letter_text(DECLINE, opened, "ti") == letter, "a language without translations"
    corrected = replace(opened, changed=({"question": "last_arrival_date", "by": "a member"},))
    assert "from what you told us" not in letter_text(DECLINE, corrected, "en")


def test_a_decline_to_a_person_in_detention_names_places_within_reach(opened):
    states = [{"us_state": option.code} for option in STATES]

    for state in ({}, *states):
        letter = letter_text(DECLINE, with_answers(opened, DETAINED | state), "en")

        assert ASK_INSIDE in letter
        near = letter[letter.index("These groups are separate from us.") :]
        assert 2 <= len(bullets(near)) <= 4
        for line in bullets(near):
            assert re.search(r"[0-9]{3}-[0-9]{4}|\w\.(gov|org|edu|com)\b", line), line


def test_without_a_checked_place_a_letter_still_says_where_to_ask(opened, clock):
    clock.move_to(datetime(2040, 1, 10, 15, tzinfo=UTC))

    letter = letter_text(DECLINE, with_answers(opened, DETAINED), "en")

    assert NO_PLACES in letter
    assert ASK_INSIDE in letter
    assert "Ask the court when your next court date is." in letter
    assert "These groups are separate from us." not in letter


def test_danger_leaves_room_for_legal_help(opened):
    answers = {**DETAINED, "us_state": "TX", "danger_now": "yes", "needs": ["torture"]}

    near = places_near(with_answers(opened, answers))

    assert [place.kinds[0] is Kind.SAFETY for place in near] == [True, True, False, False]
    assert [place.id for place in near[2:]] == ["american_gateways", "raices"]


def test_a_letter_does_not_tell_why_somebody_fears_harm(opened):
    plain, private = (
        with_answers(opened, {"location_kind": "in_us", "fear_reasons": reasons})
        for reasons in (["politics"], ["gender_or_love"])
    )

    assert letter_text(DECLINE, plain, "en") == letter_text(DECLINE, private, "en")


def test_a_letter_names_places_as_the_desk_changed_them(desk, opened):
    (line,) = [place for place in shipped() if place.id == "american_gateways"]
    about = with_answers(opened, DETAINED | {"us_state": "TX"})
    assert line.phone in letter_text(DECLINE, about, "en")

    gull = desk.team.member("attorney", email="gull@example.org")
    retired(line.id, None, (desk.team, desk.member, gull))

    assert line.phone not in letter_text(DECLINE, about, "en")


def test_an_unchecked_letter_goes_out_with_the_english_below(opened):
    for tag in ["es", "ar", "fa-AF"]:
        for wording in WORDINGS.values():
            letter = letter_text(wording, opened, tag)
            above, below = halves(letter)

            assert below == letter_text(wording, opened, "en")
            assert wording.begins[0] not in above
            assert not is_of_another_language(letter, tag)
            assert is_of_another_language(letter, "en")


def test_a_checked_letter_stands_alone_unless_it_has_deadlines(opened, monkeypatch):
    about = sentences_about(opened, days=True, places=True)
    sentences = [text for wording in WORDINGS.values() for text in wording.sentences]
    reviewed = Catalogue(Compiled(reviewed=(*sentences, *about)))
    monkeypatch.setattr(letters, "catalogue_of", lambda _tag: reviewed)

    assert halves(letter_text(WORDINGS[WordingId.CALL], opened, "es"))[1] == ""
    above, below = halves(letter_text(DECLINE, opened, "es"))
    assert below == letter_text(DECLINE, opened, "en")
    assert "No one has checked" not in above


def test_the_letter_of_deadlines_is_a_page_to_print_whatever_was_decided(desk):
    for status in [Status.PLACED, Status.CLOSED]:
        closed: dict[str, Any] = {
            "closed_on": TODAY,
            "close_reason": CloseReason.DECLINED_SCOPE.value,
        }
        changed = closed if status is Status.CLOSED else {}
        answers = {"court_case": "yes", "bad_decision": "judge", "bad_decision_date": "2026-11-17"}
        case = desk.case(status=status.value, answers=answers, **changed)

        desk.open(f"/desk/cases/{case.reference}/letter?language=es&written_in=ar")

        columns = {part.get("lang"): desk.words(part) for part in desk.root.iter("article")}
        assert list(columns) == ["ar", "en"]
        assert "Thursday 17 December 2026. You have 30 days to appeal" in columns["en"]
        assert "ديسمبر" in columns["ar"]
        assert "We cannot take your case" not in desk.text
        # a paragraph takes its direction from its own text, and text in <bdi> does not count
        assert list(next(desk.all("article", lang="ar")).iter("bdi")) == []
        desk.open(f"/desk/cases/{case.reference}/letter?written_in=en")
        assert [part.get("lang") for part in desk.root.iter("article")] == ["en"]
        desk.open(f"/desk/cases/{case.reference}/messages")
        assert "Print a letter of their deadlines" in desk.text


def bullets(text):
    return [line for line in text.splitlines() if line.startswith("• ")]


def with_answers(opened, answers):
    return replace(opened, answers=with_older_ids(read_answers(answers, today=TODAY)))
