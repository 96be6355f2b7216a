"""Tell what each step of a ``story*.txt`` leaves behind: pages, rows of tables and emails.

A line is a step: somebody joins, begins in a browser of their own, walks through the form as a
written person does, chooses or imports a spreadsheet, the clock moves, mail breaks or works, the
desk sets a setting, a command runs,

    who /page                       or somebody opens a page
    who /page endpoint name=value   and fills in its form that leads to an endpoint
    who - endpoint name=value       or does so on the page shown
    who - /page name=value          or sends its first form where none of them leads
    who take_sheets                 or does what clients of tests can

and takes seven seconds for it. A letter stands for a case, ``@who`` for a member, ``@who-code`` for
a return code, ``@link`` for the last invitation and ``@now`` for a code of the app, ``endpoint#2``
for the second such form, ``/page#3`` for sending the third, ``name=*`` for ticking each box of that
name, and an address with ``*`` for a link of the page shown. Of a page that was shown before, to
whomever, only the lines that differ are told; of a row, the columns.
"""

import re
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from difflib import unified_diff
from email import message_from_bytes, policy
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path
from random import Random
from string import ascii_uppercase
from time import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import html5lib
import time_machine
from flask.testing import FlaskClient

from intake.cases import pipeline
from intake.cli import mail_worker
from intake.staff.store import Role
from tests.nets.pages import lines_of, stable
from tests.support.clients.applicant import Applicant
from tests.support.clients.callers import choose_file
from tests.support.clients.members import StaffBrowser, fingerprint_of, invite, typed_groups
from tests.support.speedups import cheap_costs
from tests.support.tour.fixtures import NOON, make_app, without_chance
from tests.support.tour.people import WRITTEN

HERE = Path(__file__).parent
EMAIL = "{}.testwood@example.org"
HEARD = (
    (re.compile(r'id="return-code"[^>]*>\s*([\d ]+\d)'), "{}-code"),
    (re.compile(r"/desk/invitation/([\w-]+)"), "link"),
)
"""Patterns of what people copy from pages: a return code, and the last link shown to a member."""

UNTOLD = {"alembic_version", "outbox_beats", "try_counts", "worker_hosts"}
"""Tables that each request or each run of a worker changes."""

CHAINED = ("seq", "hash", "previous")
"""Columns of the log that a worker fills in of each entry."""

LABELS = ("id", "name", "letter", "act", "case_id", "member_id", "reader")
PASSING = (
    (re.compile(r"(?<=[?&;]at=)[^)]*"), "HERE"),
    (re.compile(r"(?<=name=version) value=\d+|(?<=name=(?:turn|link)) value=\S+(?=>)"), ""),
)
"""Parts that differ on each page without telling anything."""


def story(tables, folder, file):
    """Yield each step of a file, and what it left behind."""
    app, link = make_app(tables, folder)
    app.test_client_class = FlaskClient
    app.extensions["session_limits"]._now = time  # the story's, not that of this machine
    with (
        without_chance() as patch,
        cheap_costs(),
        time_machine.travel(NOON, tick=False) as clock,
    ):
        patch.setattr(pipeline, "secrets", SimpleNamespace(token_bytes=Random(7).randbytes))
        patch.setattr(mail_worker, "CHANCE", Random(7))
        teller = Teller(app, link, folder, clock)
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield f"\n== {line}"
                yield from teller.take(*shlex.split(line))


