"""R06c, R20 and R21: final orders, old orders, and how to reopen them."""

from dataclasses import replace
from datetime import date

from intake.questionnaire.asylum.dates import (
    bad_decision,
    bad_decision_date,
    court_case,
    fear_interview,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.asylum.screen import help_types
from intake.questionnaire.asylum.where import detained_now
from intake.questionnaire.asylum.you import abuser_status
from intake.triage.days import add_days, add_years
from intake.triage.deadlines import Finding, Office, Tier, always
from intake.triage.facts import Facts
from intake.triage.fees import with_fee
from intake.triage.findings import (
    COURT_LINE,
    DANGER,
    LAW,
    Chip,
    Counted,
    Findings,
    LastDay,
    Rule,
    Statement,
    Unknown,
    as_maybe,
    count,
    maybe_if_moved,
    of_date,
    of_no_date,
    of_unknown,
    rolled,
    sentences_beside,
    urgency_of,
)
from intake.triage.proceedings import (
    OrderDay,
    appeal_pending,
    appealed,
    decision_code,
    hearing_to_come,
    is_closed,
    is_final,
    is_open,
    surely_detained,
    surely_in_absentia,
    told_order,
)
from intake.triage.rules.absences import is_told
from intake.triage.rules.decisions import decision_of, denial_of, order_of_its_own
from intake.words import Phrase, Reason, Sentence, say

PHRASES, WORDINGS = sentences_beside(__file__)
REOPEN = WORDINGS["REOPEN"]
REOPEN_DO = PHRASES["REOPEN_DO"]
REOPEN_LATE_DO = PHRASES["REOPEN_LATE_DO"]


@Rule(
    "R06c",
    chip=Chip("Motion to reopen", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.COURT,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(),
)
def r06c_reopen(facts: Facts) -> Findings:
    """R06c. A final order can be reopened once, within 90 days: INA 240(c)(7)(C)(i).

    Speaks of a judge's or the Board's denial, and of a judge's old order; not of a fear review, nor
    while an appeal is pending. We count from the decision; the law counts from the day on which it
    became final: 30 days later for a judge's decision that nobody appealed, at once for the Board
    and in absentia. Nobody asks if the appeal was waived, so the later day is told only as
    possible. Changed conditions in the country know no limit, (ii). On the ladder; between the two
    counts, and after both: P1. An old order that is not certainly a judge's: P1 at most.
    """
    if is_open(facts, "R06c"):
        by_board = decision_code(facts) == "appeals_board"
        yield _reopening(facts, denial_of(facts), final_at_once=by_board)
    order = order_of_its_own(facts)
    if order and appealed(facts, order.day):
        return
    if order and is_told(facts, order, _reopened(facts, order, final_at_once=False)):
        old = _reopening(facts, order, final_at_once=False)
        old = replace(old, asks=not order.sure)
        yield old if order.sure else replace(old, urgency=old.urgency.at_most(Tier.P1))


def _reopening(facts: Facts, order: OrderDay, *, final_at_once: bool) -> Finding:
    counted = _reopened(facts, order, final_at_once=final_at_once)
    reason = Reason(
        "R06c",
        REOPEN.of(maybe_if_moved(counted), days=facts.number_for("reopen_days", order.day)),
        "INA 240(c)(7)(C)",
        order.answers,
    )
    if counted.raw is None:
        return of_unknown(facts, reason, COURT_LINE)
    lapsed = counted.passed or counted.unclear or counted.raw < facts.received
    do = say(REOPEN_LATE_DO if counted.passed else REOPEN_DO)
    if order.sure and not counted.passed:
        do = with_fee(facts, do, "fee_motion", by=counted.act_by)
    return of_date(
        facts,
        counted,
        reason,
        do,
        urgency=always(Tier.P1) if lapsed else facts.ladder(counted.act_by),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def _reopened(facts: Facts, order: OrderDay, *, final_at_once: bool) -> Counted:
    at_once = final_at_once or surely_in_absentia(facts)
    final = 0 if at_once else facts.number_for("old_order_days", order.day)
    days = facts.number_for("reopen_days", order.day)
    counted = count(facts, order.day, lambda decided: _to_reopen(facts, decided, days, final))
    counted = _told_on_its_weekend(facts, counted)
    return counted if order.sure else as_maybe(counted)


def _told_on_its_weekend(facts: Facts, counted: Counted) -> Counted:
    """Return the same, told for the next business day on the weekend that ends the 90 days.

    The later end, 30 days after it, counts only where nobody waived the right to appeal.
    """
    if counted.raw is None:
        return counted
    next_business_day = facts.roll_forward(counted.raw)
    is_now = counted.act_by < facts.received <= next_business_day
    return replace(counted, told=next_business_day) if is_now else counted


def _to_reopen(facts: Facts, decided: date, days: int, final: int) -> LastDay:
    last = add_days(decided, days)
    return replace(rolled(facts, last), latest=facts.roll_forward(add_days(last, final)))


OLD_ORDER = PHRASES["OLD_ORDER"]
MAYBE_ORDER = PHRASES["MAYBE_ORDER"]
OLD_ORDER_DO = PHRASES["OLD_ORDER_DO"]
HELD_AFTER_ORDER_DO = PHRASES["HELD_AFTER_ORDER_DO"]
FILE_AFTER_ORDER_DO = PHRASES["FILE_AFTER_ORDER_DO"]


@Rule(
    "R20",
    chip=Chip("Removal order", DANGER),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.NONE,
    if_unknown=Unknown(Tier.P2, days="old_order_act_days"),
    to_confirm=(
        Statement(
            "An old order can be reinstated without a judge; only a fear screening is left.",
            "INA 241(a)(5); 8 CFR 208.31",
        ),
    ),
)
def r20_old_order(facts: Facts) -> Findings:
    """R20. An order can be used at once, or again after coming back: INA 241(a)(5).

    Speaks of an old order; of the Board's denial and an order in absentia at once; of a judge's
    denial after 30 days, 8 CFR 1003.39; of an order spoken of without a court case, which asks.
    Silent of a decision that is appealed or can be, of a case that was dismissed, and until a day
    of voluntary departure. P1, and P0 in detention after an order that is told; where nobody
    knows, P2. Within days that we set.
    """
    if not is_open(facts, "R20"):
        return
    order = _order(facts)
    spoken_of = () if order else _spoken_of(facts)
    if answers := order or spoken_of:
        told = told_order(facts)
        yield of_no_date(
            _about_order(OLD_ORDER if told else MAYBE_ORDER, answers),
            _order_do(facts) if told else COURT_LINE,
            act_by=facts.within("old_order_act_days"),
            tier=Tier.P0 if told and facts.is_yes(detained_now) else Tier.P1,
            asks=not order,
        )
    elif answers := _maybe_order(facts):
        yield of_unknown(facts, _about_order(MAYBE_ORDER, answers), COURT_LINE)


def _about_order(says: Phrase, answers: tuple[str, ...]) -> Reason:
    return Reason("R20", say(says), "INA 241(a)(5); 8 CFR 241.8", answers)


def _order_do(facts: Facts) -> Sentence:
    do = say(HELD_AFTER_ORDER_DO if surely_detained(facts) else OLD_ORDER_DO)
    return with_fee(facts, do, "fee_arrest_after_absence") if surely_in_absentia(facts) else do


def surely_ordered(facts: Facts) -> bool:
    """Return true where an order is told that a form alone cannot undo.

    A hearing to come says that a judge has the case; after an officer's order, a court case or a
    fear interview that was passed says so too: there the form goes to the judge.
    """
    if hearing_to_come(facts) or _sent_to_a_judge(facts):
        return False
    old = facts.is_one_of(old_order, "never_left", "came_back")
    return old or (told_order(facts) and not appeal_pending(facts))


def _sent_to_a_judge(facts: Facts) -> bool:
    in_court = facts.is_one_of(fear_interview, "passed") or facts.is_yes(court_case)
    stayed = facts.is_one_of(old_order, "never_left")
    return in_court and stayed and not facts.is_one_of(old_order_from, "judge")


def _order(facts: Facts) -> tuple[str, ...]:
    """Return the answers that tell of an order, old or final."""
    if facts.is_one_of(old_order, "never_left", "came_back") or facts.has_day(old_order_date):
        return facts.given(old_order, old_order_date, old_order_from)
    final = is_final(facts) and not is_closed(facts, "R20")
    return decision_of(facts) if final else ()


def _spoken_of(facts: Facts) -> tuple[str, ...]:
    spoken_of = facts.is_one_of(help_types, "court_or_order") and not is_closed(facts, "R20")
    in_court = facts.is_yes(court_case)
    return facts.given(help_types, court_case) if spoken_of and not in_court else ()


def _maybe_order(facts: Facts) -> tuple[str, ...]:
    undated = facts.is_one_of(bad_decision, "judge") and not facts.has_day(bad_decision_date)
    if undated and not is_closed(facts, "R20"):
        return decision_of(facts)
    return facts.behind(old_order) if facts.unsure(old_order) else ()


VAWA = WORDINGS["VAWA"]
VAWA_DO = PHRASES["VAWA_DO"]


@Rule(
    "R21",
    chip=Chip("VAWA motion to reopen", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.NONE,
    if_unknown=Unknown(Tier.P2),
    to_confirm=(
        Statement(
            "A motion to reopen under VAWA may be filed within a year of the final order.",
            "INA 240(c)(7)(C)(iv)",
        ),
    ),
)
def r21_vawa_reopening(facts: Facts) -> Findings:
    """R21. A person abused by a citizen or resident reopens within a year: INA 240(c)(7)(C)(iv).

    Speaks where there is a final order and harm in the US; silent while an appeal is pending. One
    year from the decision, rolled like an appeal. On the ladder; passed: P1. The abuser's status
    or the day of the order not known: P2.
    """
    if not facts.is_one_of(help_types, "harmed_in_us") or not is_open(facts, "R21"):
        return
    if facts.is_one_of(abuser_status, "other"):
        return
    denied = facts.is_one_of(bad_decision, "judge", "appeals_board")
    order_day = facts.said(bad_decision_date if denied else old_order_date)
    years = facts.number_for("vawa_reopen_years", order_day)
    counted = count(facts, order_day, lambda decided: rolled(facts, add_years(decided, years)))
    known = facts.is_one_of(abuser_status, "citizen", "resident") and counted.raw is not None
    says = VAWA.of(counted, years=years) if known else say(VAWA.unclear)
    reason = Reason(
        "R21",
        says,
        "INA 240(c)(7)(C)(iv)",
        facts.given(bad_decision_date, old_order_date, abuser_status, help_types),
    )
    if not known:
        yield of_unknown(facts, reason, say(VAWA_DO))
        return
    yield of_date(
        facts,
        counted,
        reason,
        with_fee(facts, say(VAWA_DO), "fee_motion", by=counted.act_by),
        urgency=urgency_of(facts, counted),
    )
