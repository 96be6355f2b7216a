"""Eight invented people: what they answer, what staff do, and what they must read at the end."""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta

from intake.frozen import frozen
from tests.support.eight.acts import ACCEPT, TELL, Act, decide, log_call, move, write

Posted = Mapping[str, list[str]]
PHONE = "+1 202 555 0143"
TODAY, WEEK, HEARING, LATER = (
    "Start today",
    "This week",
    "Before that day",
    "Later",
)
"""Headings of the plan in English."""


@frozen
class Person:
    """A person, their answers as a form posts them, and what they must be told.

    ``speaks`` is a language chosen at ``/other-language``. ``asks_more`` answers the later
    questions before sending. ``leaves`` presses *Leave this site* in the middle and comes back
    with the code. ``acts`` are those of staff; after them the person writes ``replies``.

    ``outcome`` is the early answer. ``plan`` holds by part the beginnings of the English sentences
    that it lists. ``says`` is on the page after a yes to danger, ``numbers`` are on the result,
    ``never`` on no page. ``status`` is the heading after all that, ``steps`` are English sentences
    of the path below it.
    """

    id: str
    language: str
    answers: Posted
    speaks: str = ""
    asks_more: bool = False
    leaves: bool = False
    acts: tuple[Act, ...] = ()
    replies: str = ""
    outcome: str = ""
    plan: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: str = ""
    numbers: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    status: str = ""
    steps: tuple[str, ...] = ()


def day(question, on):
    """Return the fields of a whole date in the common calendar."""
    return _fields(question, day=on.day, month=on.month, year=on.year, calendar="gregorian")


def _fields(question, **parts):
    return {f"{question}-{part}": [str(value)] for part, value in parts.items()}


def people(today):
    """Return the eight people on this day."""
    return (
        hearing(today),
        mother(),
        solar_hijri(),
        father(today),
        abroad(),
        represented(today),
        tigrinya(),
        watched(today),
    )


IN_TEXAS: Posted = {
    "filling_for": ["self"],
    "device": ["mine"],
    "location_kind": ["in_us"],
    "us_state": ["TX"],
    "danger_now": ["no"],
    "help_types": ["fear_return"],
    "has_lawyer": ["no"],
    "household_size": ["2"],
    "income": ["none"],
    "detained_now": ["no"],
}


def hearing(today):
    """Return a person with a hearing in six days and no lawyer."""
    return Person(
        id="1-hearing-next-week",
        language="en",
        answers={
            **IN_TEXAS,
            "so_far": ["court_paper"],
            **day("next_hearing_date", today + timedelta(days=6)),
            "hearing_kind": ["master"],
            "court_city": ["Quillmere"],
            **day("last_arrival_date", today - timedelta(days=200)),
            "asylum_filed": ["no"],
            "lawful_status": ["no"],
            "name_to_use": ["Lumo Test-Wrenfold"],
            "contact_methods": ["call", "email", "return_code"],
            "phone": [PHONE],
            "ok_voicemail": ["yes"],
            "ok_say_name": ["no"],
            "email": ["lumo@example.org"],
            "ok_mail": ["yes"],
        },
        acts=ACCEPT,
        outcome="likely",
        plan={
            TODAY: (
                "Go to court on that day, even without a lawyer.",
                "Bring the form (I-589) and your other papers to this hearing",
                "Check the court date: call 1-800-898-7180",
                "Call American Gateways (Austin, San Antonio, Waco) for legal help: 512-478-0546",
            ),
            WEEK: ("Take a photo of every paper from the court",),
            HEARING: ("Ask the judge for time to find a lawyer.",),
            LATER: (
                "Send the asylum form (I-589)",
                "After each move, send Form EOIR-33 to the court",
            ),
        },
        numbers=("1-800-898-7180", "512-478-0546"),
        never=("locator.ice.gov", "1-800-203-7001"),
        status="Your request is open",
        steps=("We made a decision",),
    )


