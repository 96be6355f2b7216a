"""``DATABASE_URL``: a SQLite file or PostgreSQL servers, as SQLAlchemy and psycopg take them."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from intake.settings.mail import is_host, is_port
from intake.settings.reading import UnsafeSettings, is_printable

POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")

CONNECT_TIMEOUT = "5"
"""Seconds for each host. By default libpq waits without a limit for a host that is off."""

WRITABLE = "read-write"
"""The kind of server to choose among several: a standby accepts no writes."""

NEITHER = "DATABASE_URL must be a sqlite or postgresql URL."
NO_FILE = (
    "DATABASE_URL must be sqlite:/// and the absolute path of a file, without options,"
    " such as sqlite:////srv/intake/intake.db."
)
NO_SERVER = (
    "DATABASE_URL must be a PostgreSQL URL, such as"
    " postgresql://NAME:PASSWORD@127.0.0.1:5432/intake. Write @ / : and % in a password as"
    " %40 %2F %3A and %25."
)


def database_address(url: str) -> str:
    """Return *url* in SQLAlchemy's form; raise `UnsafeSettings` if it is not valid."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        # Return *url*; parse it here, because commands that open no database load no SQLAlchemy.
        _, is_local, file = url.partition("sqlite:///")
        path = PurePosixPath(unquote(file))
        is_file = path.is_absolute() and is_printable(str(path)) and not url.endswith("/")
        if not is_local or "?" in file or not is_file:
            raise UnsafeSettings(NO_FILE)
        return url
    if separator and scheme in POSTGRESQL:
        return _postgresql_address(f"postgresql://{rest}")
    raise UnsafeSettings(NEITHER)


def has_several_hosts(address: str) -> bool:
    """Return true if *address*, as :func:`database_address` returns it, names several servers."""
    from sqlalchemy import make_url

    return "," in str(make_url(address).query.get("host", ""))


def _postgresql_address(url: str) -> str:
    """Return the libpq address *url* for SQLAlchemy, which cannot read several hosts in it.

    Several hosts, and folders of sockets, stay in its query.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, timeout_from_conninfo
    from sqlalchemy import URL

    try:
        options: dict[str, Any] = conninfo_to_dict(url)
        timeout_from_conninfo(options)
    except (psycopg.Error, ValueError):  # its text may hold the password
        raise UnsafeSettings(NO_SERVER) from None
    hosts, ports = _hosts_and_ports(options)
    options.setdefault("connect_timeout", CONNECT_TIMEOUT)
    if len(hosts) > 1:
        options.setdefault("target_session_attrs", WRITABLE)
    user, password = options.pop("user", None), options.pop("password", None)
    database = options.pop("dbname", None)
    is_name = len(hosts) == 1 and not hosts[0].startswith(("/", "@"))
    if not is_name:
        options["host"], options["port"] = ",".join(hosts), ",".join(ports)
    if not any(ports):
        options.pop("port", None)
    address = URL.create(
        "postgresql+psycopg",
        username=user,
        password=password,
        host=(hosts[0] or None) if is_name else None,
        port=int(ports[0]) if is_name and ports[0] else None,
        database=database,
        query={name: str(value) for name, value in options.items()},
    )
    return address.render_as_string(hide_password=False)


def _hosts_and_ports(options: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Take the hosts out of *options*, and as many ports; an empty one is the default port."""
    hosts = str(options.pop("host", "")).split(",")
    ports = str(options.pop("port", "")).split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    are_hosts = all(map(_is_place, hosts)) or hosts == [""]
    are_ports = all(not port or is_port(port) for port in ports)
    if len(ports) != len(hosts) or not are_hosts or not are_ports:
        raise UnsafeSettings(NO_SERVER)
    if "/" in str(options.get("dbname", "")):  # the rest of a password, cut at its /
        raise UnsafeSettings(NO_SERVER)
    return hosts, ports


def _is_place(host: str) -> bool:
    """Return true if *host* is a host, or the folder of a socket."""
    return is_host(host) or host.startswith(("/", "@"))
