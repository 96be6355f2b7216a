"""Alerts at the top of the queue: one sentence for each thing that needs someone."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from intake import clock
from intake.actions.health.check import Moment, Result, State
from intake.actions.health.checks import CHECKS
from intake.actions.keys.grant_access import (
    asks_for_key,
    signers_of,
)
from intake.actions.keys.reseal_cases import is_under_way
from intake.actions.lending import is_borrower
from intake.actions.opening.case_keys import Reader, RolledBack
from intake.amendments.recalls import is_due
from intake.audit import log as audit
from intake.audit.acts import AuditAct
from intake.cases import alarms as p0_alarms
from intake.cases import erasing
from intake.cases.quarantine import count_invented, invented_among
from intake.cases.side_lists import closed_with_reply, in_nobodys_work
from intake.conflicts import stubs
from intake.eligibility.request import IntakeStatus
from intake.extensions import db, writing
from intake.keys import store as keys
from intake.referrals.places import overdue
from intake.sealing.seal import ContextMismatch, SealDamaged
from intake.sealing.teams import fingerprint
from intake.sessions import pending_forms
from intake.staff import invitations, recovery_codes
from intake.staff.models import StaffMember
from intake.staff.store import Act, may, shown_name
from intake.web.access import current_member, installation, keyring, signed_in
from intake.web.app_context import law, notice, referral_places, settings, today
from intake.web.desk.common.reader import team_members
from intake.web.desk.common.view import current_walls, current_workers
from intake.web.faults.request_ids import request_id
from intake.web.filters import long_date
from intake.words import N_

LINK = Markup('<a href="{}">{}</a>')

FEW_REFERENCES = 5
"""Most references in one sentence."""

AUDIT = ("audit_chain", "audit_waiting", "seals", "case_rows")
MAIL = ("worker", "mail_server", "email_late", "email_readers", "email_failed")
"""Codes of the health checks about which every member reads in the queue."""


def alerts() -> list[str]:
    """Return the alerts for the signed-in member."""
    moment, member = Moment(settings=settings(), now=clock.now()), current_member()
    holders = keys.members_with_keys(member.team_id)
    own = [*_own(member, holders)]
    is_able = member.id in holders
    return [
        *_unsent(),
        *([] if is_able else own),
        *_p0_unopened(),
        *_replies(),
        *_lost_behind_walls(),
        *_checked(moment, AUDIT),
        *_chain(member),
        *(own if is_able else []),
        *_signing(member),
        *_team(member, holders),
        *_codes(),
        *_checked(moment, ("secrets", *MAIL)),
        *_notice(),
        *_erasures(),
        *_reviews(),
    ]


def _unsent() -> Iterator[str]:
    """Yield a link to the first form that was saved when the desk locked and not sent since."""
    me = signed_in()
    if pending_forms.waiting(me.session.token_hash, member_id=me.member.id, now=clock.now()):
        url = url_for("signin.pending_forms.show")
        yield LINK.format(url, gettext("Something you typed before signing in is not sent yet."))


def _p0_unopened() -> Iterator[str]:
    """Yield the P0 cases that nobody opened in time and nobody took on, if this member may."""
    member = current_member()
    if not may(member.roles, Act.HOLD_TEAM_KEYS):
        return
    hidden, decides = current_walls().hidden_ids, may(member.roles, Act.DECIDE_CONFLICT)
    references = [
        reference
        for case_id, reference, is_held in p0_alarms.raised(member.team_id, clock.now())
        if case_id not in hidden and (decides or not is_held)
    ]
    if references:
        links = _first_links("case.show", references)
        yield Markup("{} {}.").format(
            gettext("P0 requests that nobody opened in time. Open one and take it on:"), links
        )


def _lost_behind_walls() -> Iterator[str]:
    """Yield the walled cases on which no member of the team is named any more."""
    if lost := [case.reference for case in current_walls().lost]:
        yield gettext(
            "Nobody here can open these walled cases: everyone who was named on them left. The "
            "server administrator opens them with two recovery sheets, by flask keys open-wall: "
            "%(references)s",
            references=_first_few(lost),
        )


def _replies() -> Iterator[str]:
    """Yield what applicants wrote or asked for in cases that nobody's work shows."""
    member = current_member()
    if not may(member.roles, Act.HOLD_TEAM_KEYS):
        return
    hidden, workers = current_walls().hidden_ids, current_workers()
    most = FEW_REFERENCES + 1
    unowned = in_nobodys_work(
        member.team_id,
        covered=[owner for owner, worker in workers.items() if worker],
        present=[owner for owner, worker in workers.items() if worker == owner],
        hidden=hidden,
        at_most=most,
    )
    closed = closed_with_reply(member.team_id, hidden=hidden, at_most=most)
    for says, references in (
        (N_("New message, answers or request for a call in nobody's work:"), unowned),
        (N_("New message or answers in a closed case:"), closed),
    ):
        if references:
            links = _first_links("messages.show", references)
            yield Markup("{} {}").format(gettext(says), links)


