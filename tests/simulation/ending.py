"""The end of a seed: faults are over, time passes, and every promise is looked at once more."""

from datetime import timedelta

from sqlalchemy import and_, select

from intake.actions.application.make_return_code import Visitor
from intake.actions.application.resume import NoSuchRequest, resume, try_code
from intake.actions.opening.case_keys import NoKeyForCase, case_key
from intake.actions.opening.open_draft import open_draft
from intake.actions.upkeep.jobs import STEADY_AFTER
from intake.audit.chain import alarms, head_to_change, verify
from intake.cases import erasing, walls
from intake.cases.models import Case
from intake.extensions import db, saving, wipe, writing
from intake.outbox.letters import CASE_RECEIVED
from intake.outbox.models import OutboxEmail, State
from intake.outbox.undelivered import orphaned_references
from intake.requests import applicant_access as own_row
from intake.sealing.tokens import new_token
from intake.sessions.models import StaffSession
from tests.simulation.applicants import check_answers
from tests.simulation.desk import load_case, reader_of
from tests.simulation.product import GET_LETTERS
from tests.simulation.upkeep import keep_house, work
from tests.simulation.world import Broken
from tests.support.rows import all_rows

ROUNDS = 12
SETTLED = (State.ROUTED, State.DELIVERED, State.PARKED, State.DROPPED)
WORDS = ("Testwick", "Lumo", "Wordfold", "Nourzad")
"""Parts of names, which no letter and no line of the log may contain."""


def end(world):
    """Finish everything that is under way, then check the invariants."""
    world.is_disturbed, world.mail.is_up = False, True
    for _ in range(ROUNDS):
        world.advance(timedelta(hours=6))
        world.run(work)
        if not _letters_on_their_way(world):
            break
    world.run(keep_house)
    world.advance(STEADY_AFTER + timedelta(hours=1))  # housekeeping may have seen a jump
    world.run(work)
    world.run(keep_house)
    for check in (
        _check_letters,
        _check_upkeep,
        _check_log,
        _check_words,
        _check_people,
        _check_desk,
        _check_file,
    ):
        with world.app.app_context():
            check(world)


def _letters_on_their_way(world):
    with world.app.app_context():
        query = select(OutboxEmail.id).where(OutboxEmail.state.not_in(SETTLED))
        return db.session.scalar(query.limit(1)) is not None


def _check_letters(world):
    """Check that each letter has arrived or waits for a person, and each case has its letter."""
    query = select(OutboxEmail.state).where(OutboxEmail.state.not_in(SETTLED))
    if state := db.session.scalar(query.limit(1)):
        raise Broken("a letter is neither delivered nor parked", state)
    if orphaned_references():
        raise Broken("a letter about an erased case is left")
    expected = sorted(world.members[name].keys.id for name in GET_LETTERS)
    present = select(Case.reference).where(Case.erase_asked_on.is_(None))
    for reference in db.session.scalars(present):  # letters about a withdrawn case are dropped
        letters = dict(_letters(reference))
        is_walled = any(world.behind_walls.get(letter_id) for letter_id in letters)
        if not letters or (sorted(letters.values()) != expected and not is_walled):
            raise Broken("a letter about a case is missing", f"{reference}, {len(letters)}")


def _letters(reference):
    """Yield the letters about a case, its own and those of its digest, with their readers."""
    about = OutboxEmail.reference == reference, OutboxEmail.letter == CASE_RECEIVED
    digests = select(OutboxEmail.origin_id).where(*about, OutboxEmail.reader.is_(None))
    own = and_(*about) | OutboxEmail.origin_id.in_(digests)
    letters = select(OutboxEmail.id, OutboxEmail.reader).where(own)
    for letter_id, reader in db.session.execute(letters.where(OutboxEmail.reader.is_not(None))):
        yield letter_id, reader or ""


def _check_upkeep(world):
    """Check that what should have been erased or locked is."""
    open_sessions = select(StaffSession.id).where(
        StaffSession.locked_at.is_(None), StaffSession.last_seen_at < world.now - timedelta(hours=1)
    )
    if db.session.scalar(open_sessions.limit(1)):
        raise Broken("an expired session keeps its keys")
    if any(erasing.withdrawn(at_most=100)):
        raise Broken("a withdrawn case was not erased")


def _check_log(world):
    """Check the chain of the log from its beginning, and that there is no alarm."""
    if codes := alarms(world.now):
        raise Broken("an alarm without an attack", ", ".join(codes))
    with writing():
        head = head_to_change()
        verified = verify(at_most=100_000)
        if verified.broken is not None or verified.upto.seq != head.seq:
            raise Broken("the chain of the log is broken")


def _check_words(world):
    """Check that neither mail nor log carries a word that a person wrote."""
    for word in WORDS:
        if any(word.encode() in content for content in world.mail.contents):
            raise Broken("mail carries a name")
        if any(word in text for text in world.log.texts):
            raise Broken("the log carries a name")


def _check_people(world):
    """Check that each code that was written down opens what was acknowledged, or is refused."""
    for person in world.people:
        for token in person.ended_tokens:
            if own_row.find_by_token(token, now=world.now):
                raise Broken("an ended session is alive", f"person {person.number}")
        if person.code:
            _check_code(world, person)


def _check_code(world, person):
    tried = try_code(person.code, Visitor(network=""), world.installation)
    token = new_token()
    try:
        with saving():
            row = resume(
                tried,
                token,
                today=world.today,
                now=world.now,
                installation=world.installation,
            )
    except NoSuchRequest:
        world.check_code_refused(person)
        return
    if person.withdrew or world.is_erased(person):
        raise Broken("the code of an erased request opens it", f"person {person.number}")
    if not row.sent:
        opened = open_draft(row, token, world.installation)
        check_answers(person, opened.draft.answers)


def _check_desk(world):
    """Open every case as a member who holds the team's keys, and try the walled ones as all."""
    for reference in all_rows(Case.reference):
        with world.app.app_context():
            load_case(world, world.members["gull"], reference)
    walled = all_rows(Case, Case.walled_keys.is_not(None))
    for member in world.members.values() if walled else ():
        reader = reader_of(world, member)
        for case in walled:
            try:
                case_key(case, reader)
            except NoKeyForCase:
                continue
            if reader.member_id not in walls.members_of(case):
                raise Broken("a member outside opens a walled case", case.reference)


def _check_file(world):
    """Check the database file: whole, and without a byte of the keys of what was erased."""
    db.session.remove()
    assert wipe()
    connection = db.session.connection()
    if connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
        raise Broken("the database is damaged")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Broken("a row without its parent")
    content = world.product.path.read_bytes()
    for case_id in world.erased:
        if any(wrap in content for wrap in world.wraps.get(case_id, ())):
            raise Broken("the wrap of an erased case is in the file", case_id)
