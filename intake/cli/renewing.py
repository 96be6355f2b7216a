"""What housekeeping does after a change of ``SECRET_KEY``, each stretch in its own transaction."""

from __future__ import annotations

from intake.actions.upkeep import rotate_secret
from intake.cli import app_context
from intake.extensions import db, writing
from intake.sealing.at_rest import Standing

GIVE_IT_BACK = "put it into SECRET_KEY_FALLBACKS, then run flask housekeeping run."


def renew() -> int:
    """Put everything at rest under the secret of now; how many values were under one before."""
    settings = app_context.settings()
    if not settings.secret_key_fallbacks:
        return 0
    done = 0
    for column in rotate_secret.columns():
        for found in rotate_secret.stretches(column):
            if found.older:
                with writing():
                    done += rotate_secret.renew(found)
                    db.session.commit()
    with writing():
        secrets = (settings.secret_key, *settings.secret_key_fallbacks)
        rotate_secret.find_members_anew(secrets=secrets)
        db.session.commit()
    return done


def how_they_stand() -> str:
    """What is left under older secrets, and what no known secret reads; in a sentence or two."""
    stand = rotate_secret.count()
    db.session.rollback()
    if unknown := stand[Standing.UNKNOWN]:
        return f"{unknown} values are under a SECRET_KEY that is not known: {GIVE_IT_BACK}"
    if older := stand[Standing.OLDER]:
        return f"{older} values are under an older one: run flask housekeeping run."
    return "All values at rest are under the SECRET_KEY of now; no older one is needed."


def what_cannot_be_read() -> str:
    """What no known secret reads of members and invitations, in a sentence; else nothing."""
    return how_they_stand() if rotate_secret.is_unreadable() else ""


def what_is_amiss() -> str:
    """The same where a secret is missing, or one is kept that may not be needed; else nothing."""
    settings = app_context.settings()
    said = settings.secret_key_fallbacks or rotate_secret.is_unreadable()
    return how_they_stand() if said else ""
