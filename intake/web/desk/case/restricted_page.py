"""Open a case, and show a page of it; or its card and conflict, where its answers are hidden."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Protocol

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from intake import clock
from intake.actions.case.erase_case import EraseReason
from intake.actions.case.open_case import HeldCase, LockedCase, OpenedCase, open_case
from intake.actions.case.record_contact import store_reminder_address
from intake.actions.case.tell_decision import (
    ASKS,
    Told,
    letters_read,
    settle_read_letters,
    telling_of,
    tries_to_tell,
)
from intake.actions.conflicts.check_conflicts import (
    Check,
    Hit,
    check_conflicts,
    is_first_opening,
    is_partial,
    repeat_check,
    settle_conflicts,
    settle_repeated,
)
from intake.actions.conflicts.wall_case import Grounds, deciders_of
from intake.actions.lending import is_borrower
from intake.actions.opening.case_keys import NOT_OPENED, Reader
from intake.actions.opening.case_notes import OpenNote
from intake.actions.opening.case_stubs import open_lists
from intake.cases import packs, store
from intake.cases.card import Card
from intake.cases.contact_safety import Channel, usual_channel
from intake.cases.models import Case, Conflict, Task
from intake.cases.pipeline import Status, moves_from
from intake.cases.store import NoSuchCase
from intake.conflicts import stubs
from intake.conflicts.name_list import kind_and_name
from intake.conflicts.traits import Why
from intake.extensions import saving
from intake.frozen import frozen
from intake.messages.wordings import DECLINE
from intake.questionnaire.asylum.you import birth_date
from intake.questionnaire.reading import stored_answers
from intake.staff.store import Act
from intake.web.access import current_member
from intake.web.answers import date_lines
from intake.web.app_context import Values, settings, today
from intake.web.desk.case.case_forms import (
    CloseHeldForm,
    ConflictForm,
    HandHoldForm,
    MessageForm,
    NoteForm,
    TellingForm,
)
from intake.web.desk.case.frame import frame_context
from intake.web.desk.common.alerts import labels_of
from intake.web.desk.common.case_words import HELD, HELD_BY_HAND
from intake.web.desk.common.fields import DeskForm, LineField, filled, options_of
from intake.web.desk.common.letters import first_language, has_template, languages_for
from intake.web.desk.common.reader import (
    actor_of,
    cards_of,
    current_reader,
    name_and_roles_of,
    save_packs,
)
from intake.web.desk.common.recent_action import recent_action_context
from intake.web.desk.common.rows import compared_words, covered_words, row_of
from intake.web.desk.common.view import NOT_OPENED_WORDS, case_url, current_queue, current_walls
from intake.words import N_

SURE, UNSURE = N_("Matched on full name."), N_("Possible match.")


@frozen
class UnfinishedCheck:
    """A conflict check that ran out of time, and the cursor to continue from."""

    case: Case
    check: Check
    cursor: str


UnopenedCase = HeldCase | LockedCase | UnfinishedCheck


class CheckForm(DeskForm):
    """The place at which the conflict check of a case continues."""

    cursor = LineField()


class CasePage(Protocol):
    """A page of a case. *form* is one that was refused with *status*."""

    def __call__(
        self, reference: str, form: DeskForm | None = None, status: int = 200, **path: str
    ) -> ResponseReturnValue:
        """Return the page, or why the answers are not shown."""


def case_page(
    template: str, *, tab: str
) -> Callable[[Callable[[OpenedCase, Reader, DeskForm | None], Values]], CasePage]:
    """Make a page of the function that returns what *template* shows besides the frame.

    The guard goes around it. A form that was refused on it is shown by the same page, which looks
    at the member's rights once more.
    """

    def decorate(
        content: Callable[[OpenedCase, Reader, DeskForm | None], Values],
    ) -> CasePage:
        @wraps(content)
        def page(
            reference: str, form: DeskForm | None = None, status: int = 200, **_path: str
        ) -> ResponseReturnValue:
            reader = current_reader()
            opened = load_case(reference, reader)
            if not isinstance(opened, OpenedCase):
                return unopened_page(opened, reader, form, status)
            frame = frame_context(opened, reader, form, tab=tab)
            return render_template(template, **frame, **content(opened, reader, form)), status

        return page

    return decorate


def load_case(reference: str, reader: Reader) -> OpenedCase | UnopenedCase:
    """Open a case and record that; before the first opening, finish its conflict check.

    Raise ``NoSuchCase``, to a volunteer also for a case that is not lent to them.
    """
    case = store.find(reference, team_id=reader.team_id)
    if is_borrower(current_member()) and not current_queue().shows(case.id):
        raise NoSuchCase
    version = case.version
    check = _check(case, reader) if case.conflict is None else None
    save_packs(reader)
    if isinstance(check, UnfinishedCheck):
        return check
    with saving():
        if check is not None:
            settle_conflicts(actor_of(reader, version), reference, check)
        if case.decided and reader.holds_team_key:
            read_on = letters_read(case.team_id, case_id=case.id)
            settle_read_letters(actor_of(reader, version), read_on)
        opened = open_case(reference, reader, today=today(), now=clock.now())
        if isinstance(opened, OpenedCase):
            store_reminder_address(opened)
    if check is None and isinstance(opened, OpenedCase) and _repeat_check(opened, reader):
        return load_case(reference, reader)
    return opened


def _check(case: Case, reader: Reader) -> Check | UnfinishedCheck | None:
    """Return the check, or ``None`` for a case that does not open: opening it will say why.

    A volunteer makes no check, because without the team's keys it would compare with nobody.
    """
    if not reader.holds_team_key:
        return None
    try:
        cursor = CheckForm(request.form).cursor.data
        check, next_cursor = check_conflicts(case, reader, cursor, clock=clock.now)
    except NOT_OPENED:
        return None
    return check if check.is_end else UnfinishedCheck(case=case, check=check, cursor=next_cursor)


def _repeat_check(opened: OpenedCase, reader: Reader) -> bool:
    """Make a check again that could not read every case, or that more names were imported since.

    Return true if that changed its result.

    It searches for up to two seconds, and a card that never opens leaves every check so: it is made
    on the first page of a visit, and not on the page of a form that was refused.
    """
    case = opened.case
    if request.method != "GET" or not is_partial(case, opened.notes):
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


def unopened_page(
    unopened: UnopenedCase, reader: Reader, form: DeskForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page of a case whose answers are not shown: being checked, restricted or locked.

    *form* is one that was refused with *status*. What was typed into some is shown again.
    """
    case = unopened.case
    if isinstance(unopened, UnfinishedCheck):
        total = packs.count_cards(case.team_id, invented=case.invented)
        page = render_template(
            "desk/case/checking.html",
            case=case,
            unfinished=unopened,
            total=total,
            covers=covered_words(total, 0 if case.invented else stubs.count_names(case.team_id)),
        )
        return page, status
    unsaved = form.text.data if isinstance(form, MessageForm | NoteForm) else ""
    if isinstance(unopened, HeldCase):
        page = render_template(
            "desk/case/restricted.html",
            **frame_context(unopened, reader, form, tab="conflict"),
            unsaved=unsaved,
            **_held_context(unopened, reader, form),
        )
    else:
        page = render_template(
            "desk/locked.html",
            case=case,
            version=unopened.version,
            row=row_of(case, None),
            problem=gettext(NOT_OPENED_WORDS[unopened.failure]),
            unsaved=unsaved,
            **recent_action_context(),
            **_locked_erasing_context(unopened, reader),
        )
    return page, status