def _notice() -> Iterator[str]:
    """Yield what applicants read if not every case is taken on."""
    if notice().status is IntakeStatus.OPEN:
        return
    if day := notice().until:
        yield gettext("Applicants read: we take no new cases until %(day)s.", day=long_date(day))
    else:
        yield gettext("Applicants read: right now we take only urgent cases.")


def _codes() -> Iterator[str]:
    member_id = current_member().id
    if not recovery_codes.are_kept(member_id):
        yield gettext("You have no saved recovery codes. Make ten on your account page.")
    elif (count := recovery_codes.left(member_id)) < recovery_codes.FEW:
        yield ngettext(
            "%(num)s recovery code left. Make new ones on your account page.",
            "%(num)s recovery codes left. Make new ones on your account page.",
            count,
        )


def _checked(moment: Moment, codes: Collection[str]) -> Iterator[str]:
    """Yield what the health checks with these codes find and somebody must see to."""
    for check in CHECKS:
        if check.code in codes:
            result = Result(check, check.test(moment))
            if result.row.state is State.BAD or result.found.finding == "files":
                yield result.text


def _reviews() -> Iterator[str]:
    """Yield alerts about law and referral contacts to review, and about invented cases."""
    book = law()
    if stale := len(book.stale(on=today())):
        yield ngettext(
            "%(num)s legal value is due for review.",
            "%(num)s legal values are due for review.",
            stale,
        )
    member = current_member()
    if may(member.roles, Act.AMEND_LAW) and is_due(member.team_id, book):
        yield gettext("The law or rules changed. Recalculate deadlines for open cases: see Law.")
    if due := len(overdue(referral_places(), on=today())):
        yield ngettext(
            "%(num)s referral contact is due for review: see Law.",
            "%(num)s referral contacts are due for review: see Law.",
            due,
        )
    if count := count_invented():
        yield ngettext(
            "%(num)s test case is here. The server administrator can remove it "
            "with: flask demo remove",
            "%(num)s test cases are here. The server administrator can remove "
            "them with: flask demo remove",
            count,
        )


LACKING, KEPT = (
    N_(
        "Accepted and past the erase date, but no transfer is recorded. Copy the case on its page "
        "Transfer, or have another attorney or supervisor than the one who decided erase it:"
    ),
    N_("Withdrawn by the applicant but on legal hold. Lift the hold as soon as you may:"),
)


