"""R05, R07, R17 and R24: review of a denial by a judge, the Board or the asylum office."""

from dataclasses import replace

from intake.law.circuits import court_page
from intake.questionnaire.asylum.dates import (
    appeal_sent,
    appeal_sent_date,
    bad_decision,
    bad_decision_date,
    office_letter,
    old_order,
    old_order_date,
    old_order_from,
)
from intake.questionnaire.asylum.proceedings import (
    appeal_by,
    appeal_reply,
    office_letter_due,
    reinstated,
    reinstated_date,
)
from intake.questionnaire.asylum.where import us_state
from intake.questionnaire.dates import SaidDate
from intake.triage.deadlines import Finding, Office, SetBy, Tier, Urgency, always
from intake.triage.facts import Facts, filing_of
from intake.triage.fees import with_fee
from intake.triage.findings import (
    A_NUMBER,
    COURT_LINE,
    LAW,
    Chip,
    Counted,
    Findings,
    Rule,
    Statement,
    Unknown,
    Wording,
    as_maybe,
    day_on_paper,
    days_after,
    doubted,
    of_date,
    of_no_date,
    of_unknown,
    otherwise,
    sentences_beside,
    urgency_of,
)
from intake.triage.proceedings import (
    OrderDay,
    Place,
    appeal_over,
    appealed,
    came_back,
    decision_code,
    follows_fear_review,
    holds,
    is_open,
    judges_decision,
    judges_old_order,
    old_order_told,
    ordered_before_return,
    ordered_since_return,
    referred,
    surely_before,
    surely_in_absentia,
)
from intake.words import Phrase, Reason, Sentence, one_after_another, say

BOARD = "8 CFR 1003.38(b)"

CLOCKS_BY_LENGTH = ("asylum_office_days", "bia_appeal_days")
"""The clocks of a denial by an office that nobody knows, the shortest first. That of the federal
court is as long as that of the Board."""

PHRASES, WORDINGS = sentences_beside(__file__)
APPEAL = WORDINGS["APPEAL"]
IF_PRESENT = PHRASES["IF_PRESENT"]
APPEAL_IF_PRESENT = Wording(
    exact=IF_PRESENT,
    may=IF_PRESENT,
    over=APPEAL.over,
    unclear=Phrase(
        "If you were in court on the day of the decision, you have %(days)s days to appeal it."
        " That time may end very soon.",
        "If they were in court on the day of the decision, they have %(days)s days to appeal"
        " it. That time may end very soon.",
        "Missed hearing told. Unless the order is in absentia: BIA appeal, %(days)s days, may end"
        " very soon.",
    ),
)
SHORTER_APPEAL = PHRASES["SHORTER_APPEAL"]
APPEAL_DO = PHRASES["APPEAL_DO"]
APPEAL_AGAIN_DO = PHRASES["APPEAL_AGAIN_DO"]
APPEAL_TODAY_DO = PHRASES["APPEAL_TODAY_DO"]
APPEAL_LATE_DO = PHRASES["APPEAL_LATE_DO"]
APPEAL_AGAIN_LATE_DO = PHRASES["APPEAL_AGAIN_LATE_DO"]
RECEIPT_DO = PHRASES["RECEIPT_DO"]
CLOSED_IS_NOT_SAFE = PHRASES["CLOSED_IS_NOT_SAFE"]
ASYLUM_FORM_TO_USCIS = PHRASES["ASYLUM_FORM_TO_USCIS"]
WHO_DENIED = WORDINGS["WHO_DENIED"]