def erasing_context(reader: Reader) -> Values:
    """Return the variables of ``case_erasing.html``."""
    return {
        "may_erase": reader.may(Act.ERASE_CASE),
        "may_hold": reader.may(Act.HOLD_CASE),
        "reasons_to_erase": options_of(EraseReason),
    }


def telling_context(opened: OpenedCase | HeldCase, task: Task, form: DeskForm | None) -> Values:
    """Return the variables of ``telling.html``, with the attempts since the decision."""
    tries = tries_to_tell(opened.notes, task, opened.case.tier)
    now = clock.now().astimezone(settings().time_zone)
    channel = usual_channel(opened.card.contact)
    outcome = channel and Told.TOLD
    new = {"outcome": outcome, "channel": channel, "on": now.date(), "at": f"{now:%H:%M}"}
    return {
        "tries": tries,
        "telling_form": filled(form, TellingForm, **new),
        "outcomes": options_of(
            told
            for told in Told
            if told not in ASKS and (told is not Told.UNREACHED or tries.enough)
        ),
        "channels": options_of(Channel),
    }


def _locked_erasing_context(locked: LockedCase, reader: Reader) -> Values:
    """Return the same for a case that does not open, which may be erased only if it has a stub.

    A case whose seal is broken can have none, and an invented case needs none. A walled case is
    erased by its named members; the hold of a withdrawn one is lifted by whoever may decide it.
    """
    case, context = locked.case, erasing_context(reader)
    if case.walled_keys:
        may_lift = context["may_hold"] and case.erase_asked_on is not None
        return context | {"may_erase": False, "may_hold": may_lift}
    erasable = locked.broken or case.invented or stubs.of_case(case.id) is not None
    return context | {"may_erase": context["may_erase"] and erasable}


