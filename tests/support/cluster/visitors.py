"""People who use the cluster through Caddy: applicants, and a member of staff at the desk."""

import socket
import ssl
import time
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlencode

from tests.support.cluster.outcomes import CUT, SILENT, Attempt, Outcomes
from tests.support.cluster.proxy import NAME
from tests.support.storm.browser import Answer, Browser, Cut, Notes, form_token
from tests.support.storm.colleague import Colleague
from tests.support.storm.person import Person

PATIENCE = 20.0
"""Seconds until a person stops waiting for a page and presses again."""

EMAIL = "wren.testwood@example.org"


class Connection(HTTPSConnection):
    """A connection to the public name that goes to Caddy on loopback."""

    def __init__(self, port, trust, *, source):
        super().__init__(NAME, timeout=PATIENCE, context=trust)
        self._to, self._from, self._trust = ("127.0.0.1", port), (source, 0), trust

    def connect(self):
        """Connect to Caddy, and expect the certificate of the public name."""
        plain = socket.create_connection(self._to, PATIENCE, self._from)
        self.sock = self._trust.wrap_socket(plain, server_hostname=NAME)


class SecureBrowser(Browser):
    """A browser that reaches the cluster over TLS; ``notes`` and ``trust`` are set before use."""

    notes: Outcomes
    trust: ssl.SSLContext

    def ask_once(self, path, fields=None):
        """Make one request and note it.

        Raise :class:`Cut` where no answer came or the server failed: then the person tries again.
        """
        began = time.monotonic()
        try:
            answer = self.answer(path, fields)
        except TimeoutError:
            self._note(path, fields, began, SILENT)
            raise Cut from None
        except (OSError, HTTPException):
            self._note(path, fields, began, CUT)
            raise Cut from None
        self._note(path, fields, began, answer.status)
        self.notes.saw(answer)
        if answer.status >= 500:
            raise Cut
        return answer

    def answer(self, path, fields=None):
        """Make one request and return its answer, whatever it is."""
        connection = Connection(self.port, self.trust, source=self.address)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        self._take_cookies(response.headers.get_all("Set-Cookie") or [])
        location = response.headers.get("Location", "")
        return Answer(path, response.status, location, text, time.monotonic() - began)

    def _note(self, path, fields, began, status):
        """Note one request. Posting a form writes to the database, and so does opening a case."""
        door = "desk" if path.startswith("/desk/") else "apply"
        writes = fields is not None or path.startswith("/desk/cases/")
        ended = time.monotonic()
        self.notes.add(Attempt(door=door, writes=writes, began=began, ended=ended, status=status))


class Applicant(SecureBrowser, Person):
    """An invented applicant who notes what was acknowledged."""

    def begin(self, trust):
        """Answer the first two pages."""
        self.trust = trust
        self.go("/en/f/1")
        self.step()
        self.step()


class Member(SecureBrowser, Colleague):
    """The first member of staff, signed in."""

    def open_case(self, reference):
        """Open a case from the queue, as a person does; return its page."""
        self._read("/desk/")
        return self._read(f"/desk/cases/{reference}")

    def _read(self, path):
        answer = self.open(path)
        if (answer.status, answer.path) != (200, path):
            self.notes.fault(f"{answer.status} from {answer.path} in place of {path}")
        return answer.text


def begin_at(port, *, network):
    """Post the first page to a node as its proxy does for this address; return the status."""
    browser = Browser(port, Notes())
    browser.headers = {"X-Forwarded-For": network, "X-Forwarded-Proto": "https", "Host": NAME}
    page = browser.ask_once("/en/f/1").text
    fields = {"csrf_token": form_token(page), "filling_for": ["self"]}
    return browser.ask_once("/en/f/1", fields).status


def trust_in(certificate):
    """Return a TLS context that trusts this certificate alone."""
    return ssl.create_default_context(cafile=str(certificate))