@Rule(
    "R05",
    chip=Chip("Appeal", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.BOARD,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "The Board may accept a late appeal that it sent back before.",
            "Matter of Morales-Morales, 28 I&N Dec. 714 (BIA 2023)",
        ),
        Statement(
            "A person whose case was dismissed can be arrested, and deported without a judge.",
            "INA 235(b)(1)(A)(iii); practice of 2025 and 2026",
        ),
    ),
)
def r05_appeal(facts: Facts) -> Findings:
    """R05. The Board must have an appeal within its days: 8 CFR 1003.38(b).

    Speaks of a judge's denial and of a motion of the government that a judge granted, the earlier
    day governing, and where nobody knows who denied; of a judge's old order while it can be
    appealed; never of a fear review. After a missed hearing: of a denial that can still be
    appealed, if the person was there. An appeal that was sent is told until its receipt came or its
    day has gone; one that came back was not sent. Whether 30 days or 10 is in court, Amica Center
    v. EOIR (D.D.C. 2026), so the shorter limit is shown beside it. Who denied is not known: asks,
    by the shortest clock not yet passed, P1 at most. Else on the ladder; passed two weeks or less,
    or half known and perhaps passed: P0; passed longer: P1; after a motion at least P1. An old
    order that is not certain asks: P1 at most.
    """
    if is_open(facts, "R05"):
        if decision_code(facts) == "not_sure":
            yield from _by_someone(facts)
        if decision := judges_decision(facts):
            yield from _appeal(facts, decision)
    order = order_of_its_own(facts)
    if order and not appeal_over(facts, order.day):
        certain = facts.is_one_of(old_order, "never_left")
        for old in _appeal(facts, order):
            yield old if certain else replace(old, urgency=old.urgency.at_most(Tier.P1))


def decision_of(facts: Facts) -> tuple[str, ...]:
    """Return the answers about a denial."""
    return facts.behind(bad_decision, bad_decision_date)[::-1]


def days_after_decision(facts: Facts, parameter: str) -> Counted:
    """Return so many days after the denial, with the ordinary end."""
    return days_after(facts, facts.said(bad_decision_date), parameter)


def denial_of(facts: Facts) -> OrderDay:
    """Return the denial with its day."""
    return OrderDay(day=facts.said(bad_decision_date), answers=decision_of(facts), sure=True)


def order_of_its_own(facts: Facts) -> OrderDay | None:
    """Return a judge's old order that no denial tells already; else ``None``.

    It is newer than the denial, or the denial has no day; and it is not about a fear finding.
    """
    order = judges_old_order(facts)
    if order is None or follows_fear_review(facts, order.day):
        return None
    denied, no_order = facts.said(bad_decision_date), decision_code(facts) in ("", "asylum_office")
    return order if no_order or not denied.known or surely_before(denied, order.day) else None


def _appeal(facts: Facts, order: OrderDay) -> Findings:
    counted = days_after(facts, order.day, "bia_appeal_days")
    if _is_settled(facts, order.day, passed=counted.passed):
        return
    counted = counted if order.sure else as_maybe(counted)
    wording = APPEAL_IF_PRESENT if surely_in_absentia(facts) else APPEAL
    says = wording.of(counted, days=facts.number_for("bia_appeal_days", order.day))
    yield of_date(
        facts,
        counted,
        Reason("R05", doubted(facts, says, "bia_appeal_days", order.day), BOARD, order.answers),
        _appeal_do(facts, order.day, counted) if order.sure else COURT_LINE,
        unknown=COURT_LINE,
        asks=None if order.sure else True,
        urgency=_recent_first(
            facts, counted, floor=Tier.P1 if holds(facts, Place.MOTION_GRANTED) else Tier.P4
        ),
        lead_days=facts.number("plan_lead_appeal_days"),
        alternative=otherwise(facts, order.day, "bia_appeal_days", text=SHORTER_APPEAL),
        flags=_sent_by_helper(facts),
    )


def _is_settled(facts: Facts, decided: SaidDate, *, passed: bool) -> bool:
    """Return true for an appeal of a decision whose receipt came, or whose day has gone."""
    receipt = facts.is_one_of(appeal_reply, "receipt")
    return appealed(facts, decided) and (receipt or passed)


def _sent_by_helper(facts: Facts) -> tuple[str, ...]:
    helper = facts.is_one_of(appeal_by, "helper") and facts.is_yes(appeal_sent)
    return ("helper_filed",) * helper


