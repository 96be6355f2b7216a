"""The last steps: result, check, send, sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.application.resume import shown_code
from intake.actions.application.save_draft import keep_draft
from intake.actions.application.submit import ready_to_send, receipt_of, submit
from intake.actions.assessment.assess import Assessment, assess_answers
from intake.actions.opening.open_draft import OpenDraft
from intake.cases.card import HANDED_OVER
from intake.extensions import db, writing
from intake.questionnaire import journey
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.start import device
from intake.questionnaire.journey import Draft
from intake.questionnaire.sections import Page
from intake.questionnaire.wording import Whom, whom_of, worded
from intake.referrals.place import Kind
from intake.referrals.places import places_for
from intake.requests import store as requests
from intake.triage.assess import ONLY_INFORMS
from intake.triage.deadlines import Deadline
from intake.triage.tiers import Tier
from intake.web.access import applicant, current_request, installation, own_draft
from intake.web.answer_rows import Row, label_of, rows_of
from intake.web.app_context import law, practice, settings, today
from intake.web.apply.ended import ended
from intake.web.apply.looking_again import worth_another_look
from intake.web.apply.onward import address_of
from intake.web.locale import language
from intake.web.questions.forms import PageForm, form_of
from intake.web.referral_places import shown_places
from intake.web.security import door_token, see_kept

blueprint = Blueprint("sending", __name__)
TRAP = "website"
FASTEST = timedelta(seconds=20)
"""Nobody reads and answers fourteen pages faster than this."""
DANGER = "R15"
"""The rule that shows numbers to call in place of a date."""
MOST_PLACES = 4
"""As many as a person can take in; the rest is a page away."""


@blueprint.get("/<lang>/f/go-on")
@applicant
def go_on() -> ResponseReturnValue:
    """To the first question not answered yet."""
    if (opened := _opened()) is None:
        return _without_draft()
    return redirect(address_of(journey.first_unseen(ASYLUM, opened.draft)), 303)


@blueprint.get("/<lang>/f/result")
@applicant
def result() -> ResponseReturnValue:
    """What we can say so far. Never a refusal, and always a way on."""
    if (opened := _opened()) is None:
        return _without_draft()
    answers = _live(opened.draft)
    weighed = _weigh(answers)
    deadlines = weighed.triage.deadlines
    danger = next((one for one in deadlines if one.rule == DANGER and one.tier == Tier.P0), None)
    places = shown_places(places_for(answers, on=today()), on=today())
    in_danger = [one for one in places if danger and Kind.SAFETY in one.place.kinds]
    return render_template(
        "apply/result.html",
        outcome=weighed.eligibility.outcome,
        reasons=weighed.eligibility.reasons,
        look_again=_look_again(opened.draft, answers, weighed),
        folded=answers.code(device) == "shared",
        days=_days_that_matter(deadlines),
        helped=whom_of(opened.draft) is not Whom.SELF,
        danger=danger,
        in_danger=in_danger,
        places=[one for one in places if one not in in_danger][:MOST_PLACES],
        back_url=address_of(journey.pages_to_ask(ASYLUM, opened.draft)[-1]),
        check_url=url_for("sending.check"),
        other_help_url=url_for("pages.other_help"),
        keep_url=url_for("code.show"),
        delete_url=url_for("mailbox.ask_to_delete"),
    )


def _days_that_matter(deadlines: Iterable[Deadline]) -> list[tuple[Deadline, date | None]]:
    """Each deadline with the day not to wait beyond, if any: the soonest first, then those gone."""
    return [
        (one, None if one.passed or one.rule in ONLY_INFORMS else one.act_by)
        for one in sorted(deadlines, key=lambda one: (one.passed, one.act_by))
        if one.rule != DANGER
    ]


@blueprint.get("/<lang>/f/check")
@applicant
def check() -> ResponseReturnValue:
    """Everything that was said, each with a way to change it."""
    if (opened := _opened()) is None:
        return _without_draft()
    return _check_page(opened.draft, _sending_form(opened.draft))


@blueprint.post("/<lang>/f/send")
@applicant
def send() -> ResponseReturnValue:
    """Send now, or go on to the questions beyond the core. Pressed twice, it happens once.

    All that takes time is done before it is this request's turn to write; where another tab was
    quicker, it is done anew.
    """
    while True:
        found = current_request(anew=True)
        if found and found.sent:
            return redirect(url_for("sending.sent"), 303)
        if found is None:
            return _without_draft()
        opened = own_draft(found)
        opened = replace(opened, draft=replace(opened.draft, language=language()))
        if request.form.get("send") == "more":
            if onward := _ask_more(opened):
                return onward
            continue
        form = _sending_form(opened.draft, request.form)
        if not form.validate() or journey.what_is_missing(ASYLUM, opened.draft):
            return _check_page(opened.draft, form), 422
        draft = replace(opened.draft, answers=opened.draft.answers.plus(form.given()))
        if _submit(replace(opened, draft=draft)):
            return redirect(url_for("sending.sent"), 303)


@blueprint.get("/<lang>/sent")
@applicant
def sent() -> ResponseReturnValue:
    """The reference, and the day by which a person looks. Survives every reload."""
    found = current_request()
    receipt = receipt_of(found, door_token(), installation=installation()) if found else None
    if receipt is None:
        return _without_draft()
    return render_template(
        "apply/sent.html",
        reference=receipt.reference,
        code=shown_code(found, door_token(), installation=installation()) if found else None,
        look_by=receipt.look_by,
        erase_on=receipt.erase_on,
        clear_url=url_for("pages.clear"),
    )


def _submit(opened: OpenDraft) -> bool:
    """Whether it is sent; not where something changed since the draft was opened."""
    ready = ready_to_send(
        opened,
        law=law(),
        practice=practice(),
        retention_days=settings().retention_days,
        received=today(),
        flags=_flags(opened.draft),
    )
    with writing():
        if not submit(ready, door_token()):
            return False
        db.session.commit()
    see_kept(opened.kept + 1)
    return True


def _flags(draft: Draft) -> tuple[str, ...]:
    machine = ("maybe_machine",) if looks_like_a_machine(draft) else ()
    return (*machine, HANDED_OVER) if draft.handed_over else machine


def looks_like_a_machine(draft: Draft) -> bool:
    """The box that people do not see is filled, or the whole way took seconds. Staff are told."""
    if request.form.get(TRAP):
        return True
    return draft.begun_at is not None and clock.now() - draft.begun_at < FASTEST


def _ask_more(opened: OpenDraft) -> ResponseReturnValue | None:
    """To the first later question not seen yet; to the first of them where all were seen.

    Nowhere where another tab kept something since the draft was opened.
    """
    draft, before = replace(opened.draft, wants_more=True), opened.request.answers
    kept = keep_draft(opened, draft, today=today(), now=clock.now()).kept
    with writing():
        if not requests.put(opened.request, instead_of=before):
            return None
        db.session.commit()
    see_kept(kept)
    later = [page for page in journey.pages_to_ask(ASYLUM, draft) if page in ASYLUM.later]
    return redirect(address_of(journey.first_unseen(ASYLUM, draft) or later[0]), 303)


def _opened() -> OpenDraft | None:
    found = current_request()
    if found is None or found.sent:
        return None
    return own_draft(found)


def _without_draft() -> ResponseReturnValue:
    if (found := current_request()) and found.receipt:
        return redirect(url_for("sending.sent"), 303)
    return ended()


def _live(draft: Draft) -> Answers:
    return journey.live_answers(ASYLUM, draft.answers, as_of=draft.as_of)


def _weigh(answers: Answers) -> Assessment:
    day = today()
    return assess_answers(answers, law(), today=day, received=day, practice=practice())


def _look_again(draft: Draft, answers: Answers, weighed: Assessment) -> list[Row]:
    ids = worth_another_look(answers, weighed, law(), today=today(), practice=practice())
    pages = [page for page in ASYLUM.pages if any(q.id in ids for q in page.questions)]
    return [row for row in rows_of(draft, pages, _change) if row.id in ids]


def _sending_form(draft: Draft, sent: Any = None) -> PageForm:
    questions = tuple(worded(question, whom_of(draft)) for question in ASYLUM.at_sending)
    return form_of(questions, draft.answers, sent, today=today())


def _check_page(draft: Draft, form: PageForm) -> str:
    asked = journey.pages_to_ask(ASYLUM, draft)
    missing = journey.what_is_missing(ASYLUM, draft)
    every = journey.pages_to_ask(ASYLUM, replace(draft, wants_more=True))
    return render_template(
        "apply/check.html",
        groups=[
            (gettext(section.title), rows)
            for section in ASYLUM.sections
            if (rows := rows_of(draft, [page for page in section.pages if page in asked], _change))
        ],
        missing=[
            (label_of(question, draft), _change(ASYLUM.page_of(question.id)))
            for question in missing
        ],
        form=form,
        folded=draft.answers.code(device) == "shared",
        here=url_for("sending.check"),
        back_url=address_of(asked[-1]) if draft.wants_more else url_for("sending.result"),
        send_url=url_for("sending.send"),
        hand_over_url=url_for("hand_over.show") if draft.helped else "",
        more_left=len([page for page in every if page.id not in draft.seen]),
    )


def _change(page: Page) -> str:
    return url_for("apply.show", number=ASYLUM.numbers[page.id])