def _erasures() -> Iterator[str]:
    """Yield alerts about cases past their erase date, and withdrawn ones under a legal hold."""
    member = current_member()
    if is_borrower(member):
        return
    past = erasing.past_erasure(member.team_id, today=today())
    if unseen := [reference for reference, looked_at in past.items() if not looked_at]:
        yield ngettext(
            "%(num)s case is past its erase date but has not been reviewed. It stays until "
            "someone reviews and closes it: %(references)s",
            "%(num)s cases are past their erase date but have not been reviewed. They stay "
            "until someone reviews and closes them: %(references)s",
            len(unseen),
            references=_first_few(unseen),
        )
    if unclosed := [reference for reference, looked_at in past.items() if looked_at]:
        yield ngettext(
            "%(num)s open case is past its erase date. Close it if the work is finished: "
            "%(references)s",
            "%(num)s open cases are past their erase date. Close them if the work is "
            "finished: %(references)s",
            len(unclosed),
            references=_first_few(unclosed),
        )
    closed = erasing.closed_past_erasure(member.team_id, today=today())
    opened = stubs.with_stub(closed)
    if unopened := [reference for id_, reference in closed.items() if id_ not in opened]:
        yield ngettext(
            "%(num)s closed case is past its erase date but was never opened, so no "
            "conflict record would remain. Open it once: %(references)s",
            "%(num)s closed cases are past their erase date but were never opened, so no "
            "conflict record would remain. Open each once: %(references)s",
            len(unopened),
            references=_first_few(unopened),
        )
    if not may(member.roles, Act.HOLD_CASE):
        return
    for says, endpoint, references in (
        (LACKING, "case.show", erasing.lacking_transfer(member.team_id, today=today())),
        (KEPT, "erase.ask_to_lift", erasing.held_though_withdrawn(member.team_id)),
    ):
        if references:
            yield Markup("{} {}.").format(gettext(says), _first_links(endpoint, references))


def _first_links(endpoint: str, references: Sequence[str]) -> Markup:
    """Return links to the first few cases in one line."""
    links = Markup(", ").join(
        LINK.format(url_for(endpoint, reference=reference), label)
        for reference, label in labels_of(references[:FEW_REFERENCES]).items()
    )
    return links + Markup(" …") if references[FEW_REFERENCES:] else links


def _first_few(references: list[str]) -> str:
    """Return the first few references in one line."""
    few = labels_of(references[:FEW_REFERENCES]).values()
    return ", ".join(few) + (" …" if references[FEW_REFERENCES:] else "")


def labels_of(references: Collection[str]) -> dict[str, str]:
    """Return, by reference, what a page calls each case: its reference, or that of a test case."""
    invented = invented_among(references)
    return {
        reference: label_of(reference, invented=reference in invented) for reference in references
    }


def label_of(reference: str, *, invented: bool) -> str:
    """Return what a page calls one case."""
    return gettext("%(reference)s (test case)", reference=reference) if invented else reference


log = logging.getLogger(__name__)


@contextmanager
def audit_broken_seal(reader: Reader, *, case_id: str | None = None) -> Iterator[None]:
    """Log what does not open in the block, and record it for the desk, once a day for each case.

    Catch ``SealDamaged``, ``RolledBack`` and ``ContextMismatch``.
    """
    try:
        yield
    except (SealDamaged, RolledBack, ContextMismatch) as failure:
        fields = {"case_id": case_id, "code": failure.code, "request_id": request_id()}
        log.error("part of a page not opened", extra=fields, exc_info=failure)
        act, day, member_id = AuditAct.SEAL_BROKEN, today(), reader.member_id
        with writing():
            if not audit.is_recorded(act, on=day, member_id=member_id, case_id=case_id):
                audit.record(act, on=day, at=clock.now(), member_id=member_id, case_id=case_id)
                db.session.commit()


FEWEST = 2
"""With fewer holders, one forgotten password needs the recovery sheets."""


def _chain(member: StaffMember) -> Iterator[str]:
    try:
        keys.recipient_of(member.team_id, installation())
    except keys.UntrustedTeamKey:
        yield gettext(
            "The team's key on this server was replaced. No requests can be submitted until "
            "this is fixed. Tell the server administrator today."
        )
    if keys.any_pending_sheets():
        yield gettext(
            "The three recovery sheets are not printed yet. Until then, every case is lost if the "
            "first member loses their password, or their browser and sign-in sheet. They print "
            "them under Your account."
        )


