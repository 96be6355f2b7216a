"""Acts of staff on a case, each a form on a page of the desk, for a test client or a browser."""

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urlsplit

import html5lib

from intake.frozen import frozen

NO_FACTORS = (
    *("nexus", "credibility", "persecutor", "serious_crime", "resettlement"),
    *("one_year", "forum", "venue", "capacity", "vulnerability"),
)


@frozen
class Act:
    """A form to fill in.

    ``page`` is its page below that of the case, ``form`` the end of the address that it is posted
    to, ``button`` the name and value of the button to press, empty for the first one.
    """

    page: str
    form: str
    fields: Mapping[str, str] = field(default_factory=dict)
    button: tuple[str, str] = ("", "")


def move(to, reason=""):
    """Return the act that changes the status."""
    return Act(
        page="?open=more", form="/move", fields={"to": to, **({"reason": reason} if reason else {})}
    )


def write(text, language):
    """Return the act that sends a message."""
    return Act(page="/messages", form="/messages", fields={"text": text, "language": language})


def log_call(outcome):
    """Return the act that logs a call to the applicant."""
    fields = {"channel": "call", "text": "Called with an interpreter."}
    return Act(page="/contact", form="/contact", fields=fields, button=("outcome", outcome))


def decide(choice, reason=""):
    """Return the act that decides, with the ready letter."""
    query = f"choice={choice}&reason={reason}" if reason else f"choice={choice}"
    fields = {"text": "Discussed with the team."}
    return Act(page=f"/decision?{query}", form="/decision", fields=fields, button=("do", "decide"))


SCREEN = Act(
    page="/contact",
    form="/screening",
    fields={"spoke_with": "person", "text": "Spoke for half an hour."},
    button=("interpreter", "none"),
)
ASSESS = Act(
    page="/decision",
    form="/merits",
    fields={**dict.fromkeys(NO_FACTORS, "open"), "text": "Nothing speaks against it."},
)
TELL = Act(page="/tell", form="/tell", fields={"text": "Told by phone, with an interpreter."})
"""The act that tells the applicant what was decided."""

ACCEPT = (move("triage"), move("call_booked"), SCREEN, ASSESS, decide("accept"), TELL)
"""The acts from a new request to a yes."""


def carry_out(member, reference, act):
    """Fill in and send the form of an act at the test client."""
    member.open(f"/desk/cases/{reference}{act.page}")
    action, fields = form_on(member.text, act.form)
    name, value = act.button
    pressed = {name: value} if name else {}
    member.fill(action, **{**fields, **act.fields, **pressed})
    assert member.status == 200, (act, member.status)


def form_on(html, end):
    """Return the address of a form whose path ends so, and the values of its fields."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    form = next(
        form for form in root.iter("form") if urlsplit(form.get("action", "")).path.endswith(end)
    )
    values = {row.get("name", ""): _value_of(row) for row in form.iter() if _is_sent(row)}
    return form.get("action", ""), values


def _is_sent(element):
    if element.tag not in ("input", "select", "textarea") or not element.get("name"):
        return False
    is_pick = element.get("type") in ("radio", "checkbox")
    return element.get("name") != "csrf_token" and (not is_pick or "checked" in element.attrib)


def _value_of(element):
    if element.tag == "textarea":
        return "".join(element.itertext())
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = next((option for option in options if "selected" in option.attrib), options[0])
        return chosen.get("value", "")
    return element.get("value", "")
