"""Walk every page that applicants may be shown, in every state."""

import re
from hashlib import sha256

from sqlalchemy import delete

from intake.extensions import db
from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date, Dates
from intake.storage_faults import StorageFault
from intake.traffic.models import TryCount
from intake.web import limits
from tests.support.clients.applicant import ACKNOWLEDGED, ASK_NOTHING, Applicant
from tests.support.databases.writing import writing_in
from tests.support.tour.people import FERESHTE, MERLIN, NERIN, OONA, TARVIQ

WRONG_CODE = "123456789012345678901234"
TOO_LONG = "x" * 2000
NO_DAY = {"calendar": "gregorian", "day": "45", "month": "1", "year": "2020"}
ANOTHER_CALENDAR = {"calendar": "gregorian", "day": "1", "month": "1", "year": "1380"}


def walk(album, language, *, mistakes=True):
    """Store all pages in a language, with or without the states after mistakes."""
    _walk_first_pages(album, language)
    _walk_whole_form(album, language, mistakes=mistakes)
    if mistakes:
        _walk_with_other_answers(album, language)
        _walk_error_pages(album, language)


def _walk_first_pages(album, language):
    visitor = album.browser()
    visitor.get("/")
    visitor.get(f"/{language}/")
    for link in sorted(set(album.links())):
        if link.startswith((f"/{language}/", "/other-language")):
            visitor.get(link, follow_redirects=True)
    visitor.get(f"/{language}/other-help/abroad")
    visitor.get("/source")
    visitor.get(f"/{language}/languages?at=safety")
    for page in ("cleared", "set-aside", "nothing-here", "paper"):
        visitor.get(f"/{language}/{page}")
    _ask_for_a_call(album, language)


def _ask_for_a_call(album, language):
    """Find and choose a language that the site does not write, and post its page empty."""
    caller = Applicant(album.browser(), language=language)
    caller.open("/other-language")
    caller.post("/other-language", {"find": ["quiche"]})
    caller.post("/other-language", {"call_language": ["ht"]})
    caller.open(f"/{language}/f/call")
    caller.post(f"/{language}/f/call", {})


def _walk_whole_form(album, language, *, mistakes):
    """Answer nearly all questions, each after its mistakes; check, send, return, delete."""
    applicant = Applicant(album.browser(), FERESHTE, language=language)
    applicant.begin()
    _answer_until_result(applicant, mistakes=mistakes)
    applicant.open(f"/{language}/f/check")
    applicant.post(f"/{language}/f/send", {"send": ["now"]})
    applicant.open(f"/{language}/f/hand-over")
    code = applicant.open(f"/{language}/f/code").text
    _open_answered_pages(album, applicant)
    _pass_a_minute(album)
    applicant.open(f"/{language}/f/check")
    applicant.post(f"/{language}/f/send", {"send": ["more"]})
    _answer_until_result(applicant, mistakes=mistakes)
    applicant.open(f"/{language}/f/start")
    album.state = "with every answer"
    applicant.open(f"/{language}/f/{ASYLUM.numbers['heard_from']}")
    applicant.open(f"/{language}/f/check")
    applicant.post(f"/{language}/f/send", {"send": ["now"]})
    album.state = ""
    applicant.post(f"/{language}/f/send", {**ACKNOWLEDGED, "send": ["now"]})
    applicant.open(f"/{language}/f/start")
    _walk_mailbox(album, language, code)


def _answer_until_result(applicant, *, mistakes):
    for _ in range(90):
        if applicant.path.endswith(("/f/result", "/f/check")):
            return
        if mistakes and not applicant.path.endswith(("/f/code", *ASK_NOTHING)):
            _mistake(applicant)
        applicant.answer()
    raise AssertionError(applicant.path)


