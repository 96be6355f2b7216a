"""Settings of outgoing mail: the server, its connection, the sender, and the operators."""

from __future__ import annotations

from dataclasses import dataclass, field

from intake.settings.addresses import host_of, is_host
from intake.settings.reading import Reader, UnsafeSettings, WholeNumber

SENDER = "intake-desk@localhost"
SUBMISSION_PORT, TLS_PORT = 587, 465
"""Ports for STARTTLS, and for TLS from the first byte (RFC 8314)."""

PRIVATE_DOMAINS = ("localhost", "local", "internal", "lan", "test")
"""Domains of private networks, which the library that checks addresses does not accept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """The server that takes letters. Without one they are written to files."""

    server: str
    port: int
    use_tls: bool
    use_ssl: bool
    username: str
    password: str = field(repr=False)


def read_mail_server(read: Reader) -> MailServer:
    """Read ``MAIL_SERVER`` and the settings of its connection, which must fit together."""
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
    return MailServer(
        server=server,
        port=_port(read, default=TLS_PORT if use_ssl else SUBMISSION_PORT),
        use_tls=use_tls,
        use_ssl=use_ssl,
        username=read.text("MAIL_USERNAME"),
        password=read.text("MAIL_PASSWORD"),
    )


def read_sender(read: Reader) -> str:
    """Read ``MAIL_DEFAULT_SENDER``: an address, with or without a name before it."""
    sender = read.text("MAIL_DEFAULT_SENDER", SENDER, longest=320)
    if sender != SENDER and not is_address(sender):
        raise UnsafeSettings(
            "MAIL_DEFAULT_SENDER must be an email address, such as intake@example.org:"
            " mail servers reject email from any other sender."
        )
    return sender


def read_readers(read: Reader) -> tuple[str, ...]:
    """Read ``NOTIFY``: addresses that are emailed while the team has no member."""
    addresses = read.words("NOTIFY")
    for place, address in enumerate(addresses, start=1):
        if not is_address(address, is_plain=True):
            raise UnsafeSettings(
                f"NOTIFY must hold email addresses separated by commas: word {place} is not one,"
                " so no one would receive emails about new requests."
            )
    return addresses


def read_contact(read: Reader) -> str:
    """Read ``SECURITY_CONTACT``: where to report a vulnerability, by email or on an https page."""
    contact = read.text("SECURITY_CONTACT", longest=320)
    is_page = contact.startswith("https://") and host_of(contact)
    if contact and not is_page and not is_address(contact):
        raise UnsafeSettings(
            "SECURITY_CONTACT must be an email address or an address that starts with https://:"
            " /.well-known/security.txt shows it to people who have found a weakness."
        )
    return contact


def is_address(text: str, *, is_plain: bool = False) -> bool:
    """Return true if *text* is an email address, also of a private network.

    A plain address has no name before it, and ASCII letters before the ``@``.
    """
    from email_validator import EmailNotValidError, validate_email  # a tenth of a short command

    local, _, domain = text.rstrip(">").rpartition("@")
    if domain.rpartition(".")[2].lower() in PRIVATE_DOMAINS and is_host(domain):
        text = f"{local}@example.org{'>' if text.endswith('>') else ''}"
    try:
        validate_email(
            text,
            check_deliverability=False,
            globally_deliverable=False,
            allow_display_name=not is_plain,
            allow_smtputf8=not is_plain,
        )
    except EmailNotValidError:
        return False
    return True


def _port(read: Reader, *, default: int) -> int:
    meaning = "the port of the mail server, usually 587"
    return read.number(
        "MAIL_PORT", WholeNumber(default=default, least=1, most=65535, meaning=meaning)
    )
