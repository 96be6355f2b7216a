"""List of languages, the promise, what else helps, and leaving."""

from __future__ import annotations

import logging
import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from intake.actions.application.end_session import end_request
from intake.extensions import db, writing
from intake.referrals.place import TITLES
from intake.referrals.places import general
from intake.web.access import anyone, applicant, current_request
from intake.web.app_context import settings, today
from intake.web.faults.errors import error_page
from intake.web.locale import AUTONYMS, catalogue_of, direction, language, speaking
from intake.web.referral_places import shown_places
from intake.web.security import StaleForm, end_session

log = logging.getLogger(__name__)
blueprint = Blueprint("pages", __name__)
PLACE = re.compile(r"[a-z0-9/-]{1,60}", re.ASCII)
"""An address of ours after its language."""
FEW = 4
"""As many languages as may ask for one's own on the first page."""


@blueprint.get("/")
@anyone
def home() -> ResponseReturnValue:
    """A list of languages, harmless to whoever looks over a shoulder."""
    return render_template(
        "pages/home.html",
        languages=_theirs_first(_languages()),
        asked=_asked_in_others("Choose your language"),
        other_language_url=url_for("pages.other_language"),
    )


@blueprint.get("/other-language")
@anyone
def other_language() -> ResponseReturnValue:
    """For whoever does not find their language: four large ones, each to its form."""
    return render_template("pages/other_language.html", languages=_languages())


@blueprint.get("/<lang>/languages")
@anyone
def languages() -> ResponseReturnValue:
    """Every language on offer, each to the page that somebody came from."""
    asked = request.args.get("at", "")
    place = asked if PLACE.fullmatch(asked) else ""
    return render_template(
        "pages/languages.html",
        languages=_theirs_first(_languages()),
        place=place,
        back_url=f"/{language()}/{place}",
    )


@blueprint.get("/<lang>/")
@anyone
def promise() -> ResponseReturnValue:
    """What we do and promise, and its limits."""
    told = settings()
    return render_template(
        "pages/promise.html",
        start_url=url_for("apply.show", number=1),
        organisation=told.organisation_name,
        help_phone=told.help_phone,
        return_url=url_for("mailbox.come_back"),
    )


@blueprint.get("/<lang>/other-help")
@anyone
def other_help() -> ResponseReturnValue:
    """Who else can help, by kind; each with how fresh it is."""
    kinds = [
        (gettext(TITLES[kind]), shown_places(places, on=today())) for kind, places in general()
    ]
    help_phone = settings().help_phone
    return render_template("pages/other_help.html", kinds=kinds, help_phone=help_phone)


@blueprint.get("/<lang>/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    """What we keep, who reads it, and what we cannot promise."""
    return render_template("pages/privacy.html")


@blueprint.get("/<lang>/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    """What works for whom, what does not yet, and a person to ask."""
    help_phone = settings().help_phone
    return render_template("pages/accessibility.html", help_phone=help_phone)


@blueprint.get("/<lang>/safety")
@anyone
def safety() -> ResponseReturnValue:
    """How to use this site when somebody may be watching."""
    return render_template("pages/safety.html", clear_url=url_for("pages.clear"))


@blueprint.post("/leave")
@applicant
def leave() -> ResponseReturnValue:
    """End the session on the server, forget everything in the browser, and be elsewhere."""
    return _ended(_elsewhere())


@blueprint.get("/leave")
@anyone
def left() -> ResponseReturnValue:
    """For a browser that comes back to this address by itself: elsewhere once more."""
    return redirect(_elsewhere(), 303)


@blueprint.errorhandler(StaleForm)
def let_out(_failure: StaleForm) -> ResponseReturnValue:
    """A tab whose session is over lets go of whoever presses its way out, too.

    A browser that vouches that a page of ours has sent the form is believed. For any other
    nothing is ended, and it is led elsewhere all the same.
    """
    leaving = request.endpoint == "pages.leave"
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return _ended(_elsewhere() if leaving else url_for("pages.cleared"))
    if not leaving:
        return error_page(403)
    with speaking(_form_language()):
        return render_template("pages/away.html", exit_url=_elsewhere()), 403


@blueprint.post("/<lang>/clear")
@applicant
def clear() -> ResponseReturnValue:
    """The same for somebody who hands a shared phone on: ended, and told so."""
    return _ended(url_for("pages.cleared"))


@blueprint.get("/<lang>/cleared")
@anyone
def cleared() -> ResponseReturnValue:
    """Nothing of theirs is in this browser; its history is."""
    return render_template("pages/cleared.html")


def _elsewhere() -> str:
    return settings().exit_for(_form_language())


def _form_language() -> str:
    tag = request.form.get("lang", "")
    return tag if tag in settings().languages else language()


def _ended(onward: str) -> ResponseReturnValue:
    """Whoever leaves is let go even where the database does not answer: then the cookie is dead."""
    try:
        with writing():
            if found := current_request(to_change=True):
                end_request(found)
                db.session.commit()
    except SQLAlchemyError as failure:
        log.error("a session could not be ended", exc_info=failure)
    response = redirect(onward, 303)
    end_session(response, "apply")
    return response


def _theirs_first(languages: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """With the browser's language on top: a hint, for a borrowed phone speaks its owner's."""
    tags = [tag for tag, _, _ in languages]
    wishes = [wish for wish, _ in request.accept_languages]
    asked = [one for wish in wishes for one in (wish, wish.partition("-")[0])]
    theirs = next((one for one in asked if one in tags), "")
    return sorted(languages, key=lambda one: one[0] != theirs)


def _asked_in_others(words: str) -> list[tuple[str, str, str]]:
    """Tag, direction and these words in the first languages on offer that have them."""
    said = [
        (tag, direction(tag), catalogue_of(tag).ugettext(words))
        for tag, _, _ in _languages()
        if tag != language()
    ]
    return [one for one in said if one[2] != words][:FEW]


def _languages() -> list[tuple[str, str, str]]:
    tags = settings().languages
    return [(tag, AUTONYMS[tag], direction(tag)) for tag in tags]
