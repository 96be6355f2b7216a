import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.apply.test_after_sending import *

OUT = Path("/tmp/after-html")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(settings):
    return replace(settings, organisation_name="Harbor Legal Aid", help_phone="(210) 555-0148")


def fix(html):
    for sheet in ("base", "answers", "desk"):
        html = re.sub(r'href="[^"]*' + sheet + r'[^"]*\.css[^"]*"', 'href="file://%s/static/css/%s.css"' % (ROOT, sheet), html)
    return html
def dump(name, html):
    html = fix(html)
    (OUT / f"{name}.html").write_text(html)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_dump(app, wren, clock, lang):
    someone = Applicant(
        app.test_client(),
        {**IN_COURT, "device": ["shared" if lang == "ar" else "mine"]},
        language=lang,
    )
    reference = someone.apply()
    dump(f"sent-{lang}", someone.text)
    code = code_on(someone.text)
    someone.open(f"/{lang}/return")
    someone.post(f"/{lang}/return", {"code": [code]})
    dump(f"mailbox-{lang}", someone.text)
    someone.open(f"/{lang}/mailbox/call")
    dump(f"call-{lang}", someone.text)
    someone.post(
        f"/{lang}/mailbox/call",
        {"safe_times": ["evening"], "language": ["Dari"], "phone": ["202 555 0143"]},
    )
    someone.open(f"/{lang}/mailbox/dates")
    dump(f"dates-{lang}", someone.text)
    wren.open(f"/desk/cases/{reference}")
    version = version_on(wren.text)
    wren.fill(
        f"/desk/cases/{reference}/messages",
        text="Hello. Can we talk on the phone?",
        language="en",
        version=version,
    )
    clock.shift(CALL_BACK)
    someone.open(f"/{lang}/mailbox")
    dump(f"mailbox2-{lang}", someone.text)
    wren.open(f"/desk/cases/{reference}")
    dump(f"case-{lang}", wren.text)
