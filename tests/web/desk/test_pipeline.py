"""Allowed and refused moves of a case, contact attempts, merits and decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.actions.case.record_contact import MERITS
from intake.actions.opening.case_keys import case_key
from intake.actions.opening.case_messages import read_messages
from intake.actions.opening.case_notes import read_notes
from intake.audit.log import traces_of
from intake.cases.card import Card
from intake.cases.pipeline import CloseReason, Status
from intake.cases.tasks import tasks_of
from intake.diary import entries
from intake.extensions import db
from intake.requests.models import Request
from intake.web.limits import LocalCounter
from tests.cases.desk import UNNAMED
from tests.cases.making import TODAY
from tests.cases.tables import CLOSES, MOVES

SAFE = {
    "contact_methods": ["call", "email", "return_code"],
    "phone": "+1 202 555 0143",
    "safe_times": ["morning"],
    "ok_mail": "no",
}
CARD = Card(name_to_use="Lumo Test-Wrenfold", region="GA", contact=SAFE)
ANSWERS = {
    "name_to_use": "Lumo Test-Wrenfold",
    "help_types": ["fear_return"],
    "location_kind": "in_us",
    "us_state": "GA",
    "asylum_filed": "no",
    "last_arrival_date": "2025-12-25",
    "court_case": "no",
    **SAFE,
}
DECLINE = {
    "choice": "decline",
    "reason": "declined_merits",
    "text": "No nexus.",
    "language": "en",
    "made_for": "decline declined_merits en",
}
GIVE_UP = {
    "choice": "give_up",
    "text": "Three times.",
    "language": "en",
    "made_for": "give_up en",
    "letter": "We tried to reach you.",
    "do": "decide",
}
ANYTHING = {
    **DECLINE,
    "letter": "Dear",
    "do": "decide",
    "kind": "call",
    "channel": "return_code",
    "outcome": "sent",
    "spoke_with": "person",
    "interpreter": "none",
}
WITHOUT_LETTER = CloseReason.SPAM
FAR = TODAY + timedelta(60)
NOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", ["supervisor", "attorney", "caseworker"])
def test_a_role_makes_only_its_own_moves(app, signed_in_as, role):
    desk = signed_in_as(role)
    for status in Status:
        app.extensions["session_limits"] = LocalCounter()
        case = a_case(desk, status=status.value, due_on=FAR)
        offered = list(map(Status, MOVES[status]))
        others = [to for to in Status if to not in offered][: role == "supervisor"]
        for to in offered + others:
            if case.status != status:
                case = a_case(desk, status=status.value, due_on=FAR)
            closes = f":{WITHOUT_LETTER}" if to is Status.CLOSED else ""
            answer = post(desk, case, "move", to=f"{to}{closes}")
            allowed = role in MOVES[status].get(to, ()) and status is not Status.CLOSED
            refused = 409 if allowed and to is Status.SCREENED else 422
            assert (answer, case.status) == (
                (303, to.value) if allowed and refused == 422 else (refused, status.value)
            ), (status, to)


@pytest.mark.parametrize("role", ["supervisor", "caseworker"])
def test_a_role_closes_only_for_its_own_reasons(signed_in_as, role):
    desk = signed_in_as(role)
    for reason in CloseReason:
        case = a_case(desk, status="triage", due_on=FAR)

        answer = post(desk, case, "move", to=f"closed:{reason}")

        by_move = not reason.value.startswith(("declined", "referred", "unreachable", "withdrawn"))
        allowed, _ = CLOSES[reason]
        assert answer == (303 if role in allowed and by_move else 422), reason


def test_a_case_cannot_move_before_the_conflict_check(desk):
    case = a_case(desk, conflict="possible", status="triage")
    desk.open()

    assert post(desk, case, "move", to="call_booked") == 409
    for act in ("contact", "screening", "messages", "notes"):
        assert post(desk, case, act, **ANYTHING) == 409, act
    assert post(desk, case, "decision", **ANYTHING) == 409
    assert read_notes(key_of(desk, case)) == ()


def test_a_letter_is_offered_first_in_the_language_of_the_form_also_where_the_site_dropped_it(
    app, desk
):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], languages=("es", "fr"))
    case = a_case(desk, status="triage", due_on=FAR)

    desk.open(f"/desk/cases/{case.reference}/decision")

    (languages,) = desk.all("select", id="language")
    assert [option.get("value") for option in languages.iter("option")] == ["", "en", "es", "fr"]


def test_a_number_that_is_safe_now_is_not_folded_among_those_that_are_not(desk):
    case = a_case(desk, status="triage", due_on=FAR)

    desk.open(f"/desk/cases/{case.reference}/contact")

    folded = [desk.words(part) for part in desk.all("details")]
    numbers = next(words for words in folded if words.startswith("Numbers for methods not safe"))
    assert "Text message" in numbers
    assert "Phone call" not in numbers


def test_giving_up_needs_three_tries_on_three_days(desk, clock):
    case = a_case(desk, status="triage", due_on=FAR)
    for _ in range(3):
        assert post(desk, case, "contact", channel="call", outcome="no_answer") == 303
    desk.open_case(case)
    assert "Close: unreachable" not in desk.text
    assert post(desk, case, "decision", **GIVE_UP) == 422
    assert "More contact attempts are needed" in desk.text

    clock.shift(minutes=10)
    clock.move_to(NOON + timedelta(days=1))
    again = desk.colleague("caseworker", email="g@example.org")
    assert post(again, case, "contact", channel="call", outcome="no_answer") == 303
    again.open_case(case)
    assert "Close: unreachable" not in again.text
    assert post(again, case, "decision", **GIVE_UP) == 422

    clock.shift(minutes=10)
    clock.move_to(NOON + timedelta(days=2))
    third = desk.colleague("caseworker", email="h@example.org")
    assert post(third, case, "contact", channel="call", outcome="no_answer") == 303
    third.open(f"/desk/cases/{case.reference}/contact")
    assert "Notify and close as unreachable" in third.text
    third.open_case(case)
    assert "Close: unreachable" in third.text

    assert post(third, case, "decision", **GIVE_UP) == 303
    assert (case.status, case.close_reason) == ("closed", "unreachable")
    assert [message.text for message in sent_in(case, third)] == ["We tried to reach you."]
    third.open(f"/desk/cases/{case.reference}/contact")
    assert "5 of 3 attempts, 3 of 3 days" in third.text
    assert "Notify and close as unreachable" not in third.text


@pytest.mark.parametrize(
    "channel, hour", [("call", 22), ("email", 15), ("text", 15), ("whatsapp", 15)]
)
def test_an_unsafe_channel_needs_a_reason_and_is_no_attempt(desk, clock, channel, hour):
    case = a_case(desk, status="triage")
    clock.move_to(NOON.replace(hour=hour))
    late = desk.colleague("caseworker", email="g@example.org")
    late.open_case(case)

    assert post(late, case, "contact", channel=channel, outcome="sent") == 422
    assert "This contact method is not marked safe right now." in late.text
    assert (
        post(late, case, "contact", channel=channel, outcome="sent", text="They asked by phone.")
        == 303
    )

    (note,) = read_notes(key_of(late, case))
    assert note.facts["against"]
    assert note.text == "They asked by phone."
    late.open(f"/desk/cases/{case.reference}/contact")
    assert "0 of 3 attempts, 0 of 3 days" in late.text


def test_only_speaking_with_the_applicant_settles_a_call_that_they_asked_for(desk):
    for channel in ["text", "email", "return_code"]:
        case = a_case(desk, status="triage", call_asked_on=TODAY)
        give_code(case)
        desk.open_case(case)

        reached = {"channel": channel, "outcome": "reached", "text": "They answered."}
        assert post(desk, case, "contact", **reached) == 303
        assert case.call_asked_on == TODAY

        assert post(desk, case, "contact", channel="call", outcome="reached") == 303
        assert case.call_asked_on is None


def test_a_voice_message_without_consent_needs_a_reason(desk):
    case = a_case(desk, status="triage")
    desk.open_case(case)

    assert post(desk, case, "contact", channel="call", outcome="left_message") == 422

    assert "This contact method is not marked safe right now." in desk.text
    assert read_notes(key_of(desk, case)) == ()


def test_after_a_request_to_stop_only_the_mailbox_is_safe(desk, clock):
    case = a_case(desk, status="triage")
    give_code(case)
    assert post(desk, case, "contact", channel="call", outcome="asked_to_stop") == 303

    assert post(desk, case, "contact", channel="call", outcome="no_answer") == 422
    ways = ways_of(desk, case)
    assert {label for label in ways if label.endswith(" marked safe") and " not " not in label} == {
        "Secure message marked safe"
    }

    clock.shift(minutes=1)
    fields = {"channel": "call", "outcome": "reached", "text": "They called us back."}
    assert post(desk, case, "contact", **fields) == 303
    assert post(desk, case, "contact", channel="call", outcome="no_answer") == 303


def test_a_case_put_on_hold_by_hand_is_hidden_until_a_decision(app, desk):
    case = a_case(desk, status="triage")
    assert post(desk, case, "move", to="conflict_hold") == 303

    desk.open_case(case)
    assert "A member put this case on conflict hold" in desk.text
    assert not list(desk.all("dd", data_question="us_state"))
    boss = desk.colleague("attorney", email="b@example.org")
    assert post(boss, case, "move", to="triage") == 409
    fields = {"grounds": "another_person", "text": "Another of that name."}
    assert post(boss, case, "conflict", **fields) == 303
    assert (case.status, case.conflict) == ("triage", "freed")


def test_a_phone_number_is_shown_only_if_it_is_safe(desk):
    case = a_case(desk)

    ways = ways_of(desk, case)

    assert "Phone call marked safe +1 202 555 0143" in ways
    assert "WhatsApp not chosen by applicant, outside safe times" not in ways
    assert "WhatsApp not chosen by applicant" in ways
    assert "No safe times were named" not in desk.text


def test_a_channel_without_a_number_is_not_marked_safe(desk):
    contact = {"contact_methods": ["call"], "safe_times": ["any"]}
    case = a_case(desk, card=replace(CARD, contact=contact))

    ways = ways_of(desk, case)

    assert "Phone call No number or address given." in ways
    assert any("No return code" in way for way in ways)
    chosen = [
        radio.get("value")
        for radio in desk.all("input", name="channel")
        if "checked" in radio.attrib
    ]
    assert chosen == []


def test_merits_come_after_the_call(desk):
    case = a_case(desk, status="call_booked")
    desk.open_case(case)
    weighed = dict.fromkeys(MERITS, "open")
    assert post(desk, case, "merits", text="Nothing yet", **weighed) == 409
    assert "Log the screening call first" in desk.text

    heard = {"spoke_with": "person", "interpreter": "ours", "text": "She told of Zanziwort."}
    assert post(desk, case, "screening", **heard) == 303
    assert case.status == "screened"
    assert post(desk, case, "merits", text="Strong", **weighed) == 303

    assert case.status == "merits_review"


def test_each_error_links_to_its_field_in_the_order_of_fields(desk):
    case = a_case(desk, status="call_booked")
    desk.open_case(case)
    post(desk, case, "screening", spoke_with="person", interpreter="none", text="She told.")
    for act in ["contact", "screening", "merits", "decision", "notes"]:
        assert post(desk, case, act, text="x" * 4001) == 422

        (summary,) = desk.all("div", class_="error-summary")
        wrong = [str(link.get("href")).removeprefix("#") for link in summary.iter("a")]
        page = [element.get("id") for element in desk.root.iter()]
        assert len(wrong) > 1
        assert wrong == [id_ for id_ in page if id_ in wrong]
        typed = next(area for area in desk.all("textarea") if len(area.text or "") > 4000)
        assert typed.get("id") in wrong


def test_screened_needs_a_recorded_call(desk):
    case = a_case(desk, status="call_booked")
    desk.open_case(case)
    offered = [option.get("value") for option in desk.all("option")]
    assert "conflict_hold" in offered
    assert not {"screened", "info_needed"} & {*offered}
    assert post(desk, case, "move", to="screened") == 409
    assert "Log the screening call first" in desk.text
    assert case.status == "call_booked"

    heard = {"spoke_with": "person", "interpreter": "none", "text": "She told of Zanziwort."}
    assert post(desk, case, "screening", **heard) == 303
    question = {"choice": "more_facts", "made_for": "more_facts en", "letter": "Where?"}
    assert post(desk, case, "decision", **{**DECLINE, **question, "do": "decide"}) == 303
    assert post(desk, case, "tell", **told_by_phone()) == 303
    assert post(desk, case, "move", to="call_booked") == 303
    desk.open_case(case)
    assert "screened" in [option.get("value") for option in desk.all("option")]
    assert post(desk, case, "move", to="screened") == 303

    assert case.status == "screened"


def test_a_decline_near_an_open_date_needs_a_second_member(attorney):
    for state, ahead, task in (
        ("open", 29, "second_decision"),
        ("open", -1, "second_decision"),
        ("open", 30, "tell"),
        ("done", 29, "tell"),
    ):
        dates = {"act_by": TODAY + timedelta(ahead)}
        case = a_case(attorney, status="triage", act_by=None, dates=dates)
        (date,) = entries.open_of(case.id)
        date.state = state

        assert post(attorney, case, "decision", **DECLINE, letter="Dear", do="decide") == 303

        assert case.status == "triage"
        assert [each.kind for each in tasks_of(case.id)] == [task]


def test_declining_sends_a_complete_letter(attorney):
    desk = attorney
    case = a_case(desk, due_on=TODAY + timedelta(60), act_by=None, status="triage")
    desk.open(f"/desk/cases/{case.reference}/decision?choice=decline&reason=declined_merits")
    letter = next(desk.all("textarea", id="letter")).text or ""

    answer = post(
        desk,
        case,
        "decision",
        **DECLINE,
        letter=letter,
        wording="decline",
        do="decide",
    )

    assert answer == 303
    assert (case.status, case.decided) == ("triage", "closed_declined_merits")
    (sent,) = sent_in(case, desk)
    for owed in (
        "We cannot take your case.",
        "This does not mean your case is weak.",
        "We are not your lawyer.",
        "24 December 2026",
        "These dates come from what you told us on",
        "\u20661-800-898-7180\u2069",
        "These groups are separate from us.",
        "24 November 2027",
    ):
        assert owed in sent.text, owed
    assert 2 <= sent.text.split("separate from us.")[1].count("•") <= 4
    assert "nexus" not in sent.text
    assert "merits" not in sent.text


def test_near_a_deadline_a_decline_needs_a_second_member(attorney):
    desk = attorney
    case = a_case(desk, status="triage", dates={"act_by": TODAY + timedelta(29)})
    assert post(desk, case, "decision", **DECLINE, letter="Dear", do="decide") == 303
    assert case.status == "triage"

    desk.open("/desk/")
    row = next(row for row in desk.all("tr") if row.get("data-reference") == case.reference)
    assert "Second approval needed" in desk.words(row)
    desk.open_case(case)
    assert "Decline waiting for second approval" in desk.text
    desk.open(f"/desk/cases/{case.reference}/decision")
    assert "Decline waiting for second approval" in desk.text
    assert post(desk, case, "confirm") == 409
    worker = desk.colleague("caseworker", email="w@example.org")
    assert post(worker, case, "confirm") == 422
    assert case.status == "triage"

    boss = desk.colleague("supervisor", email="b@example.org")
    assert post(boss, case, "confirm") == 303
    assert (case.status, case.decided) == ("triage", "closed_declined_merits")
    assert [task.kind for task in tasks_of(case.id)] == ["tell"]
    assert [message.text for message in sent_in(case, desk)] == ["Dear"]


def test_the_letter_can_be_shown_before_reason_and_text_are_complete(attorney):
    desk = attorney
    case = a_case(desk, status="triage")
    desk.open_case(case)

    post(desk, case, "decision", do="preview", choice="decline", language="en")
    letter = next(desk.all("textarea", id="letter"))
    assert "We cannot take your case." in (letter.text or "")
    assert "Enter why you decided this." not in desk.text

    assert post(desk, case, "decision", do="preview", language="en") == 422
    assert "Choose a decision." in desk.text
    assert not list(desk.all("textarea", id="letter"))


def test_one_link_leads_from_the_case_to_the_letter_of_each_decline(attorney):
    desk = attorney
    case = a_case(desk, status="triage")
    desk.open_case(case)
    [declining] = desk.all("nav", aria_labelledby="declining")
    links = {desk.words(a): a.get("href", "") for a in declining.iter("a")}
    assert len(links) == sum(reason.value.startswith("declined") for reason in CloseReason)

    for says, address in links.items():
        desk.open(address)
        assert "We cannot take your case." in (next(desk.all("textarea", id="letter")).text or "")
        chosen = next(
            option
            for option in desk.all("option", selected="")
            if "declined" in str(option.get("value"))
        )
        assert desk.words(chosen).partition(": ")[2][:6] in (
            says.lower()[:6],
            "cannot",
            "unable",
        )


def test_a_missing_number_is_named_in_words(desk):
    case = a_case(desk, card=replace(CARD, contact={"contact_methods": ["whatsapp"]}))
    give_code(case)

    ways = ways_of(desk, case)

    assert "WhatsApp No number or address given." in ways
    assert "No safe times were named: from 7:00 to 21:00, our time," in desk.text
    assert "Secure message marked safe" in ways
    assert "Numbers for methods not safe right now" not in desk.text


def test_without_a_return_code_no_page_offers_the_mailbox(desk):
    case = a_case(desk, due_on=FAR)

    desk.open(f"/desk/cases/{case.reference}/contact")
    ways = [desk.words(label) for label in desk.all("label", class_="tick")]
    assert "Secure message No return code: the applicant cannot read messages." in ways
    chosen = [box.get("value") for box in desk.all("input", checked="", name="channel")]
    assert chosen == ["call"]
    desk.open(f"/desk/cases/{case.reference}/decision")
    assert "They cannot read this letter themselves: they have no return code." in desk.text
    give_code(case)
    desk.open(f"/desk/cases/{case.reference}/decision")
    assert "has no return code" not in desk.text


def test_a_closed_case_says_where_it_is_reopened(desk):
    case = a_case(desk, status="closed", close_reason="referred_out")

    desk.open(f"/desk/cases/{case.reference}/decision")

    assert "This case is closed. An attorney or supervisor can reopen it: Summary" in desk.words_of(
        "main"
    )
    assert list(desk.all("a", href=f"/desk/cases/{case.reference}#next"))


@pytest.mark.parametrize(
    "choice, status, to",
    [
        ("accept", "merits_review", "accepted_waitlist"),
        ("seek_counsel", "merits_review", "seeking_counsel"),
        ("refer", "triage", "closed"),
        ("more_facts", "triage", "info_needed"),
    ],
)
def test_other_decisions_move_the_case_once_the_applicant_was_told(attorney, choice, status, to):
    desk = attorney
    case = a_case(desk, status=status, due_on=FAR)
    desk.open(f"/desk/cases/{case.reference}/decision?choice={choice}")
    letter = next(desk.all("textarea", id="letter")).text or ""

    answer = post(
        desk,
        case,
        "decision",
        choice=choice,
        text="So we decided.",
        language="en",
        made_for=f"{choice} en",
        letter=letter,
        do="decide",
    )

    assert (answer, case.status) == (303, status)
    assert [message.text for message in sent_in(case, desk)] == [letter.strip()]
    assert post(desk, case, "tell", **told_by_phone()) == 303
    assert case.status == to


def test_the_letter_is_shown_before_it_is_sent(attorney):
    desk = attorney
    case = a_case(desk, status="triage")
    desk.open_case(case)

    fields = {
        "choice": "decline",
        "reason": "declined_scope",
        "text": "Mine.",
        "language": "en",
    }
    assert post(desk, case, "decision", **fields) == 422
    assert "Preview the letter before you decide." in desk.text
    assert post(desk, case, "decision", do="preview", **fields) == 200

    assert "We are sorry. We cannot take your case." in desk.text
    assert next(desk.all("textarea", id="text")).text == "Mine."
    assert case.status == "triage"


@pytest.mark.parametrize(
    "language, letter, sentence",
    [
        ("ti", "Mine.", "There is no template in that language."),
        ("es", "We are not your lawyer.", "This text is in another language than you chose."),
    ],
)
def test_a_posted_letter_is_checked_as_the_page_would_offer_it(
    attorney, language, letter, sentence
):
    desk = attorney
    case = a_case(desk, due_on=TODAY + timedelta(60), status="triage")
    desk.open_case(case)

    made_for = f"decline declined_merits {language}"
    fields = {**DECLINE, "language": language, "made_for": made_for, "wording": "decline"}
    assert post(desk, case, "decision", **fields, letter=letter, do="decide") == 422

    assert sentence in desk.text
    assert case.status == "triage"
    assert sent_in(case, desk) == ()


def test_a_letter_made_for_another_decision_is_not_sent(attorney):
    desk = attorney
    case = a_case(desk, due_on=TODAY + timedelta(60), status="triage")
    desk.open_case(case)

    fields = {**DECLINE, "reason": "declined_scope", "letter": "Dear", "do": "decide"}
    assert post(desk, case, "decision", **fields) == 422

    assert "You changed the decision." in desk.text
    assert case.status == "triage"


@pytest.fixture
def attorney(signed_in_as):
    return signed_in_as("attorney")


def post(desk, case, act, **fields):
    """Send a form of the case with the version that it has now; each row it adds is named."""
    answer = desk.send(case, act, **fields)
    assert db.session.scalars(UNNAMED).all() == []
    return answer


def told_by_phone(**changed):
    """Return the form that says that the applicant was told today."""
    told = {"outcome": "told", "channel": "call", "on": TODAY.isoformat(), "at": "10:00"}
    return {**told, "text": "Told, and said the day back.", **changed}


def a_case(desk, **changed):
    return desk.case(**{"card": CARD, "answers": ANSWERS, **changed})


def give_code(case):
    db.session.get_one(Request, case.request_id).key_under_code = b"sealed"


def sent_in(case, desk):
    return read_messages(key_of(desk, case), traces_of(case.id))


def key_of(desk, case):
    return case_key(case, desk.reader)


def ways_of(desk, case):
    desk.open(f"/desk/cases/{case.reference}/contact")
    return {desk.words(label) for label in desk.all("label", class_="tick")}
