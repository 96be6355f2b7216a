"""Settings of outgoing mail: the server, its connection, the sender, and the operators."""

from __future__ import annotations

import re
from email.utils import parseaddr, quote
from typing import Any

from intake.settings.addresses import host_of, is_host
from intake.settings.reading import EnvironReader, UnsafeSettings, WholeNumber

SENDER = "intake-desk@localhost"
SUBMISSION_PORT, TLS_PORT = 587, 465
"""Ports for STARTTLS, and for TLS from the first byte (RFC 8314)."""

PRIVATE_DOMAINS = ("localhost", "local", "internal", "lan", "test")
"""Domains of private networks, which the library that checks addresses does not accept."""

NEEDS_QUOTES = re.compile(r'[][\\()<>@,:;".]')
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
"""Characters that a name before an address has only in quotes, and a name in quotes."""


def read_mail_server(read: EnvironReader) -> dict[str, Any]:
    """Read ``MAIL_SERVER`` and the settings of its connection, which must fit together.

    Without a server, letters are written to files.
    """
    server = read.text("MAIL_SERVER")
    if server and not is_host(server):
        raise UnsafeSettings(
            "MAIL_SERVER must be the name of a host, such as mail.example.org:"
            " set its port with MAIL_PORT."
        )
    use_ssl = read.flag("MAIL_USE_SSL", default=False)
    use_tls = read.flag("MAIL_USE_TLS", default=not use_ssl)
    if use_ssl and use_tls:
        raise UnsafeSettings(
            "MAIL_USE_TLS and MAIL_USE_SSL must not both be yes: use MAIL_USE_SSL for port 465,"
            " and MAIL_USE_TLS for any other."
        )
    port = WholeNumber(
        default=TLS_PORT if use_ssl else SUBMISSION_PORT,
        least=1,
        most=65535,
        meaning="the port of the mail server, usually 587",
    )
    return {
        "mail_server": server,
        "mail_port": read.number("MAIL_PORT", port),
        "mail_use_tls": use_tls,
        "mail_use_ssl": use_ssl,
        "mail_username": read.text("MAIL_USERNAME"),
        "mail_password": read.text("MAIL_PASSWORD"),
    }


def read_sender(read: EnvironReader) -> str:
    """Read ``MAIL_DEFAULT_SENDER``: an address, with or without a name before it.

    A name with a full stop, comma or bracket is quoted here, as RFC 5322 has it.
    """
    sender = read.text("MAIL_DEFAULT_SENDER", SENDER, longest=320)
    name, address = _name_and_address(sender)
    if sender != SENDER and not is_address(address, is_plain=True):
        raise UnsafeSettings(
            "MAIL_DEFAULT_SENDER must be an email address, such as intake@example.org, or a name"
            " and <intake@example.org>, with only ASCII letters before the @: mail servers reject"
            " email from any other sender."
        )
    if not NEEDS_QUOTES.search(name) or QUOTED.fullmatch(name):
        return sender
    return f'"{quote(name)}" <{address}>'


def _name_and_address(sender: str) -> tuple[str, str]:
    """Return the two parts of ``Name <address>``; an empty address where it is not of this form."""
    if "<" not in sender:
        return "", sender
    name, _, address = sender.removesuffix(">").rpartition("<")
    is_one = sender.endswith(">") and ("<" not in name or QUOTED.fullmatch(name.strip()))
    return name.strip(), address if is_one else ""


def read_readers(read: EnvironReader) -> tuple[str, ...]:
    """Read ``NOTIFY``: addresses that are emailed while the team has no member."""
    addresses = read.words("NOTIFY")
    for place, address in enumerate(addresses, start=1):
        if not is_address(address, is_plain=True):
            raise UnsafeSettings(
                f"NOTIFY must hold email addresses separated by commas: word {place} is not one,"
                " so no one would receive emails about new requests."
            )
    return addresses


def read_contact(read: EnvironReader) -> str:
    """Read ``SECURITY_CONTACT``: where to report a vulnerability, by email or on an https page.

    A name before the address is left out.
    """
    contact = read.text("SECURITY_CONTACT", longest=320)
    if contact.startswith("https://") and host_of(contact):
        return contact
    _, address = _name_and_address(contact)
    if contact and not is_address(address):
        raise UnsafeSettings(
            "SECURITY_CONTACT must be an email address or an address that starts with https://:"
            " /.well-known/security.txt shows it to people who have found a weakness."
        )
    return address


def is_address(text: str, *, is_plain: bool = False) -> bool:
    """Return true if *text* is an email address, also of a private network.

    A plain address has only ASCII letters before the ``@``.
    """
    from email_validator import EmailNotValidError, validate_email  # a tenth of a short command

    local, _, domain = text.rpartition("@")
    if _is_private(domain) and is_host(domain):
        text = f"{local}@example.org"
    try:
        validate_email(
            text,
            check_deliverability=False,
            globally_deliverable=False,
            allow_smtputf8=not is_plain,
        )
    except EmailNotValidError:
        return False
    return True


def lacks_dot(address: str) -> bool:
    """Return true if the domain of *address* has no dot and is no private one, as in ``a@gmail``.

    The address may have a name before it.
    """
    _, at, domain = parseaddr(address)[1].rpartition("@")
    return bool(at) and "." not in domain and not _is_private(domain)


def _is_private(domain: str) -> bool:
    return domain.rpartition(".")[2].lower() in PRIVATE_DOMAINS
