"""A walk along every page of the desk: the way in, then wherever a link leads, then mistakes."""

from __future__ import annotations

import re
from collections import Counter

from flask import Flask

from intake.staff.roles import Role
from intake.storage_faults import StorageFault
from tests.staff.making import PASSWORD
from tests.support.clients.members import StaffBrowser, invite
from tests.support.tour.album import Album

PAGES_OF_A_KIND = 2
"""So many pages of one view are looked at where links lead to more."""

READ_ONLY = re.compile(r"^/desk/(?!signin|signout|invitation)")
CASE = re.compile(r"^/desk/cases/[0-9A-Z]{4}-[0-9A-Z]{4}$")
ENDING = re.compile(r"/(lock|typed|stay|disable|erase|codes|sessions)\b")
"""What ends the session, or takes something away that the walk still needs."""


def walk(album: Album, first_link: str) -> None:
    """The first member joins and looks at everything; a colleague waits; a stranger tries."""
    supervisor = _somebody(album)
    supervisor.open(first_link)
    supervisor.fill(email="nobody", password="short", password_again="other")
    supervisor.join(first_link)
    for page in ("account/password", "account", "account/codes"):
        supervisor.open(f"/desk/{page}")
    supervisor.fill(action="/desk/account/codes")
    waiting = _somebody(album)
    waiting.join(invite(album.app, Role.CASEWORKER), email="")
    album.state = "waits for access"
    waiting.open("/desk/")
    album.state = ""
    _follow_all_links(album, supervisor)
    _mistakes(album, supervisor)
    _at_the_door(album, supervisor)
    album.state = "empty"
    reporter = _somebody(album)
    reporter.join(invite(album.app, Role.REPORTER, "heron.testwood@example.org"), email="")
    reporter.open("/desk/")
    album.state = ""


def _somebody(album: Album) -> StaffBrowser:
    app: Flask = album.app
    person = StaffBrowser(app)
    person.client = album.browser()
    person.open("/desk/signin")
    return person


def _follow_all_links(album: Album, person: StaffBrowser) -> None:
    seen: Counter[str] = Counter()
    asked: set[str] = set()
    person.open("/desk/health/letters")
    person.open("/desk/")
    while waiting := [one for one in album.links() if READ_ONLY.match(one) and one not in asked]:
        for link in dict.fromkeys(waiting):
            asked.add(link)
            endpoint, _ = album.view_of(link.partition("?")[0])
            seen[endpoint] += 1
            if seen[endpoint] > PAGES_OF_A_KIND:
                continue
            album.state = "" if seen[endpoint] == 1 else str(seen[endpoint])
            person.client.get(link.replace("&amp;", "&"))
    album.state = ""
    case = next(path for path in (one.path for one in album.pages.values()) if CASE.match(path))
    for address in ("/desk/again", f"{case}/erase", f"{case}/same"):
        person.open(address)


def _mistakes(album: Album, person: StaffBrowser) -> None:
    """Every form of every page, sent with nothing in it."""
    pressed: set[str] = set()
    for seen in tuple(album.pages.values()):
        for action in re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', seen.html):
            endpoint, _ = album.view_of(action, "POST")
            if endpoint in pressed or not READ_ONLY.match(action) or ENDING.search(action):
                continue
            pressed.add(endpoint)
            person.open(seen.path)
            if 'name="csrf_token"' in person.text:
                album.state = "sent empty"
                person.fill(action=action)
                album.state = ""
    person.open("/desk/search")
    for wanted in ("Lumo", "Nobody by this name"):
        album.state = f"for {wanted}"
        person.fill(action="/desk/search", q=wanted)
    album.state = ""
    person.open("/desk/nothing-here")


def _at_the_door(album: Album, person: StaffBrowser) -> None:
    person.open("/desk/")
    person.fill(action="/desk/lock")
    person.open("/desk/signin")
    person.fill(email=person.email, password="not the password")
    person.give_password(PASSWORD)
    person.fill(code="000000")
    for status in (400, 409, 500, 503):
        album.imagine_error("/desk/", status)
    for fault in (StorageFault.AWAY, StorageFault.DISK_FULL, StorageFault.DAMAGED):
        album.imagine_fault("/desk/", fault)
