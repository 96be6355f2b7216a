"""A member of staff over plain HTTP, who joins by a link and reads every case."""

import html
import re
from urllib.parse import urlsplit

from intake import clock
from intake.staff import second_factor
from tests.support.storm.browser import Browser, Unexpected, form_token

PASSWORD = "copper kettle nine gulls"
GROUP = re.compile(r'data-(sheet="?\w+"? data-group="?\d+)"?>(\w+)<')


class Colleague(Browser):
    """An invented member of staff with their own browser."""

    def join(self, link, *, email=""):
        """Accept an invitation; the first member gives the address that the link does not name."""
        path = urlsplit(link).path
        fields = {"password": [PASSWORD], "password_again": [PASSWORD]}
        page = self._post(path, self.open(path), fields | ({"email": [email]} if email else {}))
        secret = _element(page.text, "totp-secret").replace(" ", "")
        code = second_factor.code_at(secret, clock.now())
        page = self._post(page.path, page, {"code": [code]})
        while groups := dict(GROUP.findall(page.text)):
            page = self._take_sheet(self._post(page.path, page, {}), groups)

    def case(self, reference):
        """Return the page of a case."""
        answer = self.open(f"/desk/cases/{reference}")
        if answer.status != 200:
            raise Unexpected(f"{answer.status} for case {reference}")
        return answer.text

    def _take_sheet(self, page, groups):
        """Type the groups of a printed sheet that are asked back."""
        plain = {re.sub(r'sheet=|data-group=|"', "", place): text for place, text in groups.items()}
        asked = re.findall(r'name="?check-(\w+)-(\d+)', page.text)
        typed = {f"check-{name}-{at}": [plain[f"{name} {at}"]] for name, at in asked}
        return self._post(page.path, page, typed)

    def _post(self, path, page, fields):
        answer = self.ask(path, {"csrf_token": form_token(page.text), **fields})
        if answer.status != 303:
            raise Unexpected(f"{answer.status} for a form of {path}")
        return self.open(answer.location)


def _element(page, name):
    """Return the text of the element with this id."""
    match = re.search(rf'id="?{name}"?[^>]*>([^<]*)<', page)
    if match is None:
        raise Unexpected(f"no {name} on this page")
    return html.unescape(match[1]).strip()
