"""Send a request: assess and seal it, add the case with its dates, and queue the email to staff."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from intake.actions.assessment.deadline_changes import early_of
from intake.actions.assessment.describe_case import (
    card_of,
    diary_dates,
    is_early,
    new_facts,
    sealed_dates,
    story_of,
)
from intake.actions.opening.open_draft import DraftRolledBack, OpenDraft, context_of, seal_draft
from intake.audit import log
from intake.audit.acts import AuditAct
from intake.cases import applicant_access as own_case
from intake.cases import store as cases
from intake.cases.card import Card, ClearRow, row_of
from intake.cases.pipeline import new_reference
from intake.cases.tags import Tag, written
from intake.diary import applicant_access as own_dates
from intake.diary import entries
from intake.eligibility.request import Practice
from intake.extensions import new_id
from intake.frozen import frozen
from intake.keys import store as keys
from intake.law.book import LawBook
from intake.offices.store import route_to
from intake.outbox import letters
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.asylum.reach import shared_phone
from intake.questionnaire.asylum.start import call_language, device
from intake.questionnaire.asylum.you import spoken_languages
from intake.questionnaire.journey import Draft, live_answers
from intake.questionnaire.languages import BY_TAG, clear_tag
from intake.questionnaire.questions import Email, LongText, Phone, Text
from intake.questionnaire.reading import from_content, to_content
from intake.requests import applicant_access as own_row
from intake.requests.applicant_access import OwnRequest
from intake.sealing.opening import open_under
from intake.sealing.seal import invented_key, new_key, seal_to, seal_under
from intake.sealing.tokens import Proof, session_proof
from intake.traffic import arrivals
from intake.triage.assess import Triage, assess
from intake.triage.deadlines import Tier

TYPED = frozenset(
    id_
    for id_, question in ASYLUM.questions.items()
    if isinstance(question, Text | LongText | Phone | Email)
)
"""Questions answered in words of one's own, which no plan reads."""


@frozen
class Receipt:
    """The data of the page after sending: reference, day of review, day of erasure, and the plan.

    With ``is_shared`` other people use the device or see the phone, so that the code stays folded
    and the session opens no mailbox. ``answers`` are those of the plan, without names, numbers and
    texts; empty after coming back.
    """

    reference: str
    look_by: date
    erase_on: date
    is_shared: bool = True
    answers: Answers = Answers()
    is_helped: bool = False


@frozen
class Origin:
    """The network from which a request is sent, as a keyed hash.

    ``most`` is the number of cases within an hour above which it fills the quarantine; 0 for no
    limit.
    """

    network: bytes
    most: int


@frozen
class Ready:
    """A draft that was assessed and sealed, which takes time, before the transaction begins."""

    opened: OpenDraft
    receipt: Receipt
    case_id: str
    team_id: str
    triage: Triage
    received: date
    card: Card
    dates: tuple[entries.NewEntry, ...]
    invented: bool
    add_case: Callable[..., None]
    """Add the case. Takes ``card``, sealed, ``quarantined_on`` and ``tags``."""


def ready_to_send(
    opened: OpenDraft,
    *,
    law: LawBook,
    practice: Practice,
    retention_days: int,
    received: date,
    after_hours: bool = False,
    flags: tuple[str, ...] = (),
    is_own_form: bool = True,
    invented: bool = False,
) -> Ready:
    """Assess the draft and seal it for the team. Reads only.

    Without *is_own_form* a member typed, so that the language of the form is not taken as one to
    call in. *invented* marks the case as made up for a demonstration. Raise ``UntrustedTeamKey``
    if the team's key does not chain to the pin.
    """
    draft = replace(opened.draft, as_of=received)
    draft = with_call_language(draft) if is_own_form else draft
    answers = live_answers(draft.answers, as_of=received)
    triage = assess(
        answers,
        law,
        today=received,
        received=received,
        staffed=practice.staffed,
        after_hours=after_hours,
        early=early_of(opened.key, None, today=received),
    )
    case_id, team_id = new_id(), keys.the_team_id()
    team = keys.recipient_of(team_id, opened.installation)
    key_context = context_of(opened.request, "wrap:case-key", opened.installation, row=case_id)
    language = opened.draft.language
    card = replace(card_of(answers, triage, flags=flags), revision=0, language=language)
    clear = triage.clear
    due_early = clear.due_on == clear.act_by and is_early(triage)
    new = ClearRow(
        tier=clear.tier.value,
        due_on=clear.due_on,
        due_early=due_early,
        received_on=received,
        invented=invented,
    )
    new_dates = [added for each in triage.deadlines for added in diary_dates(each, triage)]
    dates = sealed_dates(new_dates, partial(_sealed, opened, "diary"))
    card = replace(card, row=row_of(new, card, new_facts(dates)))
    story = story_of(draft, answers, revision=0)
    office = route_to(team_id, card.region, language)
    receipt = Receipt(
        reference=new_reference(),
        look_by=clear.look_by,
        erase_on=received + timedelta(days=retention_days),
        is_shared=is_seen_by_others(answers) or not is_own_form,
        answers=answers.without(TYPED),
        is_helped=draft.helped,
    )
    return Ready(
        opened=opened,
        receipt=receipt,
        case_id=case_id,
        team_id=team_id,
        triage=triage,
        received=received,
        card=card,
        dates=dates,
        invented=invented,
        add_case=partial(
            cases.add,
            id=case_id,
            request_id=opened.request.id,
            reference=receipt.reference,
            team_id=team_id,
            epoch=team.epoch,
            tier=clear.tier,
            steps=cases.steps_of(clear.steps),
            look_by=clear.look_by,
            due_on=clear.due_on,
            due_early=due_early,
            received_on=received,
            language=clear_tag(language),
            erase_on=receipt.erase_on,
            sealed_key=seal_to(team.recipient, opened.key, key_context),
            story=_sealed(opened, "story", story, row=case_id),
            invented=invented,
            office_id=office.office_id if office else None,
        ),
    )


