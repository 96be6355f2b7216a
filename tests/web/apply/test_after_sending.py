"""After sending: the card to keep, a true status, a call, and the own dates."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from intake.actions.case.tell_decision import CALL_BACK
from intake.cases.contact_safety import DAY
from intake.cases.models import Case
from intake.cases.pipeline import Status, Turn
from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from intake.requests.models import Request
from intake.web.after_sending.plan_today import plan_left
from intake.web.after_sending.progress import Mark, progress_of
from intake.web.mailbox.own_dates import calendar_of
from tests.support.clients.applicant import SHORTEST, Applicant, at_check, come_back, csrf_of
from tests.support.rows import all_rows, change_rows
from tests.triage.making import answers_of
from tests.web.desk.test_emails_to_applicants import sent
from tests.web.desk.test_messages import close

pytestmark = pytest.mark.usefixtures("clock")

RECEIVED, LOOK_BY = date(2026, 11, 24), date(2026, 12, 2)
SHARED = {**SHORTEST, "device": ["shared"]}
IN_COURT = {
    **SHORTEST,
    "location_kind": ["in_us"],
    "so_far": ["court_paper"],
    "court_case": ["yes"],
    "next_hearing_date-day": ["15"],
    "next_hearing_date-month": ["12"],
    "next_hearing_date-year": ["2026"],
}


@pytest.mark.usefixtures("wren")
def test_the_card_has_the_address_to_come_back_to_and_a_picture_of_it_alone(app):
    someone = Applicant(app, {**SHORTEST, "device": ["mine"]})
    reference = someone.apply()

    (card,) = re.findall(r'<section class="pass".*?</section>', someone.text, re.DOTALL)
    code = code_on(card)
    picture = card.split('src="')[1].split('"')[0]

    assert "localhost/en/return" in card
    assert reference in card
    assert picture.startswith("data:image/svg+xml")
    assert not [secret for secret in (code, code.replace(" ", ""), reference) if secret in picture]
    assert "<details" not in card


@pytest.mark.parametrize("ended, left", [(10, 18), (18, 10)])
def test_of_two_petitions_for_review_the_one_that_is_not_filed_stays(app, ended, left):
    answers = answers_of(
        {
            "help_types": ["fear_return", "court_or_order"],
            "location_kind": "in_us",
            "bad_decision": "appeals_board",
            "bad_decision_date": "2026-11-20",
            "old_order": "came_back",
            "old_order_date": "2026-11-10",
            "us_state": "NY",
            "detained_now": "no",
            "removal_soon": "no",
        }
    )
    with app.test_request_context():
        plan = plan_left(answers, Case(received_on=RECEIVED), {("R07", date(2026, 12, ended))})

    days = [row.act_by for act in plan.acts for row in act.rows if row.rule == "R07"]
    assert days == [date(2026, 12, left)]


@pytest.mark.usefixtures("wren")
def test_the_page_names_the_hours_that_count_as_safe_for_those_who_chose_none(app):
    someone = Applicant(app, SHORTEST)
    someone.apply()

    assert (DAY.start, DAY.stop) == (7, 21)
    assert "we may call from 7 am to 9 pm, our time" in someone.text


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize(
    "answers",
    [
        SHARED,
        {
            **SHORTEST,
            "contact_methods": ["call"],
            "phone": ["+1 202 555 0143"],
            "shared_phone": ["yes"],
        },
    ],
    ids=["device", "phone"],
)
def test_where_others_use_the_phone_the_code_is_folded_and_the_session_short(app, clock, answers):
    someone = at_check(app, answers)
    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()
    someone.send()

    for path in ("/en/sent", "/en/f/code"):
        someone.open(path)
        before, code = someone.text.split('id="return-code"')
        assert before.rfind("<details>") > before.rfind("</details>"), path
        assert code_on(f'id="return-code"{code}')

    clock.shift(minutes=31)
    assert "return-code" not in someone.open("/en/sent").text


def test_the_status_follows_what_staff_do(app, new_installation, wren, clock):
    someone, reference = sent(app)
    assert heading(someone) == "We have your answers"
    assert "Not read yet. Someone will read them by" in someone.text

    clock.shift(minutes=10)
    wren.open(f"/desk/cases/{reference}")
    someone.open("/en/mailbox")
    assert heading(someone) == "Your request is open"
    assert "Someone on our team read your answers" in someone.text

    wren.fill(f"/desk/cases/{reference}/move", to="triage")
    address, question = f"/desk/cases/{reference}/messages", {"wording": "more_facts"}
    wren.fill(address, text="Which court?", language="en", **question)
    clock.shift(CALL_BACK)
    someone.open("/en/mailbox")
    someone.open("/en/mailbox")
    assert heading(someone) == "We are waiting for your answer"

    someone.post("/en/mailbox/write", {"text": ["Here it is."]})
    assert heading(someone) == "We have your message"
    assert "We have not read it yet." in someone.text

    wren.open(f"/desk/cases/{reference}/messages")
    wren.open("/desk/?view=them")
    assert reference not in wren.text
    wren.open(f"/desk/cases/{reference}/messages")
    wren.fill(f"/desk/cases/{reference}/messages", text="Thanks.", language="en")
    clock.shift(CALL_BACK)
    someone.open("/en/mailbox")
    assert heading(someone) == "We have a message for you"

    close(app, new_installation)
    someone.open("/en/mailbox")
    assert heading(someone) == "We have closed your request"
    assert "Please call me" not in someone.text


def test_a_case_that_is_late_says_so(app, wren, clock):
    clock.shift(0)
    someone, _ = sent(app)

    with app.app_context():
        change_rows(Case, look_by=RECEIVED - timedelta(days=1))
        db.session.commit()
    someone.open("/en/mailbox")

    assert "Nobody has read your answers yet" in someone.text
    assert "We are late, and we are sorry." in someone.text


def test_a_held_conflict_reads_like_a_case_that_waits():
    waiting = case(status=Status.NEW.value)
    held = case(status=Status.CONFLICT_HOLD.value, conflict="conflict")

    assert progress_of(held, today=RECEIVED) == progress_of(waiting, today=RECEIVED)


@pytest.mark.parametrize(
    "columns, now",
    [
        ({}, ["Someone on our team will read your answers"]),
        ({"opened_on": RECEIVED}, ["Your request is open"]),
        ({"opened_on": RECEIVED, "waits_for": Turn.THEM.value}, ["We are waiting for you"]),
        ({"status": Status.PLACED.value, "opened_on": RECEIVED}, []),
        ({"status": Status.CLOSED.value, "closed_on": RECEIVED}, ["We closed your request"]),
    ],
    ids=["new", "read", "waits for them", "decided", "closed"],
)
def test_each_state_has_its_steps(columns, now):
    steps = progress_of(case(**columns), today=RECEIVED).steps

    assert [step.says for step in steps if step.mark is Mark.NOW] == now
    assert steps[0].says == "We received your answers"


def test_a_call_can_be_asked_for_and_is_seen_until_one_is_logged(app, wren):
    someone, reference = sent(app)
    someone.open("/en/mailbox/call")
    someone.post(
        "/en/mailbox/call",
        {"safe_times": ["evening"], "call_language": ["Zanziwort"], "phone": ["202 555 0143"]},
    )
    assert someone.path == "/en/mailbox"
    assert "You asked us to call you" in someone.text

    wren.open("/desk/")
    assert "Asks for a call" in wren.text
    wren.open("/desk/?call=asked")
    assert reference in wren.text
    wren.open(f"/desk/cases/{reference}")
    for words in ("Asks for a call", "In the evening", "Zanziwort", "202 555 0143"):
        assert words in wren.text
    assert "Zanziwort" in wren.client.get(f"/desk/cases/{reference}/messages").text

    log_call(wren, reference, "no_answer")
    assert "Asks for a call" in wren.text, "nobody was reached"
    log_call(wren, reference, "reached")
    assert "Asks for a call" not in wren.text
    wren.open("/desk/?call=asked")
    assert reference not in wren.text
    someone.open("/en/mailbox")
    assert "You asked us to call you" not in someone.text
    assert "Zanziwort" in someone.text


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize(
    "fields, says",
    [
        ({"phone": ["1"]}, "Choose when it is safe to call."),
        ({"safe_times": ["any"]}, "Enter a phone number."),
        ({"safe_times": ["any"], "phone": ["1" * 81]}, "Use 80 characters or fewer."),
    ],
    ids=["no time", "no number", "too long"],
)
def test_a_request_for_a_call_needs_a_time_and_a_number(app, fields, says):
    someone, _ = sent(app)
    someone.open("/en/mailbox/call")

    someone.post("/en/mailbox/call", fields)

    assert someone.status == 422
    assert says in someone.text
    with app.app_context():
        assert all_rows(Case.call_asked_on) == [None]


@pytest.mark.usefixtures("wren")
def test_a_call_is_offered_in_another_language_spoken_than_that_of_the_form(app):
    answers = {**SHORTEST, "spoken_languages": ["quc", "es"]}
    someone = sent_with_all(app, answers, language="es")

    someone.open("/es/mailbox/call")

    (field,) = re.findall(r'<input id="call_language"[^>]*>', someone.text)
    assert 'value="quiché"' in field


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize("device", ["mine", "shared"])
def test_the_next_day_stands_above_the_card_that_is_kept(app, device):
    someone = Applicant(app, IN_COURT | {"device": [device]})
    someone.apply()

    before, _, after = someone.text.partition('<section class="pass"')
    (heading,) = re.findall('<section class="day".*?</h2>', before, re.DOTALL)
    assert "Tuesday 15 December 2026" in heading
    assert "Go to court" in heading
    finish = re.findall(r"<button([^>]*)>Finish on this device", after)
    if device == "mine":
        assert '<a class="button" href="/en/mailbox#plan">Your plan</a>' in after
        assert '<a class="button alt" href="/en/mailbox#write">Write to us</a>' in after
        assert finish == [' class="alt"']
    else:
        assert "/en/mailbox" not in someone.text
        assert finish == [""]


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize("device, is_folded", [("mine", False), ("shared", True)])
def test_the_mailbox_has_the_whole_plan_folded_where_others_look(app, device, *, is_folded):
    person = {**IN_COURT, "device": [device], "us_state": ["TX"], "asylum_filed": ["no"]}
    person |= {"check_in_date-day": ["18"], "check_in_date-month": ["12"]}
    person |= {"check_in_date-year": ["2026"], "so_far": ["court_paper", "check_in"]}
    someone = Applicant(app, person)
    someone.apply()

    page = come_back(app, code_on(someone.text)).text

    cards = re.findall('<section class="day">.*?</section>', page, re.DOTALL)
    for card, day, does, place in (
        (cards[0], "Friday 18 December 2026", "Go to your ICE", "Place: ICE"),
        (cards[1], "Tuesday 15 December 2026", "Go to court", "Place: the immigration court"),
    ):
        assert day in card
        assert does in card
        assert place in card
    assert "Bring the court notice and every paper." in cards[1]
    assert "14 December 2026" not in page
    assert page.count("Tuesday 15 December 2026</bdi>") == 1
    assert ("Show the plan on this screen" in page.partition(cards[0])[0]) is is_folded
    groups = page.partition("Others who may be able to help")[2].partition("</ul>")[0]
    assert re.search(
        r'<li><strong><bdi>[^<]+</bdi></strong><span><a class="call" href="tel:', groups
    )


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize("language", ["es", "ar"])
def test_the_group_to_call_keeps_its_name_and_its_number_is_a_link(app, language):
    in_texas = {**IN_COURT, "device": ["mine"], "us_state": ["TX"], "has_lawyer": ["no"]}
    someone = Applicant(app, in_texas, language=language)
    someone.apply()
    someone.open(f"/{language}/mailbox")

    assert '<a href="/en/mailbox#plan" hreflang="en">' in someone.text
    (act,) = re.findall(
        "<li>\\s*<p><strong>[^<]*American Gateways.*?</li>", someone.text, re.DOTALL
    )
    assert '<a class="call" href="tel:5124780546"><bdi dir="ltr">512-478-0546</bdi></a>' in act
    assert "(English)" not in act


def test_who_sent_on_a_device_of_their_own_writes_without_typing_the_code(app, wren):
    someone = Applicant(app, IN_COURT | {"device": ["mine"]})
    reference = someone.apply()

    someone.open("/en/mailbox")
    someone.post("/en/mailbox/write", {"text": ["Zanziwort"]})

    assert (someone.path, someone.status) == ("/en/mailbox", 200)
    wren.open(f"/desk/cases/{reference}/messages")
    assert "Zanziwort" in wren.text


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize("end", ["idle", "finish", "leave", "code used elsewhere"])
def test_the_mailbox_of_who_sent_closes_with_the_session(app, clock, end):
    someone = Applicant(app, IN_COURT | {"device": ["mine"]})
    someone.apply()
    code = code_on(someone.text)
    cookie = someone.client.get_cookie("s")
    assert cookie
    assert someone.open("/en/mailbox").request.path == "/en/mailbox"

    if end == "idle":
        clock.shift(minutes=301)
    elif end == "code used elsewhere":
        assert come_back(app, code).path == "/en/mailbox"
    else:
        form = {"csrf_token": csrf_of(someone.text)}
        someone.client.post({"finish": "/en/clear", "leave": "/leave"}[end], data=form)
        someone.client.set_cookie("s", cookie.value)

    for path in ("/en/mailbox", "/en/mailbox/answers", "/en/mailbox/call"):
        assert someone.open(path).request.path == "/en/return", path
    with app.app_context():
        app.test_cli_runner().invoke(args=["housekeeping", "run"])
        keys = all_rows(Request.key_under_token)
    assert (keys == [None]) is (end != "code used elsewhere")


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize("who", ["on a shared device", "on a shared phone"])
def test_where_others_look_only_the_code_opens_the_mailbox(app, who):
    phone = {"contact_methods": ["call"], "phone": ["+1 202 555 0143"], "shared_phone": ["yes"]}
    answers = SHARED if who == "on a shared device" else {**SHORTEST, **phone, "device": ["mine"]}
    someone = at_check(app, answers)
    someone.post("/en/f/send", {"send": ["more"]})
    someone.walk()
    someone.send()

    with app.app_context():
        assert all_rows(Request.key_under_token) == [None]
    for path in ("/en/mailbox", "/en/mailbox/answers", "/en/mailbox/call", "/en/mailbox/delete"):
        assert someone.open(path).request.path == "/en/return", path


@pytest.mark.usefixtures("wren")
def test_a_day_that_was_changed_in_the_mailbox_is_the_new_one_after_sending_too(app):
    someone = Applicant(app, IN_COURT | {"device": ["mine"]})
    someone.apply()
    number = ASYLUM.numbers["next_hearing_date"]
    someone.open(f"/en/mailbox/{number}")
    day = {"court_case": ["yes"], "next_hearing_date-month": ["12"]}
    day |= {"next_hearing_date-day": ["17"], "next_hearing_date-year": ["2026"]}
    someone.post(f"/en/mailbox/{number}", day)

    someone.open("/en/sent")

    assert "Thursday 17 December 2026" in someone.text
    assert "15 December 2026" not in someone.text


@pytest.mark.usefixtures("wren")
def test_a_day_that_has_gone_is_no_card_and_says_what_is_still_possible(app, clock):
    denied = {"so_far": ["judge_decided"], "bad_decision": ["judge"], "location_kind": ["in_us"]}
    day = {"day": ["29"], "month": ["10"], "year": ["2026"]}
    decided = {f"bad_decision_date-{part}": value for part, value in day.items()}
    someone = Applicant(app, {**SHORTEST, **denied, **decided})
    someone.apply()
    code = code_on(someone.text)
    assert "By Friday 27 November 2026" in someone.text

    clock.move_to(datetime(2026, 11, 29, 15, tzinfo=UTC))
    assert "must get your appeal by 30 November 2026" in come_back(app, code).text
    clock.move_to(datetime(2026, 12, 2, 15, tzinfo=UTC))
    page = come_back(app, code).text

    assert "That time ended on 28 November 2026." in page
    assert "A lawyer can still ask:" in page
    assert "By Friday 27 November 2026" not in page


@pytest.mark.usefixtures("wren")
def test_the_own_hearing_can_be_saved_under_a_title_that_says_nothing(app):
    someone, _ = sent(app, IN_COURT)
    someone.open("/en/mailbox")

    page = someone.client.post("/en/mailbox/calendar", data={"csrf_token": csrf_of(someone.text)})

    assert page.mimetype == "text/calendar"
    assert page.headers["Content-Disposition"] == 'attachment; filename="date.ics"'
    (event,) = Calendar.from_ical(page.get_data()).walk("VEVENT")
    assert (event["summary"], event.decoded("dtstart")) == ("Appointment", date(2026, 12, 15))
    assert not {"location", "description", "organizer", "url"} & {name.lower() for name in event}


@pytest.mark.usefixtures("wren")
@pytest.mark.parametrize(
    "answers, kind",
    [
        ({"device": ["mine"], "shared_phone": ["no"]}, "hint"),
        ({"device": ["mine"], "shared_phone": ["yes"]}, "warn"),
        ({"device": ["shared"], "shared_phone": ["no"]}, "warn"),
    ],
)
def test_who_shares_the_phone_is_warned_that_others_see_its_calendar(app, answers, kind):
    by_phone = {"contact_methods": ["call"], "phone": ["+1 202 555 0143"]}
    someone = sent_with_all(app, {**IN_COURT, **by_phone, **answers})

    someone.open("/en/mailbox")

    assert f'<p class="{kind}">You can add it to the calendar of this phone as' in someone.text


@pytest.mark.usefixtures("wren")
def test_without_a_hearing_there_is_no_calendar_file(app):
    someone, _ = sent(app)
    someone.open("/en/mailbox")
    assert "Add to my calendar" not in someone.text

    someone.post("/en/mailbox/calendar", {})

    assert someone.path == "/en/mailbox"


def test_a_calendar_file_has_an_alarm_the_day_before():
    content = calendar_of(
        [date(2026, 12, 15)], title="موعد", now=datetime(2026, 11, 24, tzinfo=UTC)
    )

    assert "SUMMARY:موعد" in content.decode()
    assert b"TRIGGER:-P1D" in content
    assert b"DTSTART;VALUE=DATE:20261215" in content


@pytest.mark.usefixtures("wren")
def test_the_pages_of_the_mailbox_need_a_session(app):
    stranger = Applicant(app)

    for path in ("/en/mailbox/call", "/en/mailbox"):
        stranger.open(path)
        assert stranger.path == "/en/return"


def sent_with_all(app, answers, *, language="en"):
    """Return an applicant who answered the later questions too, sent, and came back."""
    someone = at_check(app, answers, language=language)
    someone.post(f"/{language}/f/send", {"send": ["more"]})
    someone.walk()
    someone.send()
    code = code_on(someone.text)
    someone.open(f"/{language}/return")
    someone.post(f"/{language}/return", {"code": [code]})
    return someone


def heading(someone):
    match = re.search(r"<h1>\s*(.*?)\s*</h1>", someone.text, re.DOTALL)
    assert match
    return match[1]


def code_on(html):
    match = re.search(r'id="return-code"[^>]*>\s*([\d ]+)<', html)
    assert match
    return match[1]


def log_call(member, reference, came):
    """Log a call with a note, because the applicant did not choose calls in the form."""
    member.open(f"/desk/cases/{reference}/contact")
    member.fill(
        f"/desk/cases/{reference}/contact",
        channel="call",
        outcome=came,
        text="Asked.",
    )
    assert member.status == 200


def case(**columns):
    """Return a case of this day with these columns."""
    standard = {"status": "new", "received_on": RECEIVED, "look_by": LOOK_BY, "waits_for": "us"}
    return Case(**{**standard, **columns})
