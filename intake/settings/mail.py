"""Settings of outgoing mail: the server, its connection, the sender, and the operators."""

import re
from email.utils import parseaddr, quote
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from intake.frozen import record
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


LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
    r"(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*",
    re.IGNORECASE,
)
MAIN_SITE = ""
"""Key of the exit site for languages without one of their own."""


@record
class _Address:
    """A split address whose host and port have been checked."""

    parts: SplitResult
    host: str
    port: int | None

    def text(self) -> str:
        """Return the address as browsers write it: lower case, without the default port."""
        place = f"[{self.host}]" if ":" in self.host else self.host
        if self.port and self.port != DEFAULT_PORTS[self.parts.scheme]:
            place = f"{place}:{self.port}"
        return urlunsplit(self.parts._replace(netloc=place))


def public_address(url: str, name: str = "PUBLIC_URL") -> str:
    """Return ``PUBLIC_URL`` without a final slash. Only loopback and onion may be plain http."""
    address = _web_address(url, name)
    is_private = is_loopback(address.host) or address.host.endswith(".onion")
    if address.parts.scheme != "https" and not is_private:
        raise UnsafeSettings(
            f"{name} must start with https:// unless it is a loopback or .onion address."
        )
    if address.parts.path.strip("/") or address.parts.query or address.parts.fragment:
        raise UnsafeSettings(
            f"{name} must end after the host or port, such as https://intake.example.org:"
            " the product is served at the root."
        )
    return address.text().rstrip("/")


def heartbeat_address(url: str) -> str:
    """Return ``HEARTBEAT_URL``, which must be secret: it can silence the alarm of a dead worker."""
    return _private_address(url, "HEARTBEAT_URL") if url else ""


def exit_addresses(words: tuple[str, ...], *, default: str) -> dict[str, str]:
    """Return the neutral sites by language tag, from words such as ``es=https://…``.

    The site for all other languages is at :data:`MAIN_SITE`.
    """
    sites = {MAIN_SITE: default}
    for word in words:
        tag, separator, url = word.partition("=")
        if not separator or ":" in tag:
            tag, url = MAIN_SITE, word
        sites[tag] = _private_address(url, "EXIT_URL")
    return sites


def listening_host(host: str) -> str:
    """Return ``HOST``, the address of this machine that ``make run`` serves on."""
    if not is_host(host):
        raise UnsafeSettings(
            "HOST must be an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them."
        )
    return host


def host_of(url: str) -> str:
    """Return the host of *url* in lower case, or an empty string if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_host(host: str) -> bool:
    """Return true if *host* has the shape of a host name or an IP address."""
    return bool(HOST_NAME.fullmatch(host)) or _is_ip(host)


def is_loopback(host: str) -> bool:
    """Return true if *host* never leaves this machine."""
    return host in LOOPBACK_HOSTS or (_is_ip(host) and ip_address(host).is_loopback)


def is_every_address(host: str) -> bool:
    """Return true if a server that listens on *host* listens on every address of the machine."""
    return _is_ip(host) and ip_address(host).is_unspecified


def is_port(port: str) -> bool:
    """Return true if *port* is a number from 1 to 65535."""
    return port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 2**16


def _private_address(url: str, name: str) -> str:
    """Return an address whose traffic is encrypted or local: https, or http to loopback."""
    address = _web_address(url, name)
    if address.parts.scheme != "https" and not is_loopback(address.host):
        raise UnsafeSettings(f"{name} must start with https:// unless it is a loopback address.")
    return address.text()


def _web_address(url: str, name: str) -> _Address:
    try:
        parts = urlsplit(url)
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError:  # UnicodeError too
        host, port, parts = "", None, urlsplit("")
    is_plain = not parts.username and parts.password is None and " " not in url
    if parts.scheme not in DEFAULT_PORTS or not is_host(host) or port == 0 or not is_plain:
        raise UnsafeSettings(
            f"{name} must be an http or https URL without a user name or password, such as"
            " https://www.example.org."
        )
    return _Address(parts, host, port)


def _ascii_host(host: str) -> str:
    """Return the host as browsers send it: names in other scripts become punycode."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