def _appeal_do(facts: Facts, decided: SaidDate, counted: Counted) -> Sentence:
    came_back = facts.is_one_of(appeal_reply, "came_back")
    if counted.passed and not came_back:
        return say(APPEAL_LATE_DO)
    if counted.passed:
        return with_fee(facts, say(APPEAL_AGAIN_LATE_DO), "fee_appeal")
    if appealed(facts, decided):
        again = facts.business_days_before(counted.act_by, "appeal_again_business_days")
        return one_after_another(say(RECEIPT_DO, again=max(facts.received, again)), A_NUMBER)
    steps = [say(APPEAL_AGAIN_DO if came_back else APPEAL_DO)]
    if counted.latest == facts.received:
        steps.append(say(APPEAL_TODAY_DO))
    do = with_fee(facts, one_after_another(*steps), "fee_appeal", by=counted.act_by)
    if not holds(facts, Place.DISMISSED):
        return do
    steps = [say(CLOSED_IS_NOT_SAFE), do]
    if filing_of(facts) == "not_filed":
        steps.append(with_fee(facts, say(ASYLUM_FORM_TO_USCIS), "fee_i589"))
    return one_after_another(*steps)


def _by_someone(facts: Facts) -> Findings:
    """Yield the shortest clock not yet passed where it is not known who denied."""
    clocks = [days_after_decision(facts, parameter) for parameter in CLOCKS_BY_LENGTH]
    counted = next((clock for clock in clocks if not clock.passed), clocks[-1])
    if _is_settled(facts, facts.said(bad_decision_date), passed=counted.passed):
        return
    lapsed = any(clock.passed for clock in clocks)
    urgency = facts.ladder(counted.act_by, floor=Tier.P1 if lapsed else Tier.P4)
    yield of_date(
        facts,
        counted,
        Reason(
            "R05",
            WHO_DENIED.of(counted),
            f"{BOARD}; 8 USC 1252(b)(1); 8 CFR 208.14",
            decision_of(facts),
        ),
        COURT_LINE,
        unknown=COURT_LINE,
        asks=True,
        urgency=urgency.at_most(Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


FEDERAL_COURT = "INA 242(b)(1), 8 USC 1252(b)(1); FRAP 26(a); Riley v. Bondi (2025)"

OFFICER = "border_or_ice"

REVIEW = WORDINGS["REVIEW"]
REVIEW_DO = PHRASES["REVIEW_DO"]
REVIEW_ANYWAY_DO = replace(
    REVIEW_DO,
    staff=(
        "Which order? Withholding-only: the 30 days run from the DHS order (Riley v. Bondi). File"
        " the petition and a motion for a stay by this day anyway (%(court)s for the state told)."
    ),
)
REINSTATED = PHRASES["REINSTATED"]
REINSTATED_DO = PHRASES["REINSTATED_DO"]
REVIEW_LATE_DO = PHRASES["REVIEW_LATE_DO"]


@Rule(
    "R07",
    chip=Chip("Federal court", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.FEDERAL_COURT,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "30 days run from the DHS order itself where that is the final order; the period is"
            " not jurisdictional.",
            "INA 242(b)(1); Riley v. Bondi (2025)",
        ),
    ),
)
def r07_petition_for_review(facts: Facts) -> Findings:
    """R07. A federal court reviews a final order: INA 242(b)(1), 8 USC 1252(b)(1).

    Speaks of the Board's denial, and of an order by the border or ICE (reinstatement, expedited
    removal, administrative removal), from that order itself: Riley v. Bondi (2025), where the
    limit binds but is not jurisdictional. 30 days, FRAP 26(a). On the ladder and at least P1;
    passed two weeks or less, or half known and perhaps passed: P0. An order that nobody is sure of
    asks.

    After coming back, the day runs from the reinstatement (Form I-871). Where it is not told, and
    the order is not from after the arrival: P1, asks, within days that we set; no reinstatement:
    silent. Beside an order of an officer the Board's denial may be about withholding alone, so its
    day is one that *may* be.
    """
    if not is_open(facts, "R07"):
        return
    if decision_code(facts) == "appeals_board":
        maybe = came_back(facts) or facts.is_one_of(old_order_from, OFFICER)
        yield _petition(facts, replace(denial_of(facts), sure=not maybe))
    if facts.has_day(reinstated_date):
        answers = facts.given(reinstated_date, reinstated, old_order)
        day = facts.said(reinstated_date)
        yield _petition(facts, OrderDay(day=day, answers=answers, sure=True))
    elif order := _officers_order(facts):
        by_officer = facts.is_one_of(old_order_from, OFFICER)
        petition = _petition(facts, order, asks=not by_officer)
        certain = by_officer or facts.is_one_of(old_order, "never_left")
        yield petition if certain else replace(petition, urgency=petition.urgency.at_most(Tier.P1))
    elif _may_be_reinstated(facts):
        reason = Reason(
            "R07",
            say(REINSTATED, days=facts.number("petition_for_review_days")),
            f"{FEDERAL_COURT}; INA 241(a)(5)",
            old_order_told(facts),
        )
        yield of_unknown(facts, reason, say(REINSTATED_DO))


def _officers_order(facts: Facts) -> OrderDay | None:
    """Return the order that an officer made, or may have made, if its own day runs the time.

    A day that has passed does so only where it is that of the order for certain.
    """
    order_day, by_officer = facts.said(old_order_date), facts.is_one_of(old_order_from, OFFICER)
    if facts.is_one_of(old_order_from, "judge") or not order_day.known:
        return None
    since = ordered_since_return(facts)
    sure = by_officer and (since or facts.is_one_of(old_order, "never_left"))
    passed = days_after(facts, order_day, "petition_for_review_days").passed
    earlier = came_back(facts) and ordered_before_return(facts)
    if earlier or (passed and not sure):
        return None
    return OrderDay(day=order_day, answers=old_order_told(facts), sure=sure)


def _may_be_reinstated(facts: Facts) -> bool:
    """Return true where an officer may have used an old order again, on a day that is not told.

    So after coming back, unless a judge ordered since; and for an officer's order with a day. Not
    where the person says that no officer did.
    """
    if facts.is_one_of(reinstated, "no"):
        return False
    if facts.is_one_of(old_order_from, OFFICER) and facts.has_day(old_order_date):
        return True
    by_judge_since = facts.is_one_of(old_order_from, "judge") and ordered_since_return(facts)
    return came_back(facts) and not by_judge_since


def _petition(facts: Facts, order: OrderDay, *, asks: bool = False) -> Finding:
    counted = days_after(facts, order.day, "petition_for_review_days")
    counted = counted if order.sure else as_maybe(counted)
    says = REVIEW.of(counted, days=facts.number_for("petition_for_review_days", order.day))
    do = say(REVIEW_LATE_DO) if counted.passed else petition_do(facts, sure=order.sure)
    return of_date(
        facts,
        counted,
        Reason("R07", says, FEDERAL_COURT, order.answers),
        COURT_LINE if asks else do,
        unknown=COURT_LINE,
        asks=asks or None,
        urgency=_recent_first(facts, counted, floor=Tier.P1),
        lead_days=facts.number("plan_lead_appeal_days"),
    )


def petition_do(facts: Facts, *, sure: bool) -> Sentence:
    """Return how to ask a federal court for review: that of the circuit of the state."""
    page = court_page(facts.answers.code(us_state))
    do = say(REVIEW_DO if sure else REVIEW_ANYWAY_DO, court=page)
    return with_fee(facts, do, "fee_federal_petition")


def _recent_first(facts: Facts, counted: Counted, *, floor: Tier) -> Urgency:
    if counted.unclear:
        return always(Tier.P0)
    if counted.passed:
        recent = counted.days_late <= facts.number("recently_late_days")
        return always(Tier.P0 if recent else Tier.P1)
    return facts.ladder(counted.act_by, floor=floor)


OFFICE = WORDINGS["OFFICE"]
OFFICE_DO = PHRASES["OFFICE_DO"]
INTERVIEW_DO = PHRASES["INTERVIEW_DO"]
OFFICE_LATE_DO = PHRASES["OFFICE_LATE_DO"]
OFFICE_ASK = PHRASES["OFFICE_ASK"]
ENDING = WORDINGS["ENDING"]
OFFICE_DENIED = PHRASES["OFFICE_DENIED"]
OFFICE_DENIED_DO = PHRASES["OFFICE_DENIED_DO"]


@Rule(
    "R17",
    chip=Chip("Asylum office decision", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.USCIS,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(
        Statement(
            "A notice of intent to deny is answered within 16 days.",
            "8 CFR 208.14; asylum office practice",
        ),
        Statement("A notice of intent to end asylum names the day to answer by.", "8 CFR 208.24"),
    ),
)
def r17_asylum_office(facts: Facts) -> Findings:
    """R17. An asylum office gives notice that it means to deny, or denies: 8 CFR 208.14(b), (c).

    Speaks of a notice of intent to deny, and of a letter of which nobody knows the kind, which
    asks: 16 days after it, law. A notice of intent to end asylum, 8 CFR 208.24: the day in it.
    Both on the ladder and at least P1; a kind or a day not known: P1, asks. A denial has no such
    clock: P2. A referral is R04 alone, whatever its age.
    """
    if decision_code(facts) != "asylum_office" or referred(facts):
        return
    reason = Reason(
        "R17",
        say(OFFICE_DENIED),
        "8 CFR 208.14(b), (c)",
        facts.given(bad_decision_date, bad_decision, office_letter),
    )
    if facts.is_one_of(office_letter, "denial"):
        yield of_no_date(
            reason, say(OFFICE_DENIED_DO), act_by=facts.within("unknown_act_days"), tier=Tier.P2
        )
    elif holds(facts, Place.ASYLUM_MAY_END):
        counted = day_on_paper(facts, facts.said(office_letter_due))
        yield of_date(
            facts,
            counted,
            Reason(
                "R17",
                ENDING.of(counted),
                "8 CFR 208.24",
                facts.given(office_letter_due, office_letter, bad_decision),
            ),
            one_after_another(
                say(OFFICE_LATE_DO if counted.passed else OFFICE_DO), say(INTERVIEW_DO)
            ),
            unknown=say(OFFICE_ASK),
            set_by=SetBy.PAPER,
            urgency=urgency_of(facts, counted, floor=Tier.P1),
        )
    else:
        counted = days_after_decision(facts, "asylum_office_days")
        unsure = facts.unsure(office_letter)
        do = say(OFFICE_LATE_DO if counted.passed else OFFICE_DO)
        yield of_date(
            facts,
            counted,
            replace(reason, says=OFFICE.of(as_maybe(counted) if unsure else counted)),
            say(OFFICE_ASK) if unsure else do,
            unknown=say(OFFICE_ASK),
            asks=unsure or None,
            urgency=always(Tier.P1) if unsure else urgency_of(facts, counted, floor=Tier.P1),
        )


PENDING = PHRASES["PENDING"]
PENDING_DO = PHRASES["PENDING_DO"]


@Rule(
    "R24",
    chip=Chip("Brief to the Board", LAW),
    tells_applicant=True,
    asks_again=True,
    enters_case=True,
    office=Office.BOARD,
    if_unknown=Unknown(Tier.P1),
    to_confirm=(),
)
def r24_brief(facts: Facts) -> Findings:
    """R24. The Board sets a schedule for briefs: 8 CFR 1003.3(c), 20 days since 9 March 2026.

    Speaks of a pending appeal. The day is in the Board's schedule, which is not asked, so it always
    asks: P1, within days that we set.
    """
    if not is_open(facts, "R24"):
        return
    reason = Reason(
        "R24",
        say(PENDING, days=facts.number("board_brief_days")),
        "8 CFR 1003.3(c), 1003.6",
        facts.given(appeal_sent, appeal_sent_date),
    )
    yield of_unknown(facts, reason, say(PENDING_DO), flags=_sent_by_helper(facts))