class Teller:
    """A desk and its people, and what its pages and tables held at the last step."""

    def __init__(self, app, link, folder, clock):
        self.app, self.folder, self.clock = app, folder, clock
        self.people, self.names, self.shown, self.memo = {}, {}, {}, {}
        self.letters, self.mails, self.rows = iter(ascii_uppercase), set(), self._read()
        self._hear("", link)
        mail, aside = folder / "mail", folder / "aside"
        self.verbs: dict[str, Callable[..., object]] = {
            "is": lambda _, at: clock.move_to(datetime.fromisoformat(at).replace(tzinfo=UTC)),
            "passes": lambda _, minutes: clock.shift(60 * int(minutes)),
            "joins": self._join,
            "chooses": self._choose,
            "imports": self._import,
            "begins": self._begin,
            "walks": self._walk,
            "breaks": lambda _: (mail.rename(aside), mail.touch()),
            "works": lambda _: (mail.unlink(), aside.rename(mail)),
            "sets": lambda _, name, value: app.config.update(
                SETTINGS=replace(
                    app.config["SETTINGS"], **{name: int(value) if value.isdigit() else value}
                )
            ),
        }

    def take(self, who, what, *more):
        """Take a step, and yield what it left behind."""
        told = []
        if who == "flask":
            told = self._run(what, *map(self._meant, more))
        elif verb := self.verbs.get(what):
            verb(who, *more)
        else:
            self.clock.shift(7)
            person = self.people[who]
            if what.isidentifier():
                getattr(person, what)(**dict(pairs(self._meant(each, person) for each in more)))
            else:
                if what != "-":
                    self._open(who, self._address(who, what))
                if more:
                    self._press(who, *more)
            self._hear(who, person.text)
            told = self._page(person.page)
        yield from self._changes(who)
        yield from map(self.named, told)
        yield from self._new_mails()

    def named(self, text):
        """Return a text with the names of people and cases, and without what is random."""
        if text not in self.memo:
            named = text
            for real, name in self.names.items():
                named = named.replace(real, name)
            for pattern, name in PASSING:
                named = pattern.sub(name, named)
            self.memo[text] = stable(named)
        return self.memo[text]

    def _join(self, who, role=""):
        browser, email = StaffBrowser(self.app), EMAIL.format(who)
        self.people[who] = browser
        if role:
            browser.join(invite(self.app, Role(role), email), email="")
        else:
            browser.join(self._meant("/desk/invitation/@link"), email=email)

    def _choose(self, who, name, *path):
        choose_file(self.people[who], (HERE / name).read_bytes(), *path)

    def _import(self, who, name):
        self._choose(who, name)
        self.people[who].post_form()

    def _begin(self, who):
        """Go on in another browser, or begin as an applicant."""
        person = self.people[who] = copy(self.people.get(who) or Applicant(self.app))
        person.client = self.app.test_client()

    def _walk(self, who, name, *fields):
        """Answer as a written person does, but for these fields, up to the check page."""
        answers = WRITTEN[name] | {id_: text.split(",") for id_, text in pairs(fields)}
        person = self.people[who] = Applicant(self.app, answers)
        person.walk()

    def _open(self, who, address):
        """Open a page; sign in first where the session has ended."""
        person = self.people[who]
        person.open(address)
        if person.path == "/desk/signin" != address:
            if 'name="password"' in person.text:
                person.give_password()
            self._give_code(person, address)

    def _give_code(self, person, address):
        self.clock.shift(30)  # a code opens once
        person.give_code()
        person.open(address)

    def _press(self, who, endpoint, *fields):
        """Fill in a form as it is shown, but for the fields that are given, and send it."""
        person, (endpoint, _, number) = self.people[who], endpoint.partition("#")
        here, htmls = person.path, re.findall("<form.*?</form>", person.text, re.DOTALL)
        forms = [next(parsed(html).iter("form")) for html in htmls]
        ways = [
            (form, address)
            for form in forms
            for address in dict.fromkeys(addresses(form, here))
            if self._endpoint(address) == endpoint
        ] or [(form, self._meant(endpoint)) for form in forms]
        form, address = ways[int(number or 1) - 1]
        given = pairs(self._meant(field, person) for field in fields)
        if "check-fingerprint" in person.text:
            print_ = fingerprint_of(self.app, EMAIL.format(self.names[address.split("/")[3]]))
            given += typed_groups(person.text, print_).items()
        for box in form.iter("input"):
            if (box.get("name"), "*") in given:
                box.set("checked", "")
        given = [pair for pair in given if pair[1] != "*"]
        names = {name for name, _ in given}
        data = [*given, *(pair for pair in filled(form, address, names) if pair[0] not in names)]
        body = {name: [value for other, value in data if other == name] for name, _ in data}
        person.page = person.client.post(address, data=body, follow_redirects=True)
        if person.path == "/desk/signin/again":
            self._give_code(person, here)
            self._press(who, endpoint, *fields)

    def _endpoint(self, address):
        routes = self.app.url_map.bind("localhost")
        path = urlsplit(address).path
        return routes.match(path, method="POST")[0] if routes.test(path, "POST") else ""

    def _address(self, who, text):
        if "*" not in text:
            return self._meant(text)
        links = map(unescape, re.findall(r'href="([^"]+)"', self.people[who].text))
        return next(link for link in links if fnmatchcase(link, text))

    def _meant(self, text, person=None):
        """Return a text with the references and ids for which names and letters stand."""
        real = {name: key for key, name in self.names.items()}  # of a case, the reference
        if "=@now" in text:
            real["now"] = person.code()
        text = text.replace("\\n", "\n")
        text = re.sub(r"(?<!\w)@([\w-]+)", lambda match: real[match[1]], text)
        return re.sub(r"(?<=[/=])[A-Z](?=[/?]|$)", lambda match: real.get(match[0], match[0]), text)

    def _run(self, *command):
        """Run a command, and type two recovery sheets where it asks for them."""
        sheets = [" ".join(sheet) for sheet in self.people["wren"].sheets]
        self.names |= dict.fromkeys(sheets, "sheet")
        result = self.app.test_cli_runner().invoke(args=command, input="\n".join(sheets))
        self._hear(command[0], result.output)
        return result.output.splitlines()

    def _hear(self, who, text):
        """Name what a page or a command tells once, to use it later."""
        for pattern, name in HEARD:
            for told in pattern.findall(text):
                self.names[told.strip()] = name.format(who)
                self.memo.clear()

    def _page(self, page):
        """Yield what the page shown has, or how it differs from the time before."""
        path = urlsplit(page.request.url).path
        yield f"{page.status_code} {page.mimetype} {path}"
        before, lines = self.shown.get(path, []), page.text.splitlines()
        if page.mimetype == "text/html":
            lines = lines_of(next(parsed(page.text).iter("body")), self.named)
        self.shown[path] = lines
        diff = list(unified_diff(before, lines, n=0, lineterm=""))
        yield from (line for line in diff[2:] if not line.startswith("@@"))

    def _read(self):
        """Return each row of each table by table and key."""
        address = f"file:{self.folder}/intake.db?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as file:
            file.row_factory = sqlite3.Row
            tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {
                (table, row["key"]): dict(row)
                for (table,) in tables
                if table not in UNTOLD
                for row in file.execute(f"SELECT rowid AS key, * FROM {table}")
            }

    def _changes(self, who):
        """Return a line for each row that was added, changed or removed."""
        before, self.rows = self.rows, self._read()
        added = [(place[0], row) for place, row in self.rows.items() if place not in before]
        self._name(added, who)
        lines = [f"+ {table} {columns(row)}" for table, row in added]
        for (table, key), row in before.items():
            now = self.rows.get((table, key))
            if now is None:
                lines.append(f"- {table} {label(row)}")
            elif changed := changes(row, now):
                lines.append(f"~ {table} {label(row)}: {changed}")
        return sorted(map(self.named, lines))

    def _name(self, added, who):
        for table, row in added:
            if table == "cases":
                self.names |= dict.fromkeys((row["id"], row["reference"]), next(self.letters))
            elif table in ("offices", "staff_members"):
                self.names[row["id"]] = who if table == "staff_members" else row["name"].split()[-1]
        self.memo.clear()

    def _new_mails(self):
        """Return the emails that the last step wrote into the folder."""
        files = set(self.folder.glob("mail/*.eml")) - self.mails
        self.mails |= files
        return sorted(self.named(mail_text(file.read_bytes())) for file in files)