def mother():
    """Return a Spanish-speaking mother whose child is detained."""
    return Person(
        id="2-mother-of-a-detained-child",
        language="es",
        answers={
            **IN_TEXAS,
            "filling_for": ["child"],
            "detained_now": ["yes"],
            "detention_place": ["Quillmere"],
            "so_far": ["court_paper"],
            "next_hearing_date-known": ["not_sure"],
            "last_arrival_date-known": ["not_sure"],
            "asylum_filed": ["no"],
            "name_to_use": ["Mirela Test-Osprey"],
            "contact_methods": ["call", "return_code"],
            "phone": [PHONE],
        },
        acts=(move("triage"), decide("more_facts")),
        outcome="likely",
        plan={
            TODAY: (
                "Call the government’s line for parents of children in its care today",
                "Call American Gateways (Austin, San Antonio, Waco) for legal help: 512-478-0546",
            ),
            WEEK: (
                "Call 1-800-898-7180 with their A-number.",
                "Look for the day of arrival in a passport",
                "Tell us the birth date, or the year.",
            ),
            LATER: ("After each move, send Form EOIR-33 to the court",),
        },
        numbers=("1-800-203-7001", "supportkind.org"),
        never=("locator.ice.gov",),
        status="We are waiting for your answer",
        steps=("We are waiting for you",),
    )


def solar_hijri():
    """Return a speaker of Dari who knows the own dates in the Solar Hijri calendar."""
    return Person(
        id="3-solar-hijri-dates",
        language="fa-AF",
        asks_more=True,
        answers={
            **IN_TEXAS,
            "so_far": ["none"],
            **_fields("last_arrival_date", day="۲۰", month="11", year="۱۴۰۴"),
            "asylum_filed": ["no"],
            "lawful_status": ["no"],
            "name_to_use": ["فرشته Test-Wrenfold"],
            "contact_methods": ["return_code"],
            **_fields("birth_date", day="12", month="4", year="1373"),
            "nationality": ["AF"],
            "spoken_languages": ["fa-AF"],
            "reads_language": ["fa-AF"],
        },
        acts=(write("لطفاً بنویسید که چه وقت می‌توانیم زنگ بزنیم.", "fa-AF"),),
        replies="فردا صبح.",
        outcome="likely",
        plan={
            WEEK: (
                "Call American Gateways (Austin, San Antonio, Waco) for legal help: 512-478-0546",
                "Take a photo of every paper from the court",
            ),
            LATER: ("Send the asylum form (I-589)", "If an officer stops you, say"),
        },
        numbers=("512-478-0546",),
        never=("locator.ice.gov", "1-800-203-7001"),
        status="We have your message",
        steps=("You wrote to us",),
    )


def father(today):
    """Return an Arabic-speaking daughter who helps her father."""
    return Person(
        id="4-arabic-helper-for-a-father",
        language="ar",
        answers={
            **IN_TEXAS,
            "filling_for": ["other_person"],
            "so_far": ["asylum_form", "fee_letter"],
            **day("asylum_filed_date", today - timedelta(days=190)),
            "asylum_filed_where": ["immigration_office"],
            "left_since_filing": ["no"],
            **day("fee_notice_date", today - timedelta(days=12)),
            "fee_notice_from": ["immigration_office"],
            "lawful_status": ["no"],
            "name_to_use": ["طارق Test-Bramblewick"],
            "contact_methods": ["call", "trusted_person"],
            "phone": [PHONE],
            "trusted_name": ["نور Test-Bramblewick"],
            "trusted_phone": ["+1 202 555 0144"],
            "trusted_may_know": ["call_back"],
        },
        acts=(log_call("reached"),),
        outcome="likely",
        plan={
            WEEK: (
                "Pay online with the receipt number",
                "Call American Gateways (Austin, San Antonio, Waco) for legal help: 512-478-0546",
                "Take a photo of every paper they have from the court",
            ),
            LATER: ("First find the count of days.",),
        },
        numbers=("512-478-0546",),
        never=("locator.ice.gov", "1-800-203-7001"),
        status="Your request is open",
        steps=("Someone on our team read your answers",),
    )


