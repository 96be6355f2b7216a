"""A walk along every page that applicants may be shown, in all the states these have."""

from __future__ import annotations

import re
from hashlib import sha256

from intake.questionnaire.asylum import ASYLUM
from intake.questionnaire.questions import Date, Dates
from intake.storage_faults import StorageFault
from intake.web import limits
from tests.support.clients.applicant import ACKNOWLEDGED, Applicant
from tests.support.tour.album import Album
from tests.support.tour.people import FERESHTE, OONA, TARVIQ

WRONG_CODE = "123456789012345678901234"
TOO_LONG = "x" * 2000
NO_DAY = {"calendar": "gregorian", "day": "45", "month": "1", "year": "2020"}
ANOTHER_CALENDAR = {"calendar": "gregorian", "day": "1", "month": "1", "year": "1380"}


def walk(album: Album, language: str, *, mistakes: bool = True) -> None:
    """Everything, in one language; or only what people see who make no mistake."""
    _before_the_first_question(album, language)
    _the_whole_way(album, language, mistakes=mistakes)
    if mistakes:
        _with_other_answers(album, language)
        _when_something_is_wrong(album, language)


def _before_the_first_question(album: Album, language: str) -> None:
    anyone = album.browser()
    anyone.get("/")
    anyone.get(f"/{language}/")
    for link in sorted(set(album.links())):
        if link.startswith((f"/{language}/", "/other-language")):
            anyone.get(link, follow_redirects=True)
    anyone.get(f"/{language}/languages?at=safety")
    for page in ("cleared", "set-aside", "nothing-here"):
        anyone.get(f"/{language}/{page}")


def _the_whole_way(album: Album, language: str, *, mistakes: bool) -> None:
    """Nearly all questions, each with its mistakes first; check, send, come back, delete."""
    someone = Applicant(album.browser(), FERESHTE, language=language)
    someone.begin()
    _answer_to_the_result(someone, mistakes=mistakes)
    someone.open(f"/{language}/f/check")
    someone.post(f"/{language}/f/send", {"send": ["now"]})
    someone.open(f"/{language}/f/hand-over")
    code = someone.open(f"/{language}/f/code").get_data(as_text=True)
    _see_again(album, someone)
    _rest(album)
    someone.open(f"/{language}/f/check")
    someone.post(f"/{language}/f/send", {"send": ["more"]})
    _answer_to_the_result(someone, mistakes=mistakes)
    album.state = "with every answer"
    someone.open(f"/{language}/f/check")
    someone.post(f"/{language}/f/send", {"send": ["now"]})
    album.state = ""
    someone.post(f"/{language}/f/send", {**ACKNOWLEDGED, "send": ["now"]})
    _in_the_mailbox(album, language, code)


def _answer_to_the_result(someone: Applicant, *, mistakes: bool) -> None:
    for _ in range(90):
        if someone.path.endswith(("/f/result", "/f/check")):
            return
        if mistakes and not someone.path.endswith("/f/code"):
            _mistake(someone)
        someone.answer()
    raise AssertionError(someone.path)


