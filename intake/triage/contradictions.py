"""Pairs of answers that contradict each other. The rules weigh each way, and the worse governs."""

from collections.abc import Iterator

from intake.questionnaire.asylum.dates import (
    appeal_sent,
    appeal_sent_date,
    asylum_filed,
    asylum_filed_date,
    bad_decision,
    bad_decision_date,
    check_in_date,
    court_case,
    fear_decision_date,
    fear_interview,
    fee_due_date,
    fee_notice,
    fee_notice_date,
    gov_motion,
    gov_motion_date,
    gov_motion_due_date,
    last_arrival_date,
    lawful_status,
    lawful_status_ended,
    left_since_filing,
    missed_hearing,
    next_hearing_date,
    old_order,
    old_order_date,
    removal_soon,
    removal_soon_date,
)
from intake.questionnaire.asylum.proceedings import (
    appointment,
    appointment_date,
    fear_review,
    fear_review_date,
    form_reply,
    form_reply_date,
    gov_motion_ruled,
    gov_motion_ruled_date,
    reinstated,
    reinstated_date,
    voluntary_departure,
    voluntary_departure_date,
)
from intake.questionnaire.asylum.start import filling_for, under_18
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.questions import Choice, Date, YesNo
from intake.triage.days import add_years
from intake.triage.facts import Facts
from intake.triage.proceedings import appealed_before, hearing_may_be_gone, surely_before

Pair = tuple[str, str]

NO_WITH_A_DATE: tuple[tuple[Choice | YesNo, Date], ...] = (
    (court_case, next_hearing_date),
    (removal_soon, check_in_date),
    (removal_soon, removal_soon_date),
    (fear_interview, fear_decision_date),
    (bad_decision, bad_decision_date),
    (appeal_sent, appeal_sent_date),
    (old_order, old_order_date),
    (gov_motion, gov_motion_date),
    (gov_motion, gov_motion_due_date),
    (asylum_filed, asylum_filed_date),
    (fee_notice, fee_notice_date),
    (fee_notice, fee_due_date),
    (lawful_status, lawful_status_ended),
    (appointment, appointment_date),
    (voluntary_departure, voluntary_departure_date),
    (gov_motion_ruled, gov_motion_ruled_date),
    (fear_review, fear_review_date),
    (reinstated, reinstated_date),
)
"""A *no* (or *none*), and the date that belongs to a *yes*."""


def contradictions_in(facts: Facts) -> Iterator[Pair]:
    """Yield the pairs of question ids whose answers contradict each other."""
    if facts.is_one_of(filling_for, "detained_person") and facts.is_one_of(detained_now, "no"):
        yield filling_for.id, detained_now.id
    for question, day in NO_WITH_A_DATE:
        if facts.is_one_of(question, "no", "none") and facts.has_day(day):
            yield question.id, day.id
    if facts.is_one_of(bad_decision, "none") and facts.is_yes(missed_hearing):
        yield bad_decision.id, missed_hearing.id
    if _not_of_that_age(facts):
        yield under_18.id, birth_date.id
    yield from _days_out_of_order(facts)


def _days_out_of_order(facts: Facts) -> Iterator[Pair]:
    """Yield the pairs of which one cannot be so because of the other's day."""
    ended = facts.said(lawful_status_ended).last
    has_gone = ended is not None and ended < facts.received
    if facts.is_one_of(lawful_status, "still_valid") and has_gone:
        yield lawful_status.id, lawful_status_ended.id
    appealed = facts.is_yes(appeal_sent) and facts.is_one_of(bad_decision, "judge")
    if appealed and appealed_before(facts, facts.said(bad_decision_date)):
        yield appeal_sent_date.id, bad_decision_date.id
    filed = facts.said(asylum_filed_date)
    stayed = facts.is_one_of(left_since_filing, "no")
    if stayed and surely_before(filed, facts.said(last_arrival_date)):
        yield left_since_filing.id, last_arrival_date.id
    to_come = facts.has_day(next_hearing_date) and not hearing_may_be_gone(facts)
    if facts.is_one_of(gov_motion_ruled, "granted") and to_come:
        yield gov_motion_ruled.id, next_hearing_date.id
    if surely_before(facts.said(form_reply_date), filed):
        yield form_reply.id, asylum_filed_date.id


def _not_of_that_age(facts: Facts) -> bool:
    """Return true where the birth date surely says another age than "Under 18?"."""
    born = facts.said(birth_date)
    if born.first is None or born.last is None:
        return False
    age = facts.number("child_age")
    if facts.is_yes(under_18):
        return add_years(born.last, age) <= facts.received
    is_child = add_years(born.first, age) > facts.received
    return is_child and facts.is_one_of(under_18, "no", "when_i_came")
