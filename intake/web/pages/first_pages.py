"""The list of languages, the promise, other help, and the buttons that leave the site."""

import logging

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from intake.amendments.intake_notices import Notice
from intake.questionnaire.asylum.states import STATES
from intake.questionnaire.languages import sort_key
from intake.referrals.place import TITLES, Place
from intake.referrals.places import by_country, by_kind, by_state, shipped
from intake.web.access import anyone, applicant, end_own_session
from intake.web.answers import country_name
from intake.web.app_context import notice, referral_places, settings, today
from intake.web.faults.errors import error_page
from intake.web.locale import AUTONYMS, catalogue_of, direction, language, speaking
from intake.web.security import ENDED, StaleForm, end_session
from intake.web.way_back import place_before

log = logging.getLogger(__name__)
blueprint = Blueprint("pages", __name__)
FEW = 4
"""Languages in which the first page asks for the reader's own."""


@blueprint.get("/")
@anyone
def home() -> ResponseReturnValue:
    """Show the list of languages, which gives nothing away to a person looking over a shoulder."""
    words = "Choose your language"
    translations = [
        (tag, direction(tag), catalogue_of(tag).ugettext(words))
        for tag, _, _ in _languages()
        if tag != language()
    ]
    return render_template(
        "pages/home.html",
        languages=_browsers_first(_languages()),
        asked=[row for row in translations if row[2] != words][:FEW],
        other_language_url=url_for("call_request.choose"),
    )


@blueprint.get("/<lang>/languages")
@anyone
def languages() -> ResponseReturnValue:
    """Show every language, each with a link to the page that the reader came from."""
    place = place_before()
    return render_template(
        "pages/languages.html",
        languages=_browsers_first(_languages()),
        place=place,
        back_url=f"/{language()}/{place}",
    )


@blueprint.get("/<lang>/")
@anyone
def promise() -> ResponseReturnValue:
    """Say what we do and promise, and its limits."""
    now = _notice()
    served = settings().service_area
    names = [gettext(option.says) for option in STATES if option.code in served]
    return render_template(
        "pages/promise.html",
        notice=now,
        of_ten=now.of_ten(today=today()),
        other_help_url=url_for("pages.other_help"),
        start_url=url_for("start.start"),
        states=sorted(names, key=lambda name: sort_key(name, language())),
        languages=_languages(),
        help_phone=settings().help_phone,
        return_url=url_for("come_back.show"),
    )


@blueprint.get("/<lang>/other-help")
@anyone
def other_help() -> ResponseReturnValue:
    """Show other organisations in the US by kind, each with the month of its last check."""
    places, day = _places(), today()
    return render_template(
        "pages/other_help.html",
        kinds=[(gettext(TITLES[kind]), of_kind) for kind, of_kind in by_kind(places, on=day)],
        states=[(gettext(state), of_state) for state, of_state in by_state(places, on=day)],
        abroad_url=url_for("pages.help_abroad"),
        help_phone=settings().help_phone,
    )


@blueprint.get("/<lang>/other-help/abroad")
@anyone
def help_abroad() -> ResponseReturnValue:
    """Show the organisations outside the US by country."""
    return render_template(
        "pages/help_abroad.html",
        countries=[
            (country_name(code), of_country)
            for code, of_country in by_country(_places(), on=today())
        ],
        back_url=url_for("pages.other_help"),
    )


@blueprint.get("/<lang>/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    """Say which data we keep, who reads it, and what we cannot promise."""
    return render_template("pages/privacy.html")


@blueprint.get("/<lang>/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    """Say what is accessible, what is not yet, and whom to ask."""
    help_phone = settings().help_phone
    return render_template("pages/accessibility.html", help_phone=help_phone)


@blueprint.get("/<lang>/safety")
@anyone
def safety() -> ResponseReturnValue:
    """Say how to use this site when another person may be watching."""
    return render_template("pages/safety.html", clear_url=url_for("pages.clear"))


@blueprint.post("/leave")
@applicant
def leave() -> ResponseReturnValue:
    """End the session, clear the browser, and redirect to another site."""
    return _end_session(_exit_url())


@blueprint.get("/leave")
@anyone
def leave_again() -> ResponseReturnValue:
    """Redirect a browser that comes back to this address by itself."""
    return redirect(_exit_url(), 303)


@blueprint.errorhandler(StaleForm)
def let_out(_failure: StaleForm) -> ResponseReturnValue:
    """Redirect a person who leaves from a tab whose session is over.

    The session ends only if the browser confirms that a page of this site sent the form. Any
    other browser is redirected all the same.
    """
    leaving = request.endpoint == "pages.leave"
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return _end_session(_exit_url() if leaving else url_for("pages.cleared") + ENDED)
    if not leaving:
        return error_page(403)
    with speaking(_form_language()):
        return render_template("pages/away.html", exit_url=_exit_url()), 403


@blueprint.post("/<lang>/clear")
@applicant
def clear() -> ResponseReturnValue:
    """End the session and say so, for a person who hands a shared phone on."""
    return _end_session(url_for("pages.cleared") + ENDED)


@blueprint.get("/<lang>/cleared")
@anyone
def cleared() -> ResponseReturnValue:
    """Say that this browser is cleared, except for its history."""
    return render_template("pages/cleared.html")


def _notice() -> Notice:
    """Return the notice in force; that of a team which takes every case if nothing answers."""
    try:
        return notice()
    except SQLAlchemyError as failure:
        log.error("the notice for applicants could not be read", exc_info=failure)
        return Notice()


def _places() -> tuple[Place, ...]:
    """Return the places in force; the shipped ones if the database does not answer."""
    try:
        return referral_places()
    except SQLAlchemyError as failure:
        log.error("the changes of referral places could not be read", exc_info=failure)
        return shipped()


def _exit_url() -> str:
    return settings().exit_for(_form_language())


def _form_language() -> str:
    tag = request.form.get("lang", "")
    return tag if tag in settings().languages else language()


def _end_session(next_url: str) -> ResponseReturnValue:
    """End the session. If the database does not answer, at least delete the cookie."""
    try:
        end_own_session()
    except SQLAlchemyError as failure:
        log.error("a session could not be ended", exc_info=failure)
    response = redirect(next_url, 303)
    end_session(response, "apply")
    return response


def _browsers_first(languages: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return the languages, that of the browser first. It is a hint: the phone may be borrowed."""
    tags = [tag for tag, _, _ in languages]
    accepted = [
        candidate
        for tag, _ in request.accept_languages
        for candidate in (tag, tag.partition("-")[0])
    ]
    first = next((tag for tag in accepted if tag in tags), "")
    return sorted(languages, key=lambda row: row[0] != first)


def _languages() -> list[tuple[str, str, str]]:
    tags = settings().languages
    return [(tag, AUTONYMS[tag], direction(tag)) for tag in tags]
