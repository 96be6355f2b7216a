"""The page of a case whose answers are hidden: its card, the matches found, and the decision."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.open_case import HeldCase, LockedCase, OpenedCase, open_case
from intake.actions.case.record_contact import store_reminder_address
from intake.actions.case.tell_decision import letters_read, restore_tellings, settle_read_letters
from intake.actions.conflicts.check_conflicts import (
    Check,
    Hit,
    check_conflicts,
    is_first_opening,
    repeat_check,
    settle_conflicts,
    settle_repeated,
    unread_in_check,
)
from intake.actions.conflicts.wall_case import Grounds, deciders_of
from intake.actions.lending import is_borrower
from intake.actions.opening.case_keys import NOT_OPENED, Reader
from intake.cases import packs, store
from intake.cases.card import Card
from intake.cases.models import Case, Conflict
from intake.cases.pipeline import Status, moves_from
from intake.cases.store import NoSuchCase
from intake.conflicts.traits import Why
from intake.extensions import saving
from intake.frozen import frozen
from intake.messages.wordings import DECLINE
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.reading import stored_answers
from intake.staff.store import Act, may
from intake.web.access import signed_in
from intake.web.answers import date_lines, spoken_name
from intake.web.app_context import settings, today
from intake.web.desk.case.case_forms import (
    CloseHeldForm,
    ConflictForm,
    HandHoldForm,
    MessageForm,
    NoteForm,
)
from intake.web.desk.case.erasing_part import erasing_context, locked_erasing_context
from intake.web.desk.case.frame import frame_context, locked_context, page_url
from intake.web.desk.common.alerts import labels_of
from intake.web.desk.common.case_words import AGAINST, GROUNDS, HELD, HELD_BY_HAND
from intake.web.desk.common.fields import DeskForm
from intake.web.desk.common.letters import has_template
from intake.web.desk.common.reader import (
    MemberNames,
    actor_of,
    cards_of,
    current_reader,
    save_packs,
)
from intake.web.desk.common.rows import compared_words
from intake.web.desk.common.view import case_url, current_queue, current_walls
from intake.words import N_

SURE, UNSURE = N_("Matched on full name."), N_("Possible match.")


@frozen
class ShownHit:
    """A person whom the conflict check found, in words.

    *label* and *url* name the case and link to it. Both are empty if it was erased or is walled.
    """

    says: str
    sure: bool
    label: str
    url: str
    is_erased: bool


@frozen
class Candidate:
    """A person in the comparison of a conflict: this applicant, or one who was found.

    ``how`` says how they match, and is empty for the applicant. ``opened`` is false where the card
    of the case found did not open.
    """

    label: str
    url: str
    opened: bool
    names: tuple[str, ...]
    birth_date: str
    adverse: str
    how: str


def held_context(held: HeldCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the variables of ``desk/case/restricted.html`` besides those of the frame."""
    case, decision = held.case, held.decided
    names = MemberNames(with_roles=True)
    return {
        "says": gettext(_explanation(held)),
        "compared": compared_words(case, held.card) if case.conflict else (),
        "hits": shown_hits(held.hits),
        "unsaved": unsaved_text(form),
        "unopened": held.unopened,
        "stands": held.stands,
        "wall_url": page_url("wall.show", case) if may(reader.roles, Act.WALL_CASE) else "",
        "decision": decision,
        "decided_for": gettext(GROUNDS[Grounds(decision.facts["grounds"])]) if decision else "",
        "decided_by": names.of(decision.member_id) if decision else "",
        **conflict_form_context(case, reader, form, shown=bool(case.conflict)),
        **_hand_context(case, reader, form),
        "candidates": _candidates(held, reader) if may(reader.roles, Act.DECIDE_CONFLICT) else [],
        **_closing_context(held, reader, form),
        **erasing_context(case, reader),
    }


def unsaved_text(form: DeskForm | None) -> str:
    """Return what a member typed for a case that no longer opens; empty for other forms."""
    return form.text.data or "" if isinstance(form, MessageForm | NoteForm) else ""


def _explanation(held: HeldCase) -> str:
    """Return the sentence that says why the answers are hidden."""
    if held.case.conflict == Conflict.POSSIBLE and not held.hits:
        return HELD_BY_HAND
    return HELD[Conflict(held.case.conflict) if held.case.conflict else None]


