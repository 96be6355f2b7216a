"""A date that the team corrected: the mailbox says so, and an older form does not undo it."""

from datetime import date

import pytest

from intake.questionnaire.asylum import ASYLUM
from tests.support.clients.applicant import csrf_of
from tests.web.apply.test_after_sending import IN_COURT
from tests.web.desk.test_emails_to_applicants import sent

pytestmark = pytest.mark.usefixtures("clock")

QUESTION = "next_hearing_date"
NUMBER = ASYLUM.numbers[ASYLUM.page_of(QUESTION).id]
AGAIN = "They changed an answer after we corrected it"
OWN = {
    f"{QUESTION}-{part}": [text]
    for part, text in zip(("day", "month", "year"), ("16", "12", "2026"), strict=True)
}


def test_the_mailbox_shows_a_date_that_the_team_corrected(app, wren):
    someone, reference = sent(app, IN_COURT)

    correct(wren, reference, date(2027, 3, 9))

    someone.open("/en/mailbox")
    assert "We changed this date for you:" in someone.text
    assert "9 March 2027" in someone.text
    assert "Tuesday 15 December 2026" not in someone.text
    assert "Zanziwort" not in someone.text


def test_a_shared_device_shows_the_corrected_date_only_in_the_folded_plan(app, wren):
    someone, reference = sent(app, {**IN_COURT, "device": ["shared"]})

    correct(wren, reference, date(2027, 3, 9))

    someone.open("/en/mailbox")
    said, _, folded = someone.text.partition('<details id="plan">')
    assert "We changed this date for you:" in said
    assert "9 March 2027" not in said
    assert "9 March 2027" in folded


def test_a_form_from_before_a_correction_is_shown_again(app, wren):
    someone, reference = sent(app, IN_COURT)
    someone.open(f"/en/mailbox/{NUMBER}")
    older = {"csrf_token": csrf_of(someone.text), "revision": "0"}
    correct(wren, reference, date(2027, 3, 9))

    page = someone.client.post(
        f"/en/mailbox/{NUMBER}", data={**older, **OWN}, follow_redirects=True
    )

    assert "Our team changed an answer on this page" in page.text
    wren.open(f"/desk/cases/{reference}")
    assert "9 March 2027" in wren.text


def test_a_later_answer_of_the_applicant_counts_and_both_stay_on_record(app, wren):
    someone, reference = sent(app, IN_COURT)
    correct(wren, reference, date(2027, 3, 9))
    someone.open(f"/en/mailbox/{NUMBER}")

    someone.post(f"/en/mailbox/{NUMBER}", {**OWN, "revision": ["1"]})

    wren.open(f"/desk/cases/{reference}")
    assert "16 December 2026" in wren.text
    assert "First answered:" in wren.text
    assert "changed by the applicant" in wren.text
    someone.open("/en/mailbox")
    assert "We changed this date for you:" not in someone.text
    wren.open("/desk/work")
    assert AGAIN in wren.text
    correct(wren, reference, date(2026, 12, 16))
    wren.open("/desk/work")
    assert AGAIN not in wren.text


def correct(member, reference, day):
    """Correct the date of the hearing on the desk."""
    page = f"/desk/cases/{reference}/correct"
    member.open(f"{page}?question={QUESTION}")
    parts = {"day": day.day, "month": day.month, "year": day.year}
    fields = {f"{QUESTION}-{part}": str(number) for part, number in parts.items()}
    fields |= {"question": QUESTION, "seen": "court"}
    member.fill(page, **fields, why="Zanziwort said so.", do="save")
    assert member.status == 200