def abroad():
    """Return a person in Mexico who is in danger now. A second member has yet to approve."""
    return Person(
        id="5-outside-the-us-in-danger",
        language="es",
        answers={
            "filling_for": ["self"],
            "device": ["mine"],
            "location_kind": ["outside_us"],
            "country_now": ["MX"],
            "danger_now": ["yes"],
            "help_types": ["fear_return"],
            "has_lawyer": ["no"],
            "household_size": ["3"],
            "income": ["none"],
            "name_to_use": ["Amaru Test-Larkspur"],
            "contact_methods": ["whatsapp", "return_code"],
            "phone": ["+52 55 0000 0143"],
        },
        acts=(move("triage"), decide("refer")),
        outcome="person",
        plan={
            WEEK: (
                "Ask UNHCR, the UN refugee agency, who can help in the country where you are.",
                "A US embassy cannot give you asylum.",
            )
        },
        says="México",
        numbers=("911", "079", "help.unhcr.org"),
        never=("1-800-799-7233", "988", "locator.ice.gov", "1-800-898-7180", "ICE"),
        status="Your request is open",
        steps=("Someone on our team read your answers",),
    )


def represented(today):
    """Return a person whose lawyer works on the whole case."""
    return Person(
        id="6-has-a-lawyer-for-everything",
        language="en",
        answers={
            **IN_TEXAS,
            "has_lawyer": ["yes"],
            "lawyer_scope": ["whole_case"],
            "so_far": ["asylum_form"],
            **day("asylum_filed_date", today - timedelta(days=100)),
            "asylum_filed_where": ["immigration_office"],
            "left_since_filing": ["no"],
            "lawful_status": ["no"],
            "name_to_use": ["Tarviq Test-Bramblewick"],
            "contact_methods": ["email"],
            "email": ["tarviq@example.org"],
            "ok_mail": ["yes"],
        },
        acts=(move("triage"), decide("decline", "declined_scope"), TELL),
        outcome="unlikely",
        plan={
            WEEK: (
                "Show this plan to your lawyer. Ask about each date.",
                "Keep every paper and letter in one safe place.",
            ),
            LATER: ("First find the count of days.",),
        },
        numbers=("512-478-0546", "justice.gov/eoir/list-pro-bono-legal-service-providers"),
        never=("locator.ice.gov",),
        status="We have closed your request",
        steps=("We closed your request",),
    )


def tigrinya():
    """Return a speaker of Tigrinya, which this site does not write, who asks for a call."""
    return Person(
        id="7-asks-for-a-call-in-tigrinya",
        language="en",
        speaks="ti",
        answers={"name_to_use": ["Selam Test-Ternfold"], "phone": [PHONE], "near": ["date"]},
        acts=(log_call("reached"),),
        status="Your request is open",
        steps=("Someone on our team read your answers",),
    )


def watched(today):
    """Return a person whose phone another person looks at, and who may get no message."""
    return Person(
        id="8-whose-phone-is-watched",
        language="en",
        leaves=True,
        answers={
            **IN_TEXAS,
            "device": ["shared"],
            "danger_now": ["yes"],
            "help_types": ["fear_return", "harmed_in_us"],
            "so_far": ["none"],
            **day("last_arrival_date", today - timedelta(days=340)),
            "asylum_filed": ["no"],
            "lawful_status": ["no"],
            "name_to_use": ["Oona"],
            "contact_methods": ["return_code"],
        },
        acts=(write("You can read this here, and nowhere else.", "en"),),
        outcome="likely",
        plan={
            WEEK: (
                "Send the asylum form (I-589)",
                "Call American Gateways (Austin, San Antonio, Waco) for legal help: 512-478-0546",
                "Keep every paper and letter in one safe place.",
            ),
            LATER: ("If an officer stops you, say",),
        },
        says="Calls stay in the phone’s list.",
        numbers=("911", "1-800-799-7233", "988"),
        status="Your request is open",
        steps=("Someone on our team read your answers",),
    )