def _held_context(held: HeldCase, reader: Reader, form: DeskForm | None) -> Values:
    """Return the variables of ``desk/case/restricted.html`` besides those of the frame."""
    case, may_decide = held.case, reader.may(Act.DECIDE_CONFLICT)
    is_by_hand = case.conflict == Conflict.POSSIBLE and not any(hit.holds for hit in held.hits)
    stands = case.conflict == Conflict.CONFLICT and held.decided is not None
    task = telling_of(case) if case.is_to_close and may_decide else None
    return {
        **(telling_context(held, task, form) if task else {}),
        "says": gettext(HELD_BY_HAND if is_by_hand else HELD[case.conflict or ""]),
        "compared": compared_words(case, held.card) if case.conflict else (),
        "hits": shown_hits(held.hits, reader),
        "unopened": held.unopened,
        "stands": held.stands,
        **conflict_context(held.decided, reader, form, shown=bool(case.conflict)),
        "may_hand": reader.may(Act.ASSIGN)
        and not may_decide
        and case.conflict is not None
        and not case.is_closed,
        "hand_form": filled(form, HandHoldForm),
        "deciders": [(member.id, name_and_roles_of(member.id)) for member in deciders_of(case)],
        "candidates": _candidates(held, reader) if may_decide else [],
        "may_close": stands
        and may_decide
        and not case.is_to_close
        and Status.CLOSED in moves_from(case.stage, reader.roles),
        "close_form": filled(form, CloseHeldForm, language=first_language(held, DECLINE)),
        "languages": [
            (tag, name) for tag, name in languages_for(held) if has_template(DECLINE, tag)
        ],
        **erasing_context(reader),
    }


def conflict_context(
    decision: OpenNote | None, reader: Reader, form: DeskForm | None, *, shown: bool
) -> Values:
    """Return what was decided about a conflict, and the form if there is something to decide."""
    return {
        "decision": decision,
        "decided_for": gettext(Grounds(decision.facts["grounds"]).says) if decision else "",
        "may_decide": shown and reader.may(Act.DECIDE_CONFLICT),
        "conflict_form": filled(form, ConflictForm),
        "grounds": options_of(Grounds),
    }


def _candidates(held: HeldCase, reader: Reader) -> list[Values]:
    """Return this applicant and each person found whose case this member may see."""
    how: dict[str, list[str]] = {}
    for hit in dict.fromkeys(held.hits):
        if hit.reference:
            sure = SURE if hit.sure else UNSURE
            words = f"{gettext(hit.why.says)}. {gettext(sure)}"
            how.setdefault(hit.reference, []).append(words)
    hidden = set(current_walls().hidden_ids)
    cases = [
        case for case in store.with_references(how, team_id=reader.team_id) if case.id not in hidden
    ]
    cards, labels = cards_of(cases, reader), labels_of(how)
    others = [
        person_in_words(
            cards.get(case.id),
            labels[case.reference],
            case_url(case.reference),
            " ".join(how[case.reference]),
        )
        for case in cases
    ]
    return [person_in_words(held.card, gettext("This applicant")), *others]


def person_in_words(card: Card | None, label: str, url: str = "", how: str = "") -> Values:
    """Return a person to compare. *how* says how they match; *card* is ``None`` if it is sealed."""
    stored = {birth_date.id: card.birth_date} if card and card.birth_date else {}
    said = stored_answers(stored).date(birth_date)
    return {
        "label": label,
        "url": url,
        "how": how,
        "opened": card is not None,
        "names": card.all_names if card else (),
        "birth_date": ", ".join(date_lines(said)) if said else "",
        "adverse": card.do_not_tell if card else "",
    }


def shown_hits(hits: Iterable[Hit], reader: Reader) -> list[Values]:
    """Return the matches in words, each once, sure ones first.

    No case is named that was erased or is walled, and an imported name only to members who hold
    the team's keys.
    """
    hits = dict.fromkeys(hits)
    lists = open_lists(reader)[0] if any(hit.imported for hit in hits) else {}
    labels = labels_of({hit.reference for hit in hits if hit.reference})
    return [
        {
            "says": gettext(hit.why.says),
            "imported": kind_and_name(hit.imported, lists),
            "sure": hit.sure,
            "label": labels.get(hit.reference, ""),
            "url": case_url(hit.reference) if hit.reference else "",
            "is_erased": not (hit.reference or hit.imported) and hit.why is not Why.WALLED,
        }
        for hit in sorted(hits, key=lambda hit: (not hit.sure, hit.reference, hit.why))
    ]
