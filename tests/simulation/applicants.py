"""Acts of applicants. Each does what its page does, and remembers what the page acknowledged."""

from dataclasses import replace

from intake.actions.application.answer_later import answer_later, open_own_case
from intake.actions.application.make_return_code import Visitor, attach_code, make_code
from intake.actions.application.resume import NoSuchRequest, resume, shown_code, try_code
from intake.actions.application.submit import (
    Origin,
    ready_to_send,
    receipt_of,
    save_draft,
    start_request,
    submit,
)
from intake.actions.application.write_to_staff import (
    mark_own_read,
    own_messages,
    withdraw_request,
    write_to_staff,
)
from intake.actions.opening.open_draft import open_draft
from intake.amendments.approved import law_book
from intake.cli.app_context import practice
from intake.extensions import db, saving, writing
from intake.messages.models import Direction
from intake.questionnaire.answers import Answer
from intake.questionnaire.journey import pages_to_ask
from intake.requests import applicant_access as own_row
from intake.sealing.tokens import new_token
from intake.traffic.arrivals import network_hash
from tests.simulation.people import AT_SENDING, PAGES, Person
from tests.simulation.world import Broken

RETENTION_DAYS = 90
TRIES = 6
"""Times that a page does its work again after another tab changed the draft."""


def begin_request(world):
    """Answer the first page, which begins a request and a session."""
    person = Person(
        len(world.people), is_conflicted=bool(world.people) and world.choices.random() < 0.15
    )
    world.people.append(person)
    token = new_token()
    opened = start_request(
        token, language="en", today=world.today, now=world.now, installation=world.installation
    )
    person.request_id = opened.request.id
    page, answers = PAGES[0]
    draft = opened.draft.keep(page, answers)
    saved = save_draft(opened, draft, today=world.today, now=world.now)
    world.pause()
    person.offer(answers)
    with saving():
        own_row.add(saved.request)
    person.token = token
    _saved(person, saved, answers)
    return f"person {person.number}"


def answer_page(world):
    """Answer some pages of a draft, or a page again; the second page makes a code."""
    person = world.pick([each for each in world.people if each.token and not each.reference])
    if person is None or person.token is None:
        return "nobody"
    pages, token = None, person.token
    for _ in range(TRIES):
        row = _session(world, person, token)
        if row is None or row.sent:
            return "no draft"
        opened = _own_draft(world, person, row, token)
        pages = pages or person.next_pages(opened.draft, world.choices)
        draft, answers = opened.draft, dict[str, Answer]()
        for page, of_page in pages:
            draft, answers = draft.keep(page, of_page), answers | of_page
        before = row.answers
        saved = save_draft(opened, draft, today=world.today, now=world.now)
        world.pause()
        person.offer(answers)
        person.last_saved = min(person.last_saved, world.today)
        with writing():
            if not own_row.save_draft(saved.request, instead_of=before):
                continue
            db.session.commit()
        _saved(person, saved, answers)
        if not row.has_code and len(draft.seen) >= 2:
            _give_code(world, person, token)
        return f"person {person.number} answered {len(answers)} questions"
    return "another tab was faster"


def look_at_code(world):
    """Show the code page again."""
    person = world.pick([each for each in world.people if each.token])
    if (
        person is None
        or person.token is None
        or (row := _session(world, person, person.token)) is None
    ):
        return "nobody"
    if code := shown_code(row, person.token, world.installation):
        person.code = code
    return f"person {person.number}"


def send_request(world):
    """Press Send; a second press sends nothing more."""
    person = world.pick([each for each in world.people if each.token and each.code])
    if person is None or person.token is None:
        return "nobody"
    token = person.token
    for _ in range(TRIES):
        row = _session(world, person, token)
        if row is None or row.sent:
            break
        opened = _own_draft(world, person, row, token)
        if len(opened.draft.seen) < len(PAGES):
            return "not complete"
        answers = opened.draft.answers.plus(AT_SENDING)
        opened = replace(opened, draft=replace(opened.draft, answers=answers))
        if _submit(world, person, opened, token):
            break
    return _look_at_receipt(world, person, token)


def leave(world):
    """Press *Leave this site*."""
    person = world.pick([each for each in world.people if each.token], prefer_last=0.1)
    if person is None or person.token is None or _session(world, person, person.token) is None:
        return "nobody"
    token, person.session_uncertain = person.token, True
    with saving():
        if row := own_row.find_by_token(token, now=world.now, to_change=True):
            own_row.end_session(row)
    _dead(person, token)
    return f"person {person.number}"


def come_back(world):
    """Enter the return code: a new session replaces the one before."""
    person = world.pick([each for each in world.people if each.code])
    if person is None:
        return "nobody"
    tried = try_code(person.code, Visitor(network=""), world.installation)
    token, today, now = new_token(), world.today, world.now
    world.pause()
    person.session_uncertain = True
    try:
        with saving():
            row = resume(tried, token, today=today, now=now, installation=world.installation)
    except NoSuchRequest:
        world.check_code_refused(person)
        return f"person {person.number}, code opens nothing"
    _dead(person, person.token)
    person.token, person.session_uncertain = token, False
    person.has_mailbox = row.sent
    person.session_until = row.session_until
    return f"person {person.number}"


def answer_after_sending(world):
    """Give other words for an answer of a case."""
    person = world.pick(_with_case(world))
    if person is None or person.token is None:
        return "nobody"
    page, answers = person.other_words(world.choices)
    token = person.token
    world.pause()
    with writing():
        if (own := _own_case(world, token)) is None:
            return "no case"
        if page not in pages_to_ask(own.draft):
            return "not asked"
        person.offer(answers)
        answer_later(own, page, answers, law=law_book(), practice=practice(), today=world.today)
        db.session.commit()
    person.acknowledge(answers)
    return f"person {person.number}"