def submit(ready: Ready, token: bytes, *, now: datetime, origin: Origin | None = None) -> bool:
    """Add the case in the caller's transaction; return ``True`` if it was added.

    If many came from its *origin* within the hour, it is marked, and put into quarantine unless
    it is P0.

    It is not added if the row holds another draft than was assessed, for example after an answer
    in another tab. Raise ``DraftRolledBack`` if a case exists already: a request is sent once.
    The session keeps the key and so opens its mailbox; on a device that others use, it loses the
    key and becomes a short one.
    """
    request, installation = ready.opened.request, ready.opened.installation
    receipt = seal_receipt(ready.receipt, request, token, installation)
    minutes = SHORT_MINUTES if ready.receipt.is_shared else None
    if not own_row.mark_sent(
        request, case_id=ready.case_id, receipt=receipt, minutes=minutes, now=now
    ):
        return False
    if own_case.exists(request.proof):
        raise DraftRolledBack
    is_flood = origin is not None and (
        bool(origin.most) and arrivals.is_above(origin.network, origin.most, now)
    )
    is_aside = is_flood and ready.triage.clear.tier is not Tier.P0
    aside = {"aside": ready.received.isoformat()} if is_aside else {}
    card = replace(ready.card, row={**(ready.card.row or {}), **aside})
    ready.add_case(
        card=_sealed(ready.opened, "card", card.to_json(), row=ready.case_id),
        quarantined_on=ready.received if is_aside else None,
        tags=written([Tag.FLOOD] if is_flood else []),
    )
    if origin is not None and origin.most:
        arrivals.add(ready.case_id, origin.network, now=now)
    own_dates.add(request.proof, ready.case_id, *ready.dates)
    # Mail names only a language chosen to be called in: that of the form may tell a country (D11).
    letters.case_received(
        team_id=ready.team_id,
        reference=ready.receipt.reference,
        tier=ready.triage.clear.tier,
        due_on=ready.triage.clear.due_on,
        language=ready.opened.draft.language,
        call_language=ready.opened.draft.answers.code(call_language),
        queued_on=ready.received,
        invented=ready.invented,
        is_held=is_aside,
    )
    first_date = ready.dates[0].id if ready.dates else None
    log.record(AuditAct.CASE_RECEIVED, on=ready.received, case_id=ready.case_id, made=first_date)
    return True


def receipt_of(request: OwnRequest, token: bytes, installation: str) -> Receipt | None:
    """Return the data of the page after sending, or ``None`` if this session sent nothing."""
    if request.receipt is None:
        return None
    context = context_of(request, "receipt", installation)
    content = json.loads(open_under(token, request.receipt, context))
    return Receipt(
        reference=content["reference"],
        look_by=date.fromisoformat(content["look_by"]),
        erase_on=date.fromisoformat(content["erase_on"]),
        is_shared=content.get("shared", True),
        answers=from_content(content) if "answers" in content else Answers(),
        is_helped=content.get("helped", False),
    )


def is_seen_by_others(answers: Answers) -> bool:
    """Return true where others use the device or see the phone."""
    return answers.code(device) == "shared" or answers.code(shared_phone) == "yes"


