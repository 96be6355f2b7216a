"""Letters to the applicant: a ready text in their language, with deadlines and nearby places.

A translation that nobody has checked goes out with the English below it, and says so. So does
one that was made before the English text changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from unicodedata import name

from flask_babel import gettext

from intake.actions.case.open_case import HeldCase, OpenedCase
from intake.amendments.approved import Texts, texts_in_force
from intake.cases.models import Case
from intake.catalogues import without_isolates
from intake.frozen import frozen
from intake.messages.wordings import (
    AS_TOLD,
    ASK_INSIDE,
    COURT,
    COURT_ASK,
    DAYS,
    ENGLISH_BELOW,
    NO_DAYS,
    NO_PLACES,
    PLACES,
    UNCHECKED,
    WORDINGS,
    Variable,
    Wording,
    block_in,
    halves,
    paragraphs,
    telling_lines,
    two_languages,
    with_day,
)
from intake.promises import CODE_DAYS
from intake.questionnaire.answers import Answers
from intake.questionnaire.asylum.dates import court_case
from intake.questionnaire.asylum.safety import fear_reasons
from intake.questionnaire.asylum.where import location_kind
from intake.questionnaire.asylum.you import reads_language
from intake.referrals.needs import needs_of
from intake.referrals.place import Kind, Need, Place
from intake.referrals.places import fitting
from intake.triage.plan import Act
from intake.triage.rules import BY_NUMBER
from intake.web.after_sending.plan_today import (
    BY_DAY,
    cautions_today,
    plan_left,
    reason_of,
    when_of,
    who_set,
)
from intake.web.answers import spoken_name
from intake.web.app_context import referral_places, settings, today
from intake.web.filters import COSTS, days_text, long_date, translated
from intake.web.locale import AUTONYMS, PSEUDO, catalogue_of, speaking
from intake.words import N_

ANOTHER_LANGUAGE = N_(
    "This text is in another language than you chose. Choose its language, or rewrite the text."
)

NO_TEMPLATE = N_("There is no template in that language. Choose English, or write your own words.")


def has_template(wording: Wording, tag: str) -> bool:
    """Return true if at least a part of *wording* exists in this language."""
    if _is_english(tag) or (wording.id, tag) in texts_in_force():
        return True
    return not all(map(catalogue_of(tag).is_missing, wording.sentences))


def languages_for(case: OpenedCase | HeldCase) -> list[tuple[str, str]]:
    """Return tag and name of the languages to write to an applicant in, that of the form first."""
    tags = dict.fromkeys([case.language, *settings().languages])
    return [(tag, spoken_name(tag)) for tag in tags]


def wanted_language(case: OpenedCase | HeldCase) -> str:
    """Return what they prefer to read, else what they speak best, else the language of the form.

    That of the form may be only the best that the site offers. An older card does not have what
    they read.
    """
    card, of_form = case.card, case.language
    spoken = () if of_form in card.spoken_languages else card.spoken_languages
    reads = case.answers.code(reads_language) if isinstance(case, OpenedCase) else ""
    wanted = (reads or card.contact.get(reads_language.id), card.call_language, *spoken)
    return next((tag for tag in wanted if tag not in (None, "", "other")), of_form)


def first_language(case: OpenedCase | HeldCase, wording: Wording) -> str:
    """Return the language in which to begin a letter: one that the ready text has."""
    tags = (wanted_language(case), case.language)
    return next((tag for tag in tags if can_be_in(tag, wording)), "en")


def can_be_in(tag: str, wording: Wording) -> bool:
    """Return true if a letter with this ready text can go out in this language."""
    return tag in settings().languages and has_template(wording, tag)


def is_checked(
    wording: Wording, about: LetterSubject, tag: str, texts: Texts | None = None
) -> bool:
    """Return true if a person has checked in this language all that the letter would say."""
    texts = texts_in_force() if texts is None else texts
    if _is_english(tag) or not text_is_checked(wording, tag, texts):
        return _is_english(tag)
    parts = sentences_about(about, days=wording.days, places=wording.places)
    return {*wording.added_sentences, *parts} <= catalogue_of(tag).reviewed


def text_is_checked(wording: Wording, tag: str, texts: Texts) -> bool:
    """Return true if a person has checked the ready text in this language, without its parts."""
    if _is_english(tag) or not follows_english(wording, tag, texts):
        return _is_english(tag)
    written = texts.get((wording.id, tag))
    own = catalogue_of(tag).reviewed.issuperset(wording.own_sentences)
    return written.proofread if written else own


def follows_english(wording: Wording, tag: str, texts: Texts) -> bool:
    """Return true unless the English text was changed after the one in this language was made."""
    english, written = texts.get((wording.id, "en")), texts.get((wording.id, tag))
    return (english.change_id if english else "") == (written.english_id if written else "")


def is_of_another_language(text: str, tag: str) -> bool:
    """Return true if a line of *text* is a line of a ready text in another language.

    True also if hardly a letter is of the script in which the name of the language is written.

    The half below the English line, if there is one, must be English.
    """
    above, below = halves(text)
    return _is_foreign(above, tag) or (bool(below) and _is_foreign(below, "en"))


def letter_text(
    wording: Wording,
    about: LetterSubject,
    tag: str,
    *,
    erased: date | None = None,
    texts: Texts | None = None,
) -> str:
    """Return the whole letter, paragraphs separated by an empty line.

    It never says why a case is declined. *erased* is the day of erasure if the letter comes with
    closing the case. A text that always goes out in two languages, and one that nobody has checked
    in this language, has the English below. *texts* are tried in place of those in force.
    """
    day, texts = erased or about.case.erase_on, texts_in_force() if texts is None else texts
    english = _text(wording, about, "en", day, texts)
    if tag == "en" or not ((wording.id, tag) in texts or has_template(wording, tag)):
        return english
    text = _text(wording, about, tag, day, texts)
    if _is_english(tag):
        return text
    is_unchecked = not is_checked(wording, about, tag, texts)
    if not (is_unchecked or wording.days):
        return text
    (says,) = _translations([UNCHECKED if is_unchecked else ENGLISH_BELOW], tag)
    return two_languages(f"{says}\n\n{text}", english)


def ready_text(wording: Wording, tag: str, texts: Texts) -> str:
    """Return the text in this language with its variables, as members edit it."""
    written = texts.get((wording.id, tag))
    return written.text if written else shipped_text(wording, tag)


def shipped_text(wording: Wording, tag: str) -> str:
    """Return the text of the release in this language with its variables."""
    days = [Variable.DEADLINES.marked] if wording.days else []
    places = [Variable.CONTACTS.marked] if wording.places else []
    with speaking(tag):
        begins = map(gettext, wording.begins)
        ends = [
            gettext(text, day=Variable.DELETION_DAY.marked, days=days_text(CODE_DAYS))
            for text in wording.ends
        ]
        return without_isolates("\n\n".join([*begins, *days, *places, *ends]))


def _text(wording: Wording, about: LetterSubject, tag: str, erased: date, texts: Texts) -> str:
    lines: list[str] = []
    with speaking(tag):
        for paragraph in paragraphs(ready_text(wording, tag, texts)):
            block = block_in(paragraph)
            if block is Variable.DEADLINES:
                lines += _deadline_paragraphs(about)
            elif block is Variable.CONTACTS:
                lines += _place_paragraphs(about)
            else:
                lines.append(with_day(paragraph, long_date(erased)))
        return without_isolates("\n\n".join(lines))


def _is_foreign(text: str, tag: str) -> bool:
    scripts = {*_scripts(AUTONYMS.get(tag, text)), *ALSO_IN.get(tag, ())}
    uncapitalized = [word for word in text.split() if not word[0].isupper()]  # but for names
    written_in = _scripts("".join(uncapitalized))
    if 4 * sum(script in scripts for script in written_in) < len(written_in):
        return True
    english = {line for wording in WORDINGS.values() for line in wording.begins}
    written: dict[str, set[str]] = {}  # the lines that members wrote, by language
    for (_, language), own_text in texts_in_force().items():
        written.setdefault(language, set()).update(telling_lines(own_text.text))
    own = english if tag == "en" else _translations(english, tag) - english
    foreign = english.union(
        *(_translations(english, language) for language in settings().languages),
        *written.values(),
    )
    lines = {line.strip() for line in text.splitlines()}
    return not (foreign - own - written.get(tag, set())).isdisjoint(lines)


ALSO_IN = {"pa": ("ARABIC",), "ug": ("CYRILLIC",)}
"""Scripts of languages whose names are written in another one."""


def _scripts(text: str) -> list[str]:
    """Return the script of each letter."""
    return [name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()]


def _translations(lines: Iterable[str], tag: str) -> set[str]:
    with speaking(tag):
        return {without_isolates(gettext(line)) for line in lines}


def _is_english(tag: str) -> bool:
    return tag in PSEUDO or tag.partition("-")[0] == "en"


MOST_PLACES, MOST_SAFETY = 4, 2
"""Places in a letter, and how many of them may be for safety, so that legal help is among them."""

OFFICES = frozenset({"court_status", "detainee_locator", "uscis"})
"""Places that tell where a case or a person is, and do not help with it."""

LEFT_TO_RIGHT = "\u2066{}\u2069"
"""Marks that keep a number whole in a letter, which is plain text and has no elements."""


@frozen
class InventedCase:
    """An invented case, of which only the days are known, to show a letter with."""

    answers: Answers
    case: Case
    diary: tuple[()] = ()
    changed: tuple[()] = ()


LetterSubject = OpenedCase | InventedCase


def _deadline_paragraphs(about: LetterSubject) -> Iterator[str]:
    """Yield the deadlines of the plan. They run whether we help or not.

    Where a member corrected an answer behind them, they do not come from what the applicant told.
    """
    acts = _acts_of(about)
    yield gettext(DAYS) if any(act.day or act.gone for act in acts) else gettext(NO_DAYS)
    yield from map(gettext, cautions_today(about.answers))
    for act in acts:
        yield f"• {' '.join(_parts_of(act))}"
    corrected = {change["question"] for change in about.changed if "by" in change}
    if all(corrected.isdisjoint(row.reason.answers) for act in acts for row in act.rows):
        yield gettext(AS_TOLD, day=long_date(about.case.received_on))
    yield from _court_paragraph(about.answers)


def _court_paragraph(answers: Answers) -> Iterator[str]:
    """Yield how to ask for the court date; nothing to people abroad who have no case there."""
    if answers.code(location_kind) == "outside_us" and answers.code(court_case) != "yes":
        return
    visible = (place for place in referral_places() if not place.hidden(today()))
    line = next((place for place in visible if place.id == "court_status"), None)
    if line is None:
        yield gettext(COURT_ASK)
    else:
        yield gettext(COURT, phone=_isolated(line.phone), web=_isolated(line.web))


def _acts_of(about: LetterSubject) -> list[Act]:
    """Return the acts of today's plan that rest on deadlines, those that have passed last.

    Danger and illness are left out: others may find a printed letter.
    """
    met = (row for row in about.diary if "closed_on" in row.met and row.met["outcome"] != "missed")
    ended = {(row.rule, row.on) for row in met}
    plan = plan_left(about.answers, about.case, ended)
    acts = (act for act in plan.acts if act.rows)
    told = [act for act in acts if all(BY_NUMBER[row.rule].tells_applicant for row in act.rows)]
    return sorted(told, key=lambda act: act.gone)


def _place_paragraphs(about: LetterSubject) -> Iterator[str]:
    """Yield where else to ask. People in detention can always ask inside."""
    places = places_near(about)
    yield gettext(PLACES) if places else gettext(NO_PLACES)
    yield from map(_place_line, places)
    if Need.DETAINED in needs_of(about.answers, on=today()):
        yield gettext(ASK_INSIDE)


def places_near(about: LetterSubject) -> list[Place]:
    """Return at most four places, best match first, at most two of them for safety.

    Why somebody fears harm plays no part: the place would tell each member who reads the letter.
    """
    answers = about.answers.without({fear_reasons.id})
    fit = fitting(referral_places(), answers, on=today())
    safety = [place for place in fit if place.kinds[0] is Kind.SAFETY][:MOST_SAFETY]
    legal = [p for p in fit if p.kinds[0] is not Kind.SAFETY and p.id not in OFFICES]
    return [*safety, *legal][:MOST_PLACES]


def sentences_about(about: LetterSubject, *, days: bool, places: bool) -> set[str]:
    """Return the message ids of what these parts say about this applicant."""
    acts = _acts_of(about) if days else []
    near = places_near(about) if places else []
    return {
        *(cautions_today(about.answers) if days else ()),
        *(BY_DAY for act in acts if act.day),
        *(id_ for act in acts for row in act.rows for id_ in reason_of(row).ids),
        *(id_ for act in acts for step in act.steps for id_ in step.ids),
        *(place.says for place in near),
        *(COSTS[place.price] for place in near if COSTS[place.price]),
    }


def _parts_of(act: Act) -> Iterator[str]:
    """Yield the day, the statements, what to do, and who set the day.

    A day that has passed, or that this desk set, is named by the statement alone: neither is a day
    to keep.
    """
    if act.day:
        yield f"{when_of(act)}."
    yield from (translated(reason_of(row)) for row in act.rows)
    yield from map(translated, act.steps)
    if act.dated:
        yield gettext(who_set(act.dated))


def _place_line(place: Place) -> str:
    ways = [getattr(place, key) for key in ("phone", "web", "address") if key in place.ways]
    contacts = " · ".join(map(_isolated, filter(None, (place.name, *ways, place.hours))))
    says = gettext(place.says).rstrip(".")
    return f"• {says}: {' '.join([contacts, *_more(place)])}"


def _more(place: Place) -> Iterator[str]:
    """Yield the ways and the costs that need a sentence."""
    if "text_to" in place.ways:
        yield gettext("Or send a text message to %(number)s.", number=_isolated(place.text_to))
    if "dial" in place.ways:
        yield gettext("On the phone inside, dial %(number)s.", number=_isolated(place.dial))
    if COSTS[place.price]:
        yield gettext(COSTS[place.price])


def _isolated(text: str) -> str:
    """Return a name, number or address that text from right to left does not take apart."""
    return LEFT_TO_RIGHT.format(text)