def write_message(world):
    """Write to staff."""
    person = world.pick(_with_case(world))
    if person is None or person.token is None:
        return "nobody"
    person.words_written += 1
    text = f"Words of {person.name} {person.words_written}"
    token = person.token
    world.pause()
    with writing():
        if (own := _own_case(world, token)) is None:
            return "no case"
        write_to_staff(own, text, today=world.today, now=world.now)
        db.session.commit()
    person.wrote.append(text)
    return f"person {person.number}"


def read_mailbox(world):
    """Read the messages, and mark them as read."""
    person = world.pick(_with_case(world))
    if person is None or person.token is None:
        return "nobody"
    token = person.token
    row = _session(world, person, token)
    if row is None or not row.sent or not row.key_under_token:
        return "no mailbox"
    own = open_own_case(row, token, world.installation)
    messages = own_messages(own, world.now)
    written = [message.text for message in messages if message.direction is Direction.IN]
    if lost := set(person.wrote) - set(written):
        raise Broken("a message to staff is lost", f"{len(lost)} of person {person.number}")
    check_answers(person, own.draft.answers)
    world.pause()
    with saving():
        mark_own_read(own, messages, today=world.today, now=world.now)
    return f"person {person.number} reads {len(messages)}"


def withdraw(world):
    """Delete the request."""
    person = world.pick([each for each in world.people if each.token], prefer_last=0.1)
    if person is None or person.token is None:
        return "nobody"
    token = person.token
    with writing():
        row = own_row.find_by_token(token, now=world.now, to_change=True)
        if row is None or not row.key_under_token:
            return "no mailbox"
        person.may_be_withdrawn = person.session_uncertain = True
        withdraw_request(row, today=world.today)
        db.session.commit()
    person.withdrew = True
    _dead(person, token)
    return f"person {person.number}"


def check_answers(person, answers):
    """Raise :class:`Broken` if a stored answer is not one that was acknowledged."""
    if lost := person.faults_in(answers):
        raise Broken("an acknowledged answer is lost", f"{lost} of person {person.number}")


def _submit(world, person, opened, token):
    ready = ready_to_send(
        opened,
        law=law_book(),
        practice=practice(),
        retention_days=RETENTION_DAYS,
        received=world.today,
    )
    world.pause(odds=0.35)
    person.references.add(ready.receipt.reference)
    person.case_ids.add(ready.case_id)
    network = network_hash(f"network {person.number % 2}", secret=world.product.settings.secret_key)
    origin = Origin(network=network, most=world.product.settings.quarantine_above)
    with writing():
        if not submit(ready, token, now=world.now, origin=origin):
            return False
        db.session.commit()
    return True


def _look_at_receipt(world, person, token):
    """Show the page after sending, with the reference."""
    row = _session(world, person, token)
    if row is None or row.receipt is None:
        return f"person {person.number} sent nothing"
    receipt = receipt_of(row, token, world.installation)
    if receipt is None or person.reference not in ("", receipt.reference):
        raise Broken("two references for one send", f"person {person.number}")
    person.reference = receipt.reference
    return f"person {person.number} got {receipt.reference}"


def _give_code(world, person, token):
    new_code = make_code(Visitor(network=""), world.installation)
    world.pause()
    with writing():
        row = own_row.find_by_token(token, now=world.now, to_change=True)
        if row and not row.has_code and not row.sent:
            attach_code(_own_draft(world, person, row, token), token, new_code)
            db.session.commit()
    if row := own_row.find_by_token(token, now=world.now):
        person.code = shown_code(row, token, world.installation) or ""


def _saved(person, saved, answers):
    person.acknowledge(answers)
    person.saves = max(person.saves, saved.saves)
    person.last_saved = saved.request.kept_on
    person.session_until = saved.request.session_until


def _own_draft(world, person, row, token):
    opened = open_draft(row, token, world.installation, saves_seen=person.saves)
    check_answers(person, opened.draft.answers)
    return opened


def _own_case(world, token):
    """Return the case of this session, to change it."""
    row = own_row.find_by_token(token, now=world.now, to_change=True)
    if row is None or not row.sent or not row.key_under_token:
        return None
    return open_own_case(row, token, world.installation, to_change=True)


def _session(world, person, token):
    """Return the row of the session; raise :class:`Broken` if it ended too soon."""
    row = own_row.find_by_token(token, now=world.now)
    if row is not None:
        return row
    is_over = person.session_until is None or person.session_until <= world.latest
    is_deleted = world.is_erased(person) or person.may_be_withdrawn
    is_replaced = person.token != token or person.session_uncertain
    if not (is_over or is_deleted or is_replaced):
        raise Broken("a session ended too soon", f"person {person.number}")
    return None


def _dead(person, token):
    """Expect that this session opens nothing any more."""
    if token:
        person.ended_tokens.append(token)
    person.token, person.session_uncertain, person.has_mailbox = None, False, False


def _with_case(world):
    return [person for person in world.people if person.token and person.has_mailbox]


APPLICANTS = (
    *[begin_request] * 3,
    *[answer_page] * 6,
    *[send_request] * 5,
    *[come_back] * 3,
    *[answer_after_sending] * 2,
    *[write_message] * 2,
    *[read_mailbox] * 2,
    look_at_code,
    leave,
    withdraw,
)