def _hand_context(case: Case, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the form that hands a held case to a member who may decide, for one who may not."""
    is_for_other = may(reader.roles, Act.ASSIGN) and not may(reader.roles, Act.DECIDE_CONFLICT)
    names = MemberNames(with_roles=True)
    return {
        "may_hand": is_for_other and case.conflict is not None and case.stage is not Status.CLOSED,
        "hand_form": form if isinstance(form, HandHoldForm) else HandHoldForm(),
        "deciders": [(member.id, names.of(member.id)) for member in deciders_of(case)],
        "hand_url": page_url("conflict.hand", case),
    }


def _candidates(held: HeldCase, reader: Reader) -> list[Candidate]:
    """Return this applicant and each person found whose case this member may see."""
    how: dict[str, list[str]] = {}
    for hit in dict.fromkeys(held.hits):
        if hit.reference:
            sure = SURE if hit.sure else UNSURE
            how.setdefault(hit.reference, []).append(
                f"{gettext(AGAINST[hit.why])}. {gettext(sure)}"
            )
    hidden = set(current_walls().hidden_ids)
    cases = [
        case for case in store.with_references(how, team_id=reader.team_id) if case.id not in hidden
    ]
    cards, labels = cards_of(cases, reader), labels_of(how)
    return [
        _candidate(gettext("This applicant"), "", held.card, ""),
        *(
            _candidate(
                labels[case.reference],
                case_url(case.reference),
                cards.get(case.id),
                " ".join(how[case.reference]),
            )
            for case in cases
        ),
    ]


def _candidate(label: str, url: str, card: Card | None, how: str) -> Candidate:
    return Candidate(
        label=label,
        url=url,
        opened=card is not None,
        names=card.all_names if card else (),
        birth_date=birth_date_of(card) if card else "",
        adverse=card.do_not_tell if card else "",
        how=how,
    )


def birth_date_of(card: Card) -> str:
    """Return the birth date of a card in words; empty if the applicant gave none."""
    stored = {birth_date.id: card.birth_date} if card.birth_date else {}
    said = stored_answers(stored).date(birth_date)
    return ", ".join(date_lines(said)) if said else ""


def _closing_context(held: HeldCase, reader: Reader, form: DeskForm | None) -> dict[str, Any]:
    """Return the form that closes a case whose conflict stands, and the reviewed languages."""
    case = held.case
    stands = case.conflict == Conflict.CONFLICT and held.decided is not None
    may_move = Status.CLOSED in moves_from(case.stage, reader.roles)
    new_form = CloseHeldForm(data={"language": held.language})
    return {
        "may_close": stands and may_move and may(reader.roles, Act.DECIDE_CONFLICT),
        "close_form": form if isinstance(form, CloseHeldForm) else new_form,
        "languages": [
            (tag, spoken_name(tag))
            for tag in dict.fromkeys([held.language, *settings().languages])
            if has_template(DECLINE, tag)
        ],
        "close_url": page_url("conflict.close", case),
    }


def conflict_form_context(
    case: Case, reader: Reader, form: DeskForm | None, *, shown: bool
) -> dict[str, Any]:
    """Return the form that decides about a conflict; *shown* if there is something to decide."""
    return {
        "may_decide": shown and may(reader.roles, Act.DECIDE_CONFLICT),
        "conflict_form": form if isinstance(form, ConflictForm) else ConflictForm(),
        "grounds": [(code.value, gettext(label)) for code, label in GROUNDS.items()],
        "decide_url": page_url("conflict.decide", case),
    }


def shown_hits(hits: Iterable[Hit]) -> list[ShownHit]:
    """Return the matches in words, each once, sure ones first."""
    hits = dict.fromkeys(hits)
    labels = labels_of({hit.reference for hit in hits if hit.reference})
    ranked = sorted(hits, key=lambda hit: (not hit.sure, hit.reference, hit.why))
    return [
        ShownHit(
            says=gettext(AGAINST[hit.why]),
            sure=hit.sure,
            label=labels.get(hit.reference, ""),
            url=case_url(hit.reference) if hit.reference else "",
            is_erased=not hit.reference and hit.why is not Why.WALLED,
        )
        for hit in ranked
    ]


@frozen
class UnfinishedCheck:
    """A conflict check that ran out of time, and the cursor to continue from."""

    case: Case
    check: Check
    cursor: str


UnopenedCase = HeldCase | LockedCase | UnfinishedCheck


def load_case(reference: str, reader: Reader, *, cursor: str = "") -> OpenedCase | UnopenedCase:
    """Open a case and record that; before the first opening, finish its conflict check.

    *cursor* says how far an earlier request came with the check. Raise ``NoSuchCase``, to a
    volunteer also for a case that is not lent to them.
    """
    case = store.find(reference, team_id=reader.team_id)
    if is_borrower(signed_in().member) and not current_queue().shows(case.id):
        raise NoSuchCase
    version = case.version
    check = _check(case, reader, cursor) if case.conflict is None else None
    save_packs(reader)
    if isinstance(check, UnfinishedCheck):
        return check
    with saving():
        if check is not None:
            settle_conflicts(actor_of(reader, version), reference, check)
        if case.decided and reader.holds_team_key:
            restore_tellings(actor_of(reader, version), [case.id])
            read_on = letters_read(case.team_id, case_id=case.id)
            settle_read_letters(actor_of(reader, version), read_on)
        opened = open_case(reference, reader, today=today(), now=clock.now())
        if isinstance(opened, OpenedCase):
            store_reminder_address(opened)
    if check is None and isinstance(opened, OpenedCase) and _repeat_check(opened, reader):
        return load_case(reference, reader)
    return opened


def _repeat_check(opened: OpenedCase, reader: Reader) -> bool:
    """Make a check again that could not read every case. Return true if that changed its result.

    It searches for up to two seconds, and a card that never opens leaves every check so: it is made
    on the first page of a visit, and not on the page of a form that was refused.
    """
    case = opened.case
    if request.method != "GET" or not unread_in_check(case, opened.notes):
        return False
    if not is_first_opening(case, reader, now=clock.now()):
        return False
    check = repeat_check(case, reader, clock=clock.now)
    save_packs(reader)
    if check is None:
        return False
    with saving():
        by = actor_of(reader, opened.version)
        return settle_repeated(by, case.reference, check)


def _check(case: Case, reader: Reader, cursor: str) -> Check | UnfinishedCheck | None:
    """Return the check, or ``None`` for a case that does not open: opening it will say why.

    A volunteer makes no check, because without the team's keys it would compare with nobody.
    """
    if not reader.holds_team_key:
        return None
    try:
        check, next_cursor = check_conflicts(case, reader, cursor, clock=clock.now)
    except NOT_OPENED:
        return None
    return check if check.is_end else UnfinishedCheck(case=case, check=check, cursor=next_cursor)


def case_page(
    reference: str,
    form: DeskForm | None,
    status: int,
    template: str,
    *,
    tab: str,
    context: Callable[[OpenedCase, Reader, DeskForm | None], Mapping[str, Any]],
) -> ResponseReturnValue:
    """Return a page of a case, with what *context* has for it, or why its answers are not shown.

    *form* is one that was refused with *status*.
    """
    reader = current_reader()
    opened = load_case(reference, reader)
    if not isinstance(opened, OpenedCase):
        return unopened_page(opened, reader, form, status)
    frame = frame_context(opened, reader, form, tab=tab)
    return render_template(template, **frame, **context(opened, reader, form)), status


def unopened_page(
    unopened: UnopenedCase, reader: Reader, form: DeskForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page of a case whose answers are not shown: being checked, restricted or locked.

    *form* is one that was refused with *status*.
    """
    if isinstance(unopened, UnfinishedCheck):
        case = unopened.case
        page = render_template(
            "desk/case/checking.html",
            unfinished=unopened,
            total=packs.count_cards(case.team_id, invented=case.invented),
            go_on_url=page_url("conflict.go_on", case),
        )
    elif isinstance(unopened, HeldCase):
        page = render_template(
            "desk/case/restricted.html",
            **frame_context(unopened, reader, form, tab="conflict"),
            **held_context(unopened, reader, form),
        )
    else:
        page = render_template(
            "desk/locked.html",
            unsaved=unsaved_text(form),
            **locked_context(unopened),
            **locked_erasing_context(unopened, reader),
        )
    return page, status
