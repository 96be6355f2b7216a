"""Move stored values to a new ``SECRET_KEY``, one batch a transaction, and report the rest."""

from intake.actions.upkeep import rotate_secret
from intake.cli import app_context
from intake.extensions import db, saving
from intake.sealing.at_rest import SecretAge
from intake.staff import store as staff

ADD_IT_AGAIN = "add it to SECRET_KEY_FALLBACKS, then run flask housekeeping run."


def renew() -> int:
    """Encrypt stored values with the current secret; return how many had an older one."""
    settings = app_context.settings()
    if not settings.secret_key_fallbacks:
        return 0
    renewed = 0
    for column in rotate_secret.columns():
        for batch in rotate_secret.batches(column):
            if batch.older:
                with saving():
                    renewed += rotate_secret.encrypt_anew(batch)
    with saving():
        staff.rehash_addresses(secrets=settings.secrets)
    return renewed


def secrets_sentence() -> str:
    """Return a sentence about stored values that use an older or an unknown ``SECRET_KEY``."""
    count = rotate_secret.count()
    db.session.rollback()
    if unknown := count[SecretAge.UNKNOWN]:
        return f"{unknown} stored values use an unknown SECRET_KEY: {ADD_IT_AGAIN}"
    if older := count[SecretAge.OLDER]:
        return f"{older} stored values use an older SECRET_KEY: run flask housekeeping run."
    return "All stored values use the current SECRET_KEY. No older key is needed."


def unreadable_sentence() -> str:
    """Return the sentence if no known secret reads the stored values of members, else nothing."""
    return secrets_sentence() if rotate_secret.is_unreadable() else ""


def secret_warning() -> str:
    """Return the sentence if a secret is missing or an older one is set, else nothing."""
    has_fallbacks = bool(app_context.settings().secret_key_fallbacks)
    return secrets_sentence() if has_fallbacks or rotate_secret.is_unreadable() else ""
