"""With older releases a member offered times for a call, and the applicant chose one of them."""

import pytest

from intake.actions.opening.case_keys import case_key
from intake.cases import store
from intake.extensions import db, new_id
from intake.messages import thread
from intake.messages.models import Direction
from intake.staff.models import StaffMember
from tests.staff.house import reader
from tests.staff.making import TODAY
from tests.support.rows import one_row
from tests.web.desk.test_emails_to_applicants import sent

pytestmark = pytest.mark.usefixtures("clock")

OFFER = {"offered": ["2026-11-26 14:30", "2026-11-27 09:00"], "slot_ids": ["1", "2"]}
CHOICE = {"chose": {"offer": "1", "slot": "2026-11-27 09:00"}}


def test_the_thread_says_what_was_chosen_and_that_the_offer_has_ended(app, wren, new_installation):
    someone, reference = sent(app)
    wren.open(f"/desk/cases/{reference}")  # runs the conflict check
    add(app, new_installation, reference, Direction.OUT, text="Zanzi number", **OFFER)
    add(app, new_installation, reference, Direction.IN, text="", **CHOICE)

    someone.open("/en/mailbox")
    wren.open(f"/desk/cases/{reference}/messages")

    for page in (someone.text, wren.text):
        assert "The times for a call that we offered are no longer open." in page
        assert "Zanzi number" in page
        assert "Please call me at this time: Friday 27 November 2026, 9:00" in page
        assert "14:30" not in page


def add(app, house, reference, direction, **content):
    """Add a message as an older release sealed it."""
    with app.app_context():
        me = reader(house, one_row(StaffMember))
        key = case_key(store.find(reference, team_id=me.team_id), me)
        id_, sealed = new_id(), {"language": "en", "wording": "", "member": "", **content}
        thread.add(
            id=id_,
            case_id=key.case.id,
            direction=direction,
            on=TODAY,
            sealed=key.seal_json("message", {**sealed, "direction": direction.value}, row=id_),
        )
        db.session.commit()