def pairs(fields):
    """Return name and value of fields that are given as ``name=value``."""
    return [field.partition("=")[::2] for field in fields]


def parsed(html):
    """Return the tree of a page."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def addresses(form, here):
    """Yield where a form and its buttons lead."""
    yield form.get("action", here)
    yield from filter(None, (each.get("formaction") for each in form.iter("button")))


def filled(form, address, names):
    """Yield name and value of each field, as a browser would send it untouched.

    Of the buttons that lead to the address it is the first, unless one of them is named.
    """
    own = form.get("action", address)
    buttons = [each for each in form.iter("button") if each.get("formaction", own) == address]
    if buttons and not names & {each.get("name") for each in buttons}:
        yield buttons[0].get("name"), buttons[0].get("value", "")
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = [each for each in options if "selected" in each.attrib] or options[:1]
            yield from ((name, each.get("value", "")) for each in chosen)
        elif field.tag == "textarea":
            yield name, "".join(field.itertext()).strip()
        elif field.tag == "input" and (
            kind not in ("checkbox", "radio") or "checked" in field.attrib
        ):
            yield name, field.get("value", "")


def label(row):
    """Return what tells a row apart: its key, its case and its member."""
    return " ".join(shown(row[name]) for name in LABELS if row.get(name))


def columns(row):
    """Return the columns of a row that hold something."""
    names = [name for name in row if name not in ("key", "id", *CHAINED)]
    return " ".join(
        f"{name}={shown(row[name])}" for name in names if row[name] not in (None, "", b"")
    )


def changes(row, now):
    """Return the columns of a row that have changed."""
    names = [name for name in row if row[name] != now[name] and name not in CHAINED]
    return ", ".join(f"{name} {shown(row[name])}>{shown(now[name])}" for name in names)


def shown(stored):
    """Return a stored value as a text; of what is sealed or hashed, that it is there."""
    return "-" if stored in (None, b"") else "*" if isinstance(stored, bytes) else str(stored)


def mail_text(content):
    """Return the head and the text of an email."""
    mail = message_from_bytes(content, policy=policy.default)
    head = [f"{name}: {mail[name]}" for name in ("From", "To", "Subject")]
    return "\n".join([*head, *mail.get_content().split("\r\n")]).rstrip()