def with_call_language(draft: Draft) -> Draft:
    """Return the draft with the language chosen at ``/`` as the one to call in.

    It stays as it is if another was chosen at ``/other-language``, or if this one is not among
    the languages that the applicant says they speak.
    """
    spoken = draft.answers.codes(spoken_languages)
    is_spoken = draft.language in spoken if spoken else draft.language in BY_TAG
    if call_language.id in draft.answers or not is_spoken:
        return draft
    return replace(draft, answers=draft.answers.plus({call_language.id: draft.language}))


def _sealed(opened: OpenDraft, kind: str, content: Any, *, row: str) -> bytes:
    context = context_of(opened.request, kind, opened.installation, row=row)
    return seal_under(opened.key, _bytes(content), context)


def seal_receipt(receipt: Receipt, request: OwnRequest, token: bytes, installation: str) -> bytes:
    """Return the receipt sealed for the session of this token."""
    content = {
        "reference": receipt.reference,
        "look_by": receipt.look_by.isoformat(),
        "erase_on": receipt.erase_on.isoformat(),
        "shared": receipt.is_shared,
        "helped": receipt.is_helped,
        **to_content(receipt.answers),
    }
    context = context_of(request, "receipt", installation)
    return seal_under(token, _bytes(content), context)


def _bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


LONG_MINUTES = 300
"""Minutes after which an idle session ends on a device that is the applicant's own."""


def save_draft(opened: OpenDraft, draft: Draft, *, today: date, now: datetime) -> OpenDraft:
    """Return the request with *draft* sealed in it, and with its session extended.

    The caller writes it, with ``add`` or ``save_draft`` of ``applicant_access``, and commits.
    """
    changed = replace(opened, draft=draft, saves=opened.saves + 1)
    own_row.set_draft(changed.request, seal_draft(changed), on=today)
    is_own_device = draft.answers.code(device) == "mine"
    changed.request.session_minutes = LONG_MINUTES if is_own_device else SHORT_MINUTES
    own_row.extend(changed.request, now)
    return changed


SHORT_MINUTES = 30
"""Minutes after which an idle session ends, unless the device is the applicant's own."""


def start_request(
    token: bytes,
    *,
    language: str,
    today: date,
    now: datetime,
    installation: str,
    request_id: str = "",
    invented: bool = False,
) -> OpenDraft:
    """Return a new request without answers for the session of this token.

    *request_id* is given where the same request may be sent again, which then cannot be added. An
    *invented* one has a key that is no secret.

    The caller adds it, with ``applicant_access.add``, and commits.
    """
    request_id = request_id or new_id()
    request = OwnRequest(
        id=request_id,
        proof=Proof(request_id=request_id, shown=session_proof(token)),
        session_until=now + timedelta(minutes=SHORT_MINUTES),
        session_minutes=SHORT_MINUTES,
        language=clear_tag(language),
        kept_on=today,
    )
    key = invented_key(installation, request_id) if invented else new_key()
    request.key_under_token = seal_under(
        token, key, context_of(request, "wrap:token", installation)
    )
    opened = OpenDraft(
        request=request,
        key=key,
        draft=Draft(as_of=today, language=language, begun_at=now),
        installation=installation,
    )
    own_row.set_draft(request, seal_draft(opened), on=today)
    return opened


@frozen
class TypedForm:
    """The fields that were posted, and the address of their page without the language.

    ``is_refused`` tells that the page says what is wrong with them.
    """

    place: str
    fields: tuple[tuple[str, str], ...]
    is_refused: bool


def save_typed_form(request: OwnRequest, token: bytes, typed: TypedForm, installation: str) -> None:
    """Seal a form into the row of its session. The caller commits."""
    sealed = seal_under(
        token,
        json.dumps([typed.place, typed.fields, typed.is_refused], ensure_ascii=False).encode(),
        context_of(request, "typed-form", installation),
    )
    own_row.set_typed_form(request, sealed)


def typed_form_at(
    request: OwnRequest, token: bytes, *, place: str, installation: str
) -> TypedForm | None:
    """Return the form that was typed at this place, if it is the one that is kept."""
    if request.typed_form is None:
        return None
    context = context_of(request, "typed-form", installation)
    typed_at, fields, is_refused = json.loads(open_under(token, request.typed_form, context))
    if typed_at != place:
        return None
    pairs = tuple((name, value) for name, value in fields)
    return TypedForm(place=place, fields=pairs, is_refused=is_refused)