def _mistake(applicant):
    """Post invalid answers to the page shown, then dates about which it asks once more."""
    page = ASYLUM.pages[int(applicant.path.rpartition("/")[2]) - 1]
    address = applicant.path
    wrong: dict[str, list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for question in page.questions:
        row = f"{question.id}-0" if isinstance(question, Dates) else question.id
        if isinstance(question, Date | Dates):
            wrong |= {f"{row}-{part}": [value] for part, value in NO_DAY.items()}
            doubtful |= {f"{row}-{part}": [value] for part, value in ANOTHER_CALENDAR.items()}
        else:
            wrong |= {question.id: [TOO_LONG]}
    applicant.post(address, wrong)
    if doubtful:
        applicant.post(address, doubtful)
    applicant.open(address)


def _open_answered_pages(album, applicant):
    """Open pages that hold answers."""
    album.state = "answered"
    for id_ in ("filling_for", "help_types", "location_kind", "next_hearing_date", "name_to_use"):
        applicant.open(f"/{applicant.language}/f/{ASYLUM.numbers[id_]}")
    album.state = ""


def _walk_mailbox(album, language, code_page):
    back = Applicant(album.browser(), FERESHTE, language=language)
    match = re.search(r'id="return-code"[^>]*>\s*([^<]+)', code_page)
    assert match
    back.open(f"/{language}/return")
    back.post(f"/{language}/return", {"code": [WRONG_CODE]})
    back.post(f"/{language}/return", {"code": [match[1]]})
    assert back.path.endswith("/mailbox"), back.path
    album.state = "in the mailbox"
    back.open(f"/{language}/mailbox/{ASYLUM.numbers['contact_methods']}")
    back.post(back.path, {})
    album.state = ""
    back.open(f"/{language}/mailbox")
    back.post(f"/{language}/mailbox/write", {})
    back.open(f"/{language}/mailbox/call")
    back.post(f"/{language}/mailbox/call", {})
    back.open(f"/{language}/mailbox/answers")
    back.open(f"/{language}/mailbox/delete")
    back.post(f"/{language}/mailbox/delete", {})


def _walk_with_other_answers(album, language):
    """Walk as a person who has filed and as one who has a lawyer; return before sending."""
    for person in (OONA, TARVIQ, MERLIN, NERIN):
        applicant = Applicant(album.browser(), person, language=language)
        applicant.begin()
        _answer_until(applicant, "/f/code")
        code = applicant.text
        _answer_until(applicant, "/f/result")
        album.state = "shared" if person is OONA else ""
        applicant.open(f"/{language}/f/check")
        album.state = ""
        applicant.post(f"/{language}/f/send", {"send": ["more"]})
        for question_id in ("fear_reasons", "abuser_status"):
            applicant.open(f"/{language}/f/{ASYLUM.numbers[question_id]}")
        back = Applicant(album.browser(), person, language=language)
        back.open(f"/{language}/return")
        match = re.search(r'id="return-code"[^>]*>\s*([^<]+)', code)
        assert match
        album.state = "not sent"
        back.post(f"/{language}/return", {"code": [match[1]]})
        album.state = ""


def _pass_a_minute(album):
    """Reset the limits, as a minute would: no person makes so many mistakes so fast."""
    album.app.extensions["session_limits"] = limits.LocalCounter()
    with writing_in(album.app):
        db.session.execute(delete(TryCount))


def _answer_until(applicant, end):
    """Answer page after page, up to the path that ends with *end*."""
    for _ in range(60):
        if applicant.path.endswith(end):
            return
        applicant.answer()
    raise AssertionError(applicant.path)


def _walk_error_pages(album, language):
    applicant = Applicant(album.browser(), OONA, language=language)
    applicant.begin()
    _answer_until(applicant, "/f/code")
    fourth = f"/{language}/f/{ASYLUM.numbers['help_types']}"
    applicant.open(fourth)
    token = re.search(r'name="csrf_token" value="([^"]+)', applicant.text)
    assert token
    applicant.client.post(fourth, data={"csrf_token": "0" * 43, "help_types": "fear_return"})
    applicant.client.post(fourth, data={"csrf_token": token[1], "note": "x" * 300_000})
    cookie = applicant.client.get_cookie("s")
    assert cookie
    _exhaust_limit(album, cookie.value)
    applicant.client.post(fourth, data={"csrf_token": token[1]})
    visitor = album.browser()
    visitor.get(f"/{language}/f/code")
    for status in (400, 409, 500, 503):
        album.imagine_error(fourth, status)
    for fault in (StorageFault.AWAY, StorageFault.DISK_FULL, StorageFault.DAMAGED):
        album.imagine_fault(fourth, fault)
    album.imagine(f"/{language}/f/1", "errors/wait.html", action=f"/{language}/f/1", turn="turn")
    album.state = "without a code"
    album.imagine(f"/{language}/f/code", "apply/code.html", code="", action=f"/{language}/f/code")
    album.state = ""


def _exhaust_limit(album, cookie):
    """Use up the session's limit of posted forms."""
    from base64 import urlsafe_b64decode

    text = cookie.partition(".")[0]
    token = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    with album.app.app_context():
        while limits.take_in_session(limits.POSTS, sha256(token).digest()):
            pass
