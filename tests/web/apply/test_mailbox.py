"""The mailbox, opened with a return code on any device."""

import re

import pytest
from sqlalchemy import update

from intake.actions.backup.tables import all_tables
from intake.cases.models import Case
from intake.diary.models import DiaryEntry
from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from intake.sealing.return_code import check_digit
from intake.sealing.wraps import wraps
from tests.support.clients.applicant import SHORTEST, Applicant, come_back, csrf_of

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def test_the_code_shown_is_the_code_on_the_sent_page(someone):
    code = _until_code(someone)
    someone.walk()
    someone.send()

    assert _code_on(someone.text) == code


def test_the_code_opens_the_mailbox_on_another_device_in_any_digits(app, someone):
    code = _until_code(someone)
    someone.walk()
    reference = someone.send()

    elsewhere = come_back(app, code.translate(ARABIC_INDIC))

    assert elsewhere.path == "/en/mailbox"
    assert reference in elsewhere.text
    assert "Wrenfold" not in elsewhere.text


def test_coming_back_ends_the_session_before(app, someone):
    code = _until_code(someone)

    elsewhere = app.test_client()
    elsewhere.get("/en/f/1")
    planted = elsewhere.get_cookie("s")
    assert planted
    back = Applicant(elsewhere)
    back.enter_code(code)

    assert back.path == "/en/mailbox"
    assert someone.open("/en/f/go-on").status_code == 410
    second_browser = Applicant(app)
    second_browser.client.set_cookie("s", planted.value)
    assert second_browser.open("/en/mailbox").request.path == "/en/return", (
        "the cookie of before opens it"
    )


@pytest.mark.parametrize("place", [3, 20])
def test_an_unknown_and_a_wrong_code_get_the_same_answer(app, someone, place):
    code = _until_code(someone).replace(" ", "")
    changed = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 : 23]

    elsewhere = come_back(app, changed + check_digit(changed))

    assert elsewhere.path == "/en/return"
    assert elsewhere.status == 422
    assert "This code did not work" in elsewhere.text


def test_a_slip_of_the_finger_costs_no_try(ready_client):
    visitor = Applicant(ready_client)
    visitor.open("/en/return")

    for _ in range(15):
        visitor.post("/en/return", {"code": ["1234"]})

    assert visitor.status == 422


def test_leaving_keeps_a_coded_draft_for_its_code_alone(app, ready_client):
    someone = Applicant(ready_client)
    code = _until_code(someone)

    ready_client.post("/leave", data={"csrf_token": csrf_of(someone.text)})

    assert someone.open("/en/f/go-on").status_code == 410
    assert come_back(app, code).path == "/en/mailbox"


def test_more_can_be_answered_after_sending(app, ready_client):
    someone = Applicant(ready_client, {**SHORTEST, "location_kind": ["in_us"]})
    code = _until_code(someone)
    someone.walk()
    someone.send()
    elsewhere = come_back(app, code)
    with app.app_context():
        before = db.session.query(DiaryEntry).filter_by(kind="act_by").count()

    number = ASYLUM.numbers["danger_now"]
    elsewhere.open(f"/en/mailbox/{number}")
    elsewhere.post(f"/en/mailbox/{number}", {"danger_now": ["yes"]})

    assert elsewhere.path == "/en/mailbox"
    with app.app_context():
        assert db.session.query(Case).one().tier == "P0"
        assert db.session.query(DiaryEntry).filter_by(kind="act_by").count() == before + 1


def test_an_answer_to_what_is_not_asked_is_refused_with_a_way_to_send_it(app, someone):
    code = _until_code(someone)
    someone.walk()
    someone.send()
    elsewhere = come_back(app, code)
    number = ASYLUM.numbers["next_hearing_date"]  # asked of who has a case in court alone

    elsewhere.post(f"/en/mailbox/{number}", {"court_city": ["Quillmere"]})

    assert "so we did not save it. If it is important, write us a message." in elsewhere.text
    assert 'value="Quillmere"' in elsewhere.text
    elsewhere.post(f"/en/mailbox/{number}", {})
    assert elsewhere.path == "/en/mailbox"


def test_without_its_wraps_a_request_opens_for_nobody(app, someone):
    code = _until_code(someone)
    someone.walk()
    someone.send()
    with app.app_context():
        for column in wraps(all_tables()):
            db.session.execute(update(column.table).values({column: None}))
        db.session.commit()

    assert come_back(app, code).page.status_code == 422
    assert someone.open("/en/sent").status_code == 410


def _until_code(someone):
    someone.begin()
    while not someone.path.endswith("/f/code"):
        someone.answer()
    code = _code_on(someone.text)
    someone.answer()
    return code


def _code_on(html):
    code = re.search(r'id="return-code"[^>]*>\s*([\d ]+)<', html)
    assert code, "no code on this page"
    return code[1].strip()