def _own(member: StaffMember, holders: frozenset[str]) -> Iterator[str]:
    own = keyring().own  # the fingerprint as the member's own password opened it
    if own and own != fingerprint(member.public_key):
        yield gettext(
            "Your key on this server was replaced. Do not ask for access. Tell the server "
            "administrator today."
        )
    elif member.id in keys.members_with_unvouched_key(member.team_id):
        yield gettext(
            "Your own key is new. Ask a colleague who can open cases to compare its fingerprint "
            "under Team, by phone or in person. Otherwise you lose case access when the team gets "
            "new keys: %(fingerprint)s",
            fingerprint=own or fingerprint(member.public_key),
        )
    elif asks_for_key(member, Act.OPEN_CASE, holders):
        yield gettext(
            "You cannot open cases yet. Ask one of these colleagues for access: %(names)s. Read "
            "them this fingerprint, by phone or in person: %(fingerprint)s",
            names=_names(holders, Act.GRANT_ACCESS),
            fingerprint=own or fingerprint(member.public_key),
        )


def _signing(member: StaffMember) -> Iterator[str]:
    team_id = member.team_id
    if not may(member.roles, Act.MANAGE_TEAM) or member.id in keys.members_with_signing_key(
        team_id
    ):
        return
    signers = signers_of(team_id)
    if not signers:
        yield gettext(
            "No administrator holds the signing key. New keys need two recovery sheets. See Health."
        )
    elif asks_for_key(member, Act.MANAGE_TEAM, signers):
        yield gettext(
            "You do not hold the signing key yet. Ask one of these administrators for it: "
            "%(names)s. Read them this fingerprint, by phone or in person: %(fingerprint)s",
            names=_names(signers, Act.MANAGE_TEAM),
            fingerprint=keyring().own or fingerprint(member.public_key),
        )


def _names(ids: Collection[str], act: Act) -> str:
    """Return the names of those of these members who may do the act."""
    rows = [row for row in team_members() if row.id in ids and may(row.roles, act)]
    return ", ".join(map(shown_name, rows))


def few_holders(holders: frozenset[str]) -> str:
    """Return an alert if too few members can open the team's cases, else an empty text."""
    if len(holders) >= FEWEST:
        return ""
    return gettext(
        "Fewer than two members can open cases. If their passwords are lost, only the "
        "recovery sheets help. Give another colleague access."
    )


def _team(member: StaffMember, holders: frozenset[str]) -> Iterator[str]:
    if not may(member.roles, Act.SEE_TEAM):
        return
    colleagues = team_members()
    able = {row.id for row in colleagues if may(row.roles, Act.HOLD_TEAM_KEYS)}
    if few := few_holders(holders & able):
        yield few
    if may(member.roles, Act.MANAGE_TEAM) and any(
        link.asked_by != member.id
        for link in invitations.waiting_resets(member.team_id, clock.now())
    ):
        yield gettext(
            "A colleague's password was reset. If they asked for it, confirm it on their page "
            "under Team. If they did not, end the link there."
        )
    renews = may(member.roles, Act.GRANT_ACCESS) or may(member.roles, Act.MANAGE_TEAM)
    if renews and is_under_way(member.team_id):
        yield gettext("The team's key renewal is not finished. See Team.")
    if not may(member.roles, Act.GRANT_ACCESS):
        return
    others = [row for row in colleagues if row.id != member.id]
    if any(asks_for_key(row, Act.OPEN_CASE, holders) for row in others):
        yield gettext("A colleague is waiting for case access. See Team.")
    if others and keys.members_with_unvouched_key(member.team_id) & {row.id for row in others}:
        yield gettext("The new key of a colleague is not compared yet. See Team.")
