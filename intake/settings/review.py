"""Warn of settings that are allowed but probably wrong, for ``flask doctor`` and the desk."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from intake.settings import Settings, host_of
from intake.settings.mail import SUBMISSION_PORT, TLS_PORT, is_loopback, lacks_dot
from intake.settings.reading import BETWEEN_WORDS
from intake.words import table_beside

UTC = ("UTC", "Etc/UTC")

SENTENCES: Mapping[str, str] = table_beside(__file__)


def review(settings: Settings) -> dict[str, str]:
    """Return code and sentence for each setting that is allowed but probably wrong, in order."""
    codes = sorted([*_addresses(settings), *_mail(settings), *_practice(settings)])
    return {code: SENTENCES[code] for code in codes}


def lacks_password(settings: Settings) -> bool:
    """Return true if the mail server gets no user name, because the password is missing.

    Of several processes, only the mail worker need know the password, and only it can judge this.
    """
    return bool(settings.mail_server and settings.mail_username and not settings.mail_password)


def _addresses(settings: Settings) -> Iterator[str]:
    if settings.accept_any_host:
        yield "any_host"
    if settings.https and not settings.trusted_proxies:
        yield "proxies_missing"
    if settings.loopback and settings.trusted_proxies:
        yield "proxies_without_proxy"
    if is_loopback(host_of(settings.heartbeat_url)):
        yield "heartbeat_at_loopback"
    if {tag for tag, _ in settings.exit_urls} - set(settings.languages):
        yield "exit_language"
    if settings.secret_key in settings.secret_key_fallbacks:
        yield "fallback_is_current"
    if BETWEEN_WORDS.search(settings.secret_key):
        yield "secret_key_words"


def _mail(settings: Settings) -> Iterator[str]:
    if not settings.notify and not settings.loopback:
        yield "notify"
    if any(map(lacks_dot, settings.notify)):
        yield "notify_domain"
    if lacks_dot(settings.mail_default_sender):
        yield "sender_domain"
    if lacks_dot(settings.security_contact):
        yield "contact_domain"
    if settings.mail_server:
        yield from _mail_server(settings)


def _mail_server(settings: Settings) -> Iterator[str]:
    is_local = is_loopback(settings.mail_server)
    if not is_local and is_loopback(host_of(settings.public_url)) and not settings.accept_any_host:
        yield "links_to_loopback"
    encrypts = settings.mail_use_tls or settings.mail_use_ssl
    if not encrypts and not is_local:
        yield "mail_in_clear"
    is_only_process = settings.database_url.startswith("sqlite:")
    lacks_username = settings.mail_password and not settings.mail_username
    if lacks_username or (is_only_process and lacks_password(settings)):
        yield "mail_login"
    ports = (TLS_PORT,) if not settings.mail_use_ssl else (25, SUBMISSION_PORT)
    if settings.mail_port in ports:
        yield "mail_port"
    if settings.mail_default_sender.rstrip(">").endswith("@localhost"):
        yield "sender_at_localhost"


def _practice(settings: Settings) -> Iterator[str]:
    if settings.help_phone and not call_address(settings.help_phone):
        yield "help_phone"
    elif is_doubtful(settings.help_phone):
        yield "help_phone_words"
    if not 100 <= settings.income_percent <= 500:
        yield "income_percent"
    if settings.retention_days < 30:
        yield "retention_days"
    zone = settings.time_zone.key
    if zone not in UTC and ("/" not in zone or zone.startswith("Etc/")):
        yield "time_zone"
    if 1 <= settings.quarantine_above < 10:
        yield "quarantine_above"
    if settings.quarantine_above and not 1 <= settings.quarantine_email_hours <= 72:
        yield "quarantine_email_hours"


LEAST, MOST = 3, 15
"""Digits of a number among words (911 has three), and of any number (E.164 allows fifteen)."""

NUMBER = re.compile(r"\+?\(?\d(?:[ .()\u00a0\u2010-\u2013-]*\d)*")
EXTENSION = re.compile(r"[\s,;]*(?:ext|extension|x)[. ]*\d+$", re.IGNORECASE)


def dialled(text: str) -> tuple[str, bool]:
    """Return the first number in *text*, and whether there are words or another number beside it.

    It is a ``+``, if there is one, and digits; empty if the text has none. An extension is neither
    dialled nor counted as more.
    """
    text = EXTENSION.sub("", text)
    least = 1 if NUMBER.fullmatch(text) else LEAST
    for match in NUMBER.finditer(text):
        number = "".join(
            character if character == "+" else str(unicodedata.decimal(character))
            for character in match[0]
            if character == "+" or character.isdecimal()
        )
        if len(number.lstrip("+")) >= least:
            rest = text[: match.start()] + text[match.end() :]
            return number, any(map(str.isalnum, rest))
    return "", bool(text)


def call_address(text: str) -> str:
    """Return the ``tel:`` address of a number, or an empty string if *text* has none."""
    number, _ = dialled(text)
    return f"tel:{number}" if number else ""


def is_doubtful(text: str) -> bool:
    """Return true if a call may reach another number than the one that *text* means."""
    number, has_more = dialled(text)
    return has_more or len(number.lstrip("+")) > MOST
