"""Tell from which network a request comes, as far as that is known.

A network is the first 24 bits of an IPv4 address, the first 64 of an IPv6 address: whoever has one
address of an IPv6 network has all of them. Many may have more, up to 48 bits.
"""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

from intake.settings import LOOPBACK_HOSTS
from intake.web.app_context import settings


def network() -> str:
    """Return the network of the visitor, such as ``203.0.113.0/24``; empty if it is unknown.

    On a server it is unknown where the request comes from this machine: behind an onion service,
    or a proxy that sends no address.
    """
    return "" if has_no_limit() else network_or_address()


def known_site() -> str:
    """Return :func:`site`, or the empty string where it is unknown, as :func:`network` does."""
    return "" if has_no_limit() else site()


def network_or_address() -> str:
    """Return the network of the address, or the address itself if it is none of the Internet's."""
    return _network_of(24, 64)


def subscriber() -> str:
    """Return the IPv4 address, or the /64 of an IPv6 address: what one household has at least."""
    return _network_of(32, 64)


def site() -> str:
    """Return the /24 of an IPv4 address, or the /48 of an IPv6 one: what one holder may have."""
    return _network_of(24, 48)


def address() -> str:
    """Return the address of the visitor, as far as the proxies that are trusted tell it."""
    return request.remote_addr or "unknown"


def is_local() -> bool:
    """Return true if the request comes from this machine."""
    return address() in LOOPBACK_HOSTS


def has_no_limit() -> bool:
    """Return true for addresses of this machine, on a server.

    Behind an onion service, or a proxy that sends no address, all visitors share them. Each try
    still costs its key stretching.
    """
    return is_local() and not settings().loopback


def _network_of(bits: int, bits_of_ipv6: int) -> str:
    try:
        ip = ip_address(address())
    except ValueError:
        return address()
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    return str(ip_network(f"{ip}/{bits if ip.version == 4 else bits_of_ipv6}", strict=False))
