"""The timeline of a case, by the part of the work to which an act belongs."""

from datetime import timedelta

from intake.audit import log
from intake.audit.acts import AuditAct
from tests.cases.making import TODAY

ACTS = {
    "steps": [
        *("moved_to_triage", "closed_withdrawn", "case_assigned", "case_tagged", "call_booked"),
        *("decline_proposed", "conflict_freed", "case_lent", "handed_off"),
        *("merits_recorded", "hold_set", "case_linked", "case_reopened"),
    ],
    "contact": [
        *("message_sent", "message_called_back", "messages_read", "note_written", "note_pinned"),
        *("contact_tried", "contact_against_wish", "screening_recorded"),
    ],
    "dates": [
        *("date_confirmed", "date_done", "date_missed", "date_waived", "date_reopened"),
        *("date_replaced", "date_kept", "next_date_kept", "answer_corrected"),
        *("correction_undone", "case_weighed_again", "reminder_set"),
    ],
    "person": [
        *("case_received", "entered_by_phone", "answers_added", "person_wrote"),
        *("code_renewed", "case_taken_back"),
    ],
    "reads": [
        *("case_opening_refused", "private_opened", "card_opened"),
        *("seal_broken", "row_missing", "row_put_back", "row_moved"),
    ],
}
"""Group of the timeline, and acts that stand there and in no other group."""


def test_each_act_stands_in_its_part_of_the_timeline(desk, case):
    acts = [act for acts in ACTS.values() for act in acts]
    days = {(TODAY - timedelta(number)).isoformat(): act for number, act in enumerate(acts, 1)}
    for day, act in days.items():
        log.record(AuditAct(act), on=TODAY.fromisoformat(day), case_id=case.id)
    for group, of_group in ACTS.items():
        desk.open(f"/desk/cases/{case.reference}/timeline?of={group}")

        (section,) = desk.all("section", aria_labelledby="log")
        shown = [time.get("datetime", "") for time in section.iter("time")]
        assert sorted(days[day] for day in shown if day in days) == sorted(of_group)
