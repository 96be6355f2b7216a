"""Settings that are web addresses: check their form, and that traffic to them is encrypted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

from intake.settings.reading import UnsafeSettings

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
    r"(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*",
    re.IGNORECASE,
)
MAIN_SITE = ""
"""Key of the exit site for languages without one of their own."""


@dataclass(frozen=True, slots=True)
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
