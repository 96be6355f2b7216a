"""Every setting, typed, read once from the environment, refused if unsafe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MIN_SECRET_LENGTH = 32
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
DEFAULT_PORTS = {"http": 80, "https": 443}
DOORS = ("apply", "desk")
OFFERED = ("en", "es", "ar", "fa-AF")
"""The languages whose catalogues say everything that an applicant reads."""


class UnsafeSettings(Exception):
    """The settings would put people at risk, or cannot be understood; says which, in a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the operator decided. Names are those of the environment, in lower case."""

    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    database_url: str = field(repr=False)
    var: Path
    public_url: str = "http://127.0.0.1:8000"
    accept_any_host: bool = False
    doors: tuple[str, ...] = DOORS
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    recovery_fingerprint: str = ""
    mail_server: str = ""
    mail_port: int = 587
    mail_use_tls: bool = True
    mail_use_ssl: bool = False
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_default_sender: str = "intake-desk@localhost"
    notify: tuple[str, ...] = ()
    organisation_name: str = ""
    help_phone: str = ""
    notice_approved_by: str = ""
    exit_url: str = "https://www.weather.gov/"
    exit_urls: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = OFFERED
    service_area: tuple[str, ...] = ()
    income_percent: int = 200
    retention_days: int = 90
    trusted_proxies: int = 0
    redis_url: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    heartbeat_url: str = field(default="", repr=False)
    log_level: str = "INFO"

    @property
    def https(self) -> bool:
        """Whether people reach this product over https: then cookies are Secure."""
        return self.public_url.startswith("https://")

    @property
    def loopback(self) -> bool:
        """Whether this is somebody's own machine rather than a server."""
        return host_of(self.public_url) in LOOPBACK_HOSTS

    def exit_for(self, language: str) -> str:
        """The neutral site that readers of this language are sent to when they leave at once."""
        return dict(self.exit_urls).get(language, self.exit_url)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; raise :class:`UnsafeSettings` with one sentence where one is wrong."""
        read = _Reader(environ)
        exits = _exits(read.words("EXIT_URL", ("https://www.weather.gov/",)))
        var = Path(read.text("VAR", "var")).absolute()
        settings = cls(
            secret_key=_strong(read.text("SECRET_KEY"), "SECRET_KEY"),
            secret_key_fallbacks=tuple(
                _strong(key, "SECRET_KEY_FALLBACKS") for key in read.words("SECRET_KEY_FALLBACKS")
            ),
            var=var,
            database_url=_with_driver(read.text("DATABASE_URL", f"sqlite:///{var}/intake.db")),
            public_url=_web_address(
                read.text("PUBLIC_URL", f"http://127.0.0.1:{read.number('PORT', 8000)}"),
                "PUBLIC_URL",
            ).rstrip("/"),
            accept_any_host=not read.text("PUBLIC_URL") and _is_everywhere(read.text("HOST")),
            doors=read.words("DOORS", DOORS),
            time_zone=_zone(read.text("TIME_ZONE", "America/New_York")),
            recovery_fingerprint=read.text("RECOVERY_FINGERPRINT"),
            mail_server=read.text("MAIL_SERVER"),
            mail_port=read.number("MAIL_PORT", 587),
            mail_use_tls=read.flag("MAIL_USE_TLS", default=True),
            mail_use_ssl=read.flag("MAIL_USE_SSL", default=False),
            mail_username=read.text("MAIL_USERNAME"),
            mail_password=read.text("MAIL_PASSWORD"),
            mail_default_sender=read.text("MAIL_DEFAULT_SENDER", "intake-desk@localhost"),
            notify=read.words("NOTIFY"),
            organisation_name=read.text("ORGANISATION_NAME"),
            help_phone=read.text("HELP_PHONE"),
            notice_approved_by=read.text("NOTICE_APPROVED_BY"),
            exit_url=exits.pop("", "https://www.weather.gov/"),
            exit_urls=tuple(exits.items()),
            languages=read.words("LANGUAGES", OFFERED),
            service_area=_area(read.words("SERVICE_AREA")),
            income_percent=read.number("INCOME_PERCENT", 200),
            retention_days=read.number("RETENTION_DAYS", 90),
            trusted_proxies=read.number("TRUSTED_PROXIES", 0),
            redis_url=read.text("REDIS_URL"),
            metrics_token=read.text("METRICS_TOKEN"),
            heartbeat_url=_heartbeat_address(read.text("HEARTBEAT_URL")),
            log_level=read.text("LOG_LEVEL", "INFO").upper(),
        )
        if unknown := set(settings.doors) - set(DOORS):
            raise UnsafeSettings(f"DOORS names {sorted(unknown)[0]!r}; it may name apply and desk.")
        return settings


class _Reader:
    """The environment, where each ``NAME`` may also be a file named in ``NAME_FILE``."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str = "") -> str:
        if value := self.environ.get(name, "").strip():
            return value
        if not (file := self.environ.get(f"{name}_FILE", "").strip()):
            return default
        try:
            return Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise UnsafeSettings(f"{name}_FILE cannot be read.") from None

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        return tuple(self.text(name).replace(",", " ").split()) or default

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit():
            raise UnsafeSettings(f"{name} must be a whole number.")
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, str(default)).lower()
        if value not in ("1", "0", "true", "false", "yes", "no"):
            raise UnsafeSettings(f"{name} must be yes or no.")
        return value in ("1", "true", "yes")


def _strong(secret: str, name: str) -> str:
    if len(secret) < MIN_SECRET_LENGTH or len(set(secret)) < MIN_SECRET_LENGTH // 4:
        raise UnsafeSettings(
            f"{name} is missing or weak: give at least {MIN_SECRET_LENGTH} random characters."
        )
    return secret


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg{separator}{rest}"
    if scheme not in ("sqlite", "postgresql+psycopg"):
        raise UnsafeSettings("DATABASE_URL must be a sqlite or a postgresql address.")
    return url


def host_of(url: str) -> str:
    """The host that an address names, in small letters; empty where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _web_address(url: str, name: str) -> str:
    """An address as browsers write it: small letters, and no port that goes without saying."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnsafeSettings(f"{name} must be an http or https address.") from None
    host = parts.hostname
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise UnsafeSettings(f"{name} must be an http or https address.")
    place = f"[{host}]" if ":" in host else host
    if port and port != DEFAULT_PORTS[parts.scheme]:
        place = f"{place}:{port}"
    return urlunsplit(parts._replace(netloc=place))


def _heartbeat_address(url: str) -> str:
    """Return the address that the mail worker calls; raise where others could read the call."""
    if not url:
        return ""
    address = _web_address(url, "HEARTBEAT_URL")
    if not address.startswith("https://") and host_of(address) not in LOOPBACK_HOSTS:
        raise UnsafeSettings("HEARTBEAT_URL must start with https:// unless it is loopback.")
    return address


def _exits(words: tuple[str, ...]) -> dict[str, str]:
    """The neutral site by language, ``es=https://…``; under no name the one for all others."""
    exits = {}
    for word in words:
        tag, named, url = word.partition("=")
        if not named or ":" in tag:
            tag, url = "", word
        exits[tag] = _web_address(url, "EXIT_URL")
    return exits


def _is_everywhere(host: str) -> bool:
    """Whether the server listens on every address of the machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # America alone is a folder of zones
        raise UnsafeSettings("TIME_ZONE is not a time zone such as America/New_York.") from None


def _area(states: tuple[str, ...]) -> tuple[str, ...]:
    return () if states == ("all",) else tuple(state.upper() for state in states)