def _mistake(someone: Applicant) -> None:
    """Say what no page can keep, and what a page asks about."""
    page = ASYLUM.pages[int(someone.path.rpartition("/")[2]) - 1]
    address = someone.path
    wrong: dict[str, list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for question in page.questions:
        row = f"{question.id}-0" if isinstance(question, Dates) else question.id
        if isinstance(question, Date | Dates):
            wrong |= {f"{row}-{part}": [said] for part, said in NO_DAY.items()}
            doubtful |= {f"{row}-{part}": [said] for part, said in ANOTHER_CALENDAR.items()}
        else:
            wrong |= {question.id: [TOO_LONG]}
    someone.post(address, wrong)
    if doubtful:
        someone.post(address, doubtful)
    someone.open(address)


def _see_again(album: Album, someone: Applicant) -> None:
    """Pages with what was said on them."""
    album.state = "answered"
    for id_ in ("filling_for", "help_types", "us_state", "next_hearing_date", "name_to_use"):
        someone.open(f"/{someone.language}/f/{ASYLUM.numbers[id_]}")
    album.state = ""


def _in_the_mailbox(album: Album, language: str, code_page: str) -> None:
    back = Applicant(album.browser(), FERESHTE, language=language)
    found = re.search(r'id="return-code"[^>]*>\s*([^<]+)', code_page)
    assert found
    back.open(f"/{language}/return")
    back.post(f"/{language}/return", {"code": [WRONG_CODE]})
    back.post(f"/{language}/return", {"code": [found[1]]})
    assert back.path.endswith("/mailbox"), back.path
    album.state = "in the mailbox"
    back.open(f"/{language}/mailbox/{ASYLUM.numbers['contact_methods']}")
    back.post(back.path, {})
    album.state = ""
    back.open(f"/{language}/mailbox")
    back.post(f"/{language}/mailbox/write", {})
    back.open(f"/{language}/mailbox/answers")
    back.open(f"/{language}/mailbox/delete")
    back.post(f"/{language}/mailbox/delete", {})


def _with_other_answers(album: Album, language: str) -> None:
    """Who has filed; who has a lawyer for all of it; who has not sent yet."""
    for person in (OONA, TARVIQ):
        someone = Applicant(album.browser(), person, language=language)
        someone.begin()
        _until(someone, "/f/code")
        code = someone.text
        _until(someone, "/f/result")
        album.state = "shared" if person is OONA else ""
        someone.open(f"/{language}/f/check")
        album.state = ""
        someone.post(f"/{language}/f/send", {"send": ["more"]})
        someone.open(f"/{language}/f/{ASYLUM.numbers['fear_reasons']}")
        back = Applicant(album.browser(), person, language=language)
        back.open(f"/{language}/return")
        found = re.search(r'id="return-code"[^>]*>\s*([^<]+)', code)
        assert found
        album.state = "not sent"
        back.post(f"/{language}/return", {"code": [found[1]]})
        album.state = ""


def _rest(album: Album) -> None:
    """Let a minute pass: nobody makes so many mistakes so fast."""
    limits.set_up(album.app, "")


def _until(someone: Applicant, end: str) -> None:
    for _ in range(60):
        if someone.path.endswith(end):
            return
        someone.answer()
    raise AssertionError(someone.path)


def _when_something_is_wrong(album: Album, language: str) -> None:
    someone = Applicant(album.browser(), OONA, language=language)
    someone.begin()
    _until(someone, "/f/code")
    fourth = f"/{language}/f/{ASYLUM.numbers['help_types']}"
    someone.open(fourth)
    token = re.search(r'name="csrf_token" value="([^"]+)', someone.text)
    assert token
    someone.client.post(fourth, data={"csrf_token": "0" * 43, "help_types": "fear_return"})
    someone.client.post(fourth, data={"csrf_token": token[1], "note": "x" * 300_000})
    cookie = someone.client.get_cookie("s")
    assert cookie
    _use_up(album, cookie.value)
    someone.client.post(fourth, data={"csrf_token": token[1]})
    nobody = album.browser()
    nobody.get(f"/{language}/f/code")
    for status in (400, 409, 500, 503):
        album.imagine_error(fourth, status)
    for fault in (StorageFault.AWAY, StorageFault.DISK_FULL, StorageFault.DAMAGED):
        album.imagine_fault(fourth, fault)
    album.state = "without a code"
    album.imagine(f"/{language}/f/code", "apply/code.html", code="", action=f"/{language}/f/code")
    album.state = ""


def _use_up(album: Album, cookie: str) -> None:
    """Press so often that no person can."""
    from base64 import urlsafe_b64decode

    text = cookie.partition(".")[0]
    token = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    with album.app.app_context():
        while limits.take_in_session(limits.POSTS, sha256(token).digest()):
            pass
