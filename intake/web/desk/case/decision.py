"""The decision about a case: its merits, the decision with its reason, and the letter about it."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, ValidationError

from intake.actions.case import record_contact as acts
from intake.actions.case.decide_case import (
    CLOSES_FOR,
    DECLINES,
    Choice,
    Decision,
    closes_for,
    confirm_closing,
    decide_case,
    decides_alone,
    may_choose,
    propose_again,
    withdraw_proposal,
)
from intake.actions.case.open_case import OpenedCase, key_to_write
from intake.actions.case.record_contact import MERITS, asked_to_stop, contact_attempts
from intake.actions.case.set_follow_up import BookedCall, NextDate, begin_work
from intake.actions.case.tell_decision import Told, tell_by
from intake.actions.links import needs_second
from intake.actions.opening.case_keys import Actor, Reader, case_key
from intake.actions.opening.case_messages import Words
from intake.actions.opening.case_notes import newest, proposed_closing
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases.contact_safety import Channel, email_allowed
from intake.cases.pipeline import DECIDERS, CloseReason, erase_on, reasons_for
from intake.messages.wordings import WORDINGS, WordingId, tagged_lines
from intake.notes.store import NoteKind
from intake.staff.store import Act
from intake.web.access import staff
from intake.web.answers import spoken_name
from intake.web.app_context import Values, settings, today
from intake.web.desk.case.restricted_page import case_page
from intake.web.desk.case.wall import on_case
from intake.web.desk.common.case_words import (
    APPROVE,
    LETTER_FOR,
    MERIT,
    WAITING,
    WEIGHED,
)
from intake.web.desk.common.fields import (
    LONGEST_LETTER,
    NO_TIME,
    CodeField,
    DayField,
    DeskForm,
    EnumField,
    LanguageField,
    LineField,
    RowIdField,
    TimeField,
    WordsField,
    WordsForm,
    check_call,
    filled,
    options_of,
)
from intake.web.desk.common.letters import (
    ANOTHER_LANGUAGE,
    NO_TEMPLATE,
    can_be_in,
    first_language,
    has_template,
    is_of_another_language,
    languages_for,
    letter_text,
    wanted_language,
)
from intake.web.desk.common.reader import assignable_members, name_of
from intake.web.desk.common.recent_action import day_and_time
from intake.web.filters import long_date
from intake.words import N_

blueprint = Blueprint("decision", __name__)
proposals = Blueprint("proposals", __name__)


class DecisionForm(WordsForm):
    """A decision, its reason, and the letter that the applicant will read."""

    choice = EnumField(Choice, "Choose a decision.", allowed=frozenset(Choice) - {Choice.CLOSE})
    reason = EnumField(CloseReason)
    text = WordsField("Enter why you decided this.")
    language = LanguageField()
    letter = WordsField(longest=LONGEST_LETTER)
    wording = EnumField(WordingId)
    made_for = LineField()
    do = CodeField(("preview", "decide"))
    owner = RowIdField()
    call_on = DayField()
    call_at = TimeField("")
    next_on = DayField()
    next_note = LineField()

    def validate_call_at(self, field: Field) -> None:
        """Refuse a call without a time, at one that clocks skip, or on a day off."""
        if self.call_on.data and not field.data:
            raise ValidationError(gettext(NO_TIME))
        check_call(self.call_on.data, field.data)

    @property
    def previews(self) -> bool:
        """Return true if the letter shall only be shown."""
        return self.do.data == "preview"

    @property
    def close_reason(self) -> CloseReason | None:
        """Return the reason of a decline; ``None`` for any other decision."""
        return self.reason.data if self.choice.data is Choice.DECLINE else None

    @property
    def letter_key(self) -> str:
        """Return decision, reason and language as one text: if it changes, so must the letter."""
        parts = (self.choice.data, self.close_reason, self.language.data)
        return " ".join(filter(None, parts))

    def validate_reason(self, _field: Field) -> None:
        """Refuse a decline without a reason. The applicant never reads it."""
        if self.choice.data is Choice.DECLINE and self.close_reason not in DECLINES:
            raise ValidationError(gettext("Choose a reason."))

    def validate_letter(self, field: WordsField) -> None:
        """Refuse a letter that was not looked at, or was made for something else."""
        if self.previews:
            return
        if not field.data:
            raise ValidationError(gettext("Preview the letter before you decide."))
        if self.made_for.data != self.letter_key:
            raise ValidationError(
                gettext("You changed the decision. Reset the letter to the template, then decide.")
            )
        tag = self.language.data
        if self.wording.data and not has_template(WORDINGS[self.wording.data], tag):
            raise ValidationError(gettext(NO_TEMPLATE))
        if is_of_another_language(field.data, tag):
            raise ValidationError(gettext(ANOTHER_LANGUAGE))


class FactorField(CodeField):
    """One factor of the merits: for the case, against it, or open."""

    def __init__(self, **options: Any) -> None:
        super().__init__(WEIGHED, N_("Rate every factor."), **options)


class MeritsForm(WordsForm):
    """The factors for and against a case. Each is considered, even if it stays open."""

    nexus = FactorField()
    credibility = FactorField()
    persecutor = FactorField()
    serious_crime = FactorField()
    resettlement = FactorField()
    one_year = FactorField()
    forum = FactorField()
    venue = FactorField()
    capacity = FactorField()
    vulnerability = FactorField()
    text = WordsField("Enter the reasons for these ratings.", id="merits-text")


@blueprint.get("/desk/cases/<reference>/decision")
@staff(Act.MOVE_CASE)
@case_page("desk/case/decision.html", tab="decision")
def show(opened: OpenedCase, reader: Reader, form: DeskForm | None) -> Values:
    """Show the merits, what was decided, and the forms for the next step."""
    case = opened.case
    merits = newest(opened.notes, NoteKind.MERITS)
    codes = dict.fromkeys(MERITS, "open") | (dict(merits.facts) if merits else {})
    decision_form = form if isinstance(form, DecisionForm) else _new_form(opened)
    shows_preview = decision_form.previews and not decision_form.errors
    if shows_preview and decision_form.choice.data:
        _fill_letter(decision_form, opened)
    tag = decision_form.language.data
    return {
        "called": newest(opened.notes, NoteKind.SCREENING),
        "merits": [
            (gettext(MERIT[id_]), gettext(WEIGHED[merits.facts[id_]])) for id_ in MERITS if merits
        ],
        "merits_note": merits,
        "merits_form": filled(form, MeritsForm, **codes),
        "factors": options_of(MERIT),
        "weights": options_of(WEIGHED),
        **_proposal_context(opened, reader),
        "decision_form": decision_form,
        "choices": choices(opened, reader),
        "reasons": options_of(decline_reasons(reader)),
        "languages": languages_for(opened),
        "letter_language": spoken_name(tag) if tag else "",
        "has_email": bool(email_allowed(opened.card.contact, to_stop=asked_to_stop(opened.notes))),
        "accepts": decision_form.choice.data is Choice.ACCEPT,
        "owners": assignable_members(case),
        "today": today(),
        "tell_by": tell_by(case, today()),
        "language_note": _language_note(decision_form, opened),
        "told": _told(opened),
        "shows_letter": bool(decision_form.letter.data) or shows_preview,
        "near": needs_second(case_key(case, reader), today=today()),
        "may_work": reader.may(Act.WORK_CASE) and not case.is_closed,
    }


def _preview(reference: str, form: DecisionForm) -> ResponseReturnValue | None:
    """Show the letter, also before reason and text are complete, and without their errors."""
    if not (form.previews and form.choice.data):
        return None
    is_complete = DecisionForm(request.form).validate()
    return show(reference, form, 200 if is_complete else 422)


@blueprint.post("/desk/cases/<reference>/decision")
@on_case(Act.MOVE_CASE, DecisionForm, refused=show, instead=_preview)
def decide(by: Actor, form: DecisionForm, reference: str) -> str:
    """Preview the letter, or decide and send it."""
    letter = Words(
        text=form.letter.data,
        language=form.language.data,
        wording=str(form.wording.data or ""),
        member_id=by.member_id,
    )
    decision = Decision(
        choice=form.choice.chosen,
        reason=form.close_reason,
        text=form.text.data,
        letter=letter,
        erase_on=_erased(form),
    )
    is_decided = decide_case(by, key_to_write(by, reference), decision)
    if is_decided and decision.choice is Choice.ACCEPT:
        call_on, next_on = form.call_on.data, form.next_on.data
        call = BookedCall(on=call_on, time=form.call_at.data) if call_on else None
        step = NextDate(on=next_on, note=form.next_note.data) if next_on else None
        begin_work(by, reference, form.owner.data, call, step)
    return "decision.show"


@blueprint.post("/desk/cases/<reference>/confirm")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def confirm(by: Actor, _form: DeskForm, reference: str) -> str:
    """Agree, as a second member, to close the case."""
    confirm_closing(by, reference)
    return "decision.show"


@blueprint.post("/desk/cases/<reference>/confirm-alone")
@on_case(
    Act.MOVE_CASE, DeskForm, refused=show, fresh="Approve a closing that nobody else can approve"
)
def confirm_alone(by: Actor, _form: DeskForm, reference: str) -> str:
    """Close the case on another day, because the team has nobody else who could agree."""
    confirm_closing(by, reference, has_second_factor=True)
    return "decision.show"


@blueprint.post("/desk/cases/<reference>/merits")
@on_case(Act.MOVE_CASE, MeritsForm, refused=show)
def record_merits(by: Actor, form: MeritsForm, reference: str) -> str:
    """Record the merits of the case, after the screening call."""
    facts = {name: form[name].data for name in MERITS}
    acts.record_merits(by, reference, form.text.data, facts)
    return "decision.show"


@proposals.post("/desk/cases/<reference>/proposal/withdraw")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def withdraw(by: Actor, _form: DeskForm, reference: str) -> str:
    """Withdraw the closing that this member proposed."""
    withdraw_proposal(by, reference)
    return "decision.show"


@proposals.post("/desk/cases/<reference>/proposal/again")
@on_case(Act.MOVE_CASE, DeskForm, refused=show)
def again(by: Actor, _form: DeskForm, reference: str) -> str:
    """Propose again what this member just withdrew."""
    propose_again(by, reference)
    return "decision.show"


def _proposal_context(opened: OpenedCase, reader: Reader) -> Values:
    """Return the closing that waits for a second member, if there is one."""
    case = opened.case
    proposal = proposed_closing(opened.notes) if not case.is_closed else None
    if proposal is None:
        return {"proposal": None}
    letter, choice = proposal.facts["letter"], Choice(proposal.facts["choice"])
    reason = CLOSES_FOR.get(choice) or CloseReason(proposal.facts["reason"])
    is_own = proposal.member_id == reader.member_id
    has_decided = reader.member_id in (proposal.member_id, proposal.facts.get("decided_by"))
    may_close = bool(DECIDERS & set(reader.roles)) and reason in reasons_for(reader.roles)
    return {
        "proposal": proposal,
        "proposal_title": gettext(WAITING[choice]),
        "approve": gettext(APPROVE[choice]),
        "proposed_for": gettext(reason.says),
        "proposal_lines": list(tagged_lines(letter["text"], letter["language"])) if letter else [],
        "proposal_language": spoken_name(letter["language"]) if letter else "",
        "may_confirm": may_close and not has_decided,
        "is_alone": may_close and has_decided and decides_alone(case, reader),
        "is_own_proposal": is_own,
    }


def _new_form(opened: OpenedCase) -> DecisionForm:
    """Return the form with the choice in the query; then the letter is shown at once."""
    query = {name: request.args.get(name, "") for name in ("choice", "reason")}
    form = DecisionForm(data={"owner": opened.case.assignee_id, **query})
    choice = form.choice.data
    wording = WORDINGS[LETTER_FOR[choice or Choice.DECLINE]]
    form.language.data = first_language(opened, wording)
    if choice and (form.close_reason is None) == (choice is not Choice.DECLINE):
        form.do.data = "preview"
    return form


def _language_note(form: DecisionForm, opened: OpenedCase) -> str:
    """Return why the letter is not in the language of the applicant; empty where it is."""
    tag, theirs = form.language.data, wanted_language(opened)
    if not tag or tag == theirs:
        return ""
    wording = WORDINGS[LETTER_FOR[form.choice.data or Choice.DECLINE]]
    languages = {"theirs": spoken_name(theirs), "language": spoken_name(tag)}
    if can_be_in(theirs, wording):
        return gettext(
            "They read or speak %(theirs)s best. This letter goes out in %(language)s.",
            **languages,
        )
    return gettext(
        "There is no template in %(theirs)s, so the letter goes out in %(language)s. Tell them in "
        "%(theirs)s.",
        **languages,
    )


def _told(opened: OpenedCase) -> str:
    """Return how the applicant was told of the last decision, or asked us to close the case.

    Or that nobody recorded it.
    """
    case, told = opened.case, newest(opened.notes, NoteKind.TOLD)
    decided, read_on = newest(opened.notes, NoteKind.DECISION), None
    if case.decided is None and decided is not None:
        read_on = log.last_day(AuditAct.LETTER_READ, case.id)
    facts: Any = decided.facts.get("asked") if decided else None
    if case.decided is None and told and decided and told.at >= decided.at:
        facts = {**told.facts, "by": told.member_id}
    if facts:
        at = datetime.fromisoformat(facts["at"]).replace(tzinfo=settings().time_zone)
        return gettext(
            "%(outcome)s: %(way)s, %(when)s, %(who)s",
            outcome=gettext(Told(facts["outcome"]).says),
            way=gettext(Channel(facts["way"]).says if facts["way"] else "no contact method"),
            when=day_and_time(at),
            who=name_of(facts["by"]),
        )
    if read_on and decided and read_on >= decided.at.astimezone(settings().time_zone).date():
        return gettext("They read the letter in the mailbox on %(day)s.", day=long_date(read_on))
    needs_letter = case.closed_for in {*DECLINES, CloseReason.REFERRED_OUT}
    return gettext("Nobody recorded whether they were told.") if needs_letter else ""


def _fill_letter(form: DecisionForm, opened: OpenedCase) -> None:
    """Put the ready text into the form, or none if this language does not have it."""
    wording = WORDINGS[LETTER_FOR[form.choice.chosen]]
    tag = form.language.data
    exists = has_template(wording, tag)
    form.letter.data = letter_text(wording, opened, tag, erased=_erased(form)) if exists else ""
    form.wording.data = wording.id if exists else None
    form.made_for.data = form.letter_key
    if not exists:
        form.problem = gettext(NO_TEMPLATE)


def choices(opened: OpenedCase, reader: Reader) -> list[tuple[str, str]]:
    """Return the decisions that status, attempts and roles allow now."""
    case = opened.case
    hidden = {Choice.CLOSE}
    if not contact_attempts(opened.notes, case.tier).enough:
        hidden.add(Choice.GIVE_UP)
    return options_of(
        choice
        for choice in Choice
        if choice not in hidden and may_choose(choice, case.stage, reader.roles)
    )


def decline_reasons(reader: Reader) -> list[CloseReason]:
    """Return the reasons for which these roles may decline."""
    return [reason for reason in reasons_for(reader.roles) if reason in DECLINES]


def _erased(form: DecisionForm) -> date | None:
    """Return the day on which the case is erased if this decision closes it."""
    reason = closes_for(form.choice.chosen, form.close_reason)
    if reason is None:
        return None
    return erase_on(reason, closed_on=today(), promised_days=settings().retention_days)
