"""All settings: typed, read once from the environment, refused with a sentence if unsafe.

This module lists the settings; the modules beside it check them by subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.frozen import frozen
from intake.logs import LEVELS
from intake.settings.databases import database_address
from intake.settings.mail import (
    LOOPBACK_HOSTS,
    MAIN_SITE,
    SENDER,
    SUBMISSION_PORT,
    exit_addresses,
    heartbeat_address,
    host_of,
    is_loopback,
    listening_host,
    public_address,
    read_contact,
    read_mail_server,
    read_readers,
    read_sender,
)
from intake.settings.practice import (
    DEFAULT,
    DIGEST_ABOVE,
    INCOME_PERCENT,
    P0_ALARM_HOURS,
    QUARANTINE_ABOVE,
    QUARANTINE_EMAIL_HOURS,
    RETENTION_DAYS,
    STAFFED,
    Staffed,
    language_tags,
    logo_file,
    service_area,
    staffed_hours,
    time_zone,
)
from intake.settings.reading import (
    SHELL_FOLDER,
    UNREADABLE_FOLDER,
    EnvironReader,
    UnsafeSettings,
    WholeNumber,
    fingerprint,
    long_secret,
    optional_secret,
    strong_secret,
)

__all__ = [
    "LOOPBACK_HOSTS",
    "NAMES",
    "OFFERED",
    "Settings",
    "UnsafeSettings",
    "host_of",
]

ROOT = Path(__file__).absolute().parents[2]
HOST = "127.0.0.1"
PORT = WholeNumber(default=8000, least=1, most=65535, meaning="the port that make run serves on")
ZONE = "America/New_York"
EXIT = "https://www.weather.gov/"
DOORS = ("apply", "desk")
OFFERED = ("en", "es", "ar", "fa-AF")
"""Languages whose catalogues are complete for applicants."""

TRUSTED_PROXIES = WholeNumber(
    default=0,
    least=0,
    most=9,
    meaning="the number of your own proxies in front, usually 1 on a server and 0 elsewhere",
)


@frozen
class Settings:
    """The operator's settings. The names are those of the environment, in lower case."""

    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    database_url: str = field(repr=False)
    var: Path
    published: Path | None = None
    host: str = HOST
    port: int = PORT.default
    public_url: str = f"http://{HOST}:{PORT.default}"
    applicants_url: str = ""
    accept_any_host: bool = False
    doors: tuple[str, ...] = DOORS
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(ZONE))
    recovery_fingerprint: str = ""
    mail_server: str = ""
    mail_port: int = SUBMISSION_PORT
    mail_use_tls: bool = True
    mail_use_ssl: bool = False
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_default_sender: str = SENDER
    notify: tuple[str, ...] = ()
    security_contact: str = ""
    organisation_name: str = ""
    organisation_logo: Path | None = None
    help_phone: str = ""
    notice_approved_by: str = ""
    exit_url: str = EXIT
    exit_urls: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = OFFERED
    service_area: tuple[str, ...] = ()
    income_percent: int = INCOME_PERCENT.default
    retention_days: int = RETENTION_DAYS.default
    staffed: Staffed = DEFAULT
    trusted_proxies: int = TRUSTED_PROXIES.default
    quarantine_above: int = QUARANTINE_ABOVE.default
    quarantine_email_hours: int = QUARANTINE_EMAIL_HOURS.default
    digest_above: int = DIGEST_ABOVE.default
    p0_alarm_hours: int = P0_ALARM_HOURS.default
    metrics_token: str = field(default="", repr=False)
    heartbeat_url: str = field(default="", repr=False)
    log_level: str = "INFO"

    @property
    def https(self) -> bool:
        """Return true if this process serves an https address; cookies are then ``Secure``."""
        return any(url.startswith("https://") for url in self.served_addresses)

    @property
    def served_addresses(self) -> frozenset[str]:
        """Return the addresses of the doors that this process serves."""
        of_applicants = {self.applicants_address} if "apply" in self.doors else set[str]()
        return frozenset({self.public_url} | of_applicants)

    @property
    def applicants_address(self) -> str:
        """Return where applicants reach their door.

        ``PUBLIC_URL`` in a process of this door alone, which may be an onion service; elsewhere
        ``APPLICANTS_URL``, or ``PUBLIC_URL`` where both doors have one host name.
        """
        is_alone = self.doors == ("apply",)
        return self.public_url if is_alone else self.applicants_url or self.public_url

    @property
    def https_addresses(self) -> frozenset[str]:
        """Return the addresses of our doors that need a certificate."""
        addresses = (self.public_url, self.applicants_address)
        return frozenset(url for url in addresses if url.startswith("https://"))

    @property
    def loopback(self) -> bool:
        """Return true if only this machine can reach the product."""
        addresses = (self.public_url, self.applicants_address)
        return all(host_of(url) in LOOPBACK_HOSTS for url in addresses)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the current secret and its fallbacks."""
        return (self.secret_key, *self.secret_key_fallbacks)

    def day_of(self, at: datetime) -> date:
        """Return the day of *at* in the time zone of the organisation."""
        return at.astimezone(self.time_zone).date()

    def exit_for(self, language: str) -> str:
        """Return the neutral site to which readers of *language* leave."""
        return dict(self.exit_urls).get(language, self.exit_url)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], *, needs_secret: bool = True) -> Settings:
        """Read the settings; raise ``UnsafeSettings`` with one sentence if one is wrong.

        Without *needs_secret*, ``SECRET_KEY`` may be missing, for commands that neither serve nor
        decrypt anything.
        """
        read = EnvironReader(environ)
        secret = read.text("SECRET_KEY")
        port, public_url = read.number("PORT", PORT), read.text("PUBLIC_URL")
        host = listening_host(read.text("HOST", HOST))
        var = _folder(read.text("VAR", "var"))
        applicants_url = read.text("APPLICANTS_URL")
        log_level = read.text("LOG_LEVEL", "INFO").upper()
        if log_level not in LEVELS:
            raise UnsafeSettings(
                f"LOG_LEVEL must be one of {', '.join(LEVELS)}: lower levels are not logged."
            )
        exits = exit_addresses(read.words("EXIT_URL"), default=EXIT)
        settings = cls(
            secret_key=strong_secret("SECRET_KEY", secret) if secret or needs_secret else "",
            secret_key_fallbacks=tuple(
                long_secret("SECRET_KEY_FALLBACKS", key)
                for key in read.quoted_words("SECRET_KEY_FALLBACKS")
            ),
            var=var,
            published=_folder(text) if (text := read.text("PUBLISHED")) else None,
            database_url=database_address(read.text("DATABASE_URL", f"sqlite:///{var}/intake.db")),
            host=host,
            port=port,
            public_url=public_address(public_url or f"http://{HOST}:{port}"),
            applicants_url=(
                public_address(applicants_url, "APPLICANTS_URL") if applicants_url else ""
            ),
            accept_any_host=not public_url and not is_loopback(host),
            doors=_doors(read.words("DOORS", DOORS)),
            time_zone=time_zone(read.text("TIME_ZONE", ZONE)),
            recovery_fingerprint=fingerprint(read.text("RECOVERY_FINGERPRINT")),
            **read_mail_server(read),
            mail_default_sender=read_sender(read),
            notify=read_readers(read),
            security_contact=read_contact(read),
            organisation_name=read.text("ORGANISATION_NAME", longest=200),
            organisation_logo=logo_file(read.text("ORGANISATION_LOGO")),
            help_phone=read.text("HELP_PHONE", longest=100),
            notice_approved_by=read.text("NOTICE_APPROVED_BY", longest=200),
            exit_url=exits.pop(MAIN_SITE),
            exit_urls=tuple(exits.items()),
            languages=language_tags(read.words("LANGUAGES", OFFERED)),
            service_area=service_area(read.words("SERVICE_AREA")),
            income_percent=read.number("INCOME_PERCENT", INCOME_PERCENT),
            retention_days=read.number("RETENTION_DAYS", RETENTION_DAYS),
            staffed=staffed_hours(read.text("STAFFED", STAFFED)),
            trusted_proxies=read.number("TRUSTED_PROXIES", TRUSTED_PROXIES),
            quarantine_above=read.number("QUARANTINE_ABOVE", QUARANTINE_ABOVE),
            quarantine_email_hours=read.number("QUARANTINE_EMAIL_HOURS", QUARANTINE_EMAIL_HOURS),
            digest_above=read.number("DIGEST_ABOVE", DIGEST_ABOVE),
            p0_alarm_hours=read.number("P0_ALARM_HOURS", P0_ALARM_HOURS),
            metrics_token=optional_secret("METRICS_TOKEN", read.text("METRICS_TOKEN")),
            heartbeat_url=heartbeat_address(read.text("HEARTBEAT_URL")),
            log_level=log_level,
        )
        _refuse_contradictions(settings)
        return settings


NAMES = frozenset(field.name.upper() for field in fields(Settings)) - {
    "ACCEPT_ANY_HOST",
    "EXIT_URLS",
}
"""Names that the environment or ``.env`` may contain, each also with ``_FILE`` at its end."""


def _folder(path: str) -> Path:
    """Return ``VAR``, which need not be there yet; a relative path is one in our own folder."""
    if path.startswith("~") or "$" in path:
        raise UnsafeSettings(SHELL_FOLDER)
    var = ROOT / path
    try:
        is_other = var.exists() and not var.is_dir()
    except OSError:  # above it is a folder of another user, or its name is too long
        raise UnsafeSettings(UNREADABLE_FOLDER) from None
    if is_other:
        raise UnsafeSettings(
            "VAR and PUBLISHED must name folders, for the database, keys and mail, and for what"
            " members published, but a file has this name. Choose another name."
        )
    return var


def _doors(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the doors to serve."""
    for name in names:
        if name not in DOORS:
            raise UnsafeSettings(
                f"DOORS contains {name[:20]!r}. Use apply (for applicants), desk (for staff), or"
                " both; a door that is not named is not served."
            )
    return names


def _refuse_contradictions(settings: Settings) -> None:
    """Refuse settings each of which is valid, but not beside the others."""
    public, applicants = host_of(settings.public_url), host_of(settings.applicants_url)
    is_public = not is_loopback(public)
    if is_public and is_loopback(applicants):
        raise UnsafeSettings(
            "APPLICANTS_URL is loopback although PUBLIC_URL is public: links in emails to"
            " applicants would lead nowhere."
        )
    if public.endswith(".onion") and settings.trusted_proxies:
        raise UnsafeSettings(
            "TRUSTED_PROXIES must be 0 where PUBLIC_URL is an .onion address: tor is no proxy that"
            " names addresses, so each visitor could name any address as their own."
        )
    if settings.metrics_token in {*settings.secrets} - {""}:
        raise UnsafeSettings(
            "METRICS_TOKEN is SECRET_KEY or one of SECRET_KEY_FALLBACKS, and whoever reads metrics"
            " would know it. Use another random value."
        )
    if settings.loopback:
        return
    sites = (settings.exit_url, *(url for _, url in settings.exit_urls))
    ours = {host_of(settings.public_url), host_of(settings.applicants_address)}
    if not ours.isdisjoint(map(host_of, sites)):
        raise UnsafeSettings(
            "EXIT_URL leads to PUBLIC_URL or APPLICANTS_URL. Choose a site unrelated to asylum:"
            " people who are being watched use it to leave."
        )
    if host_of(settings.heartbeat_url) in ours:
        raise UnsafeSettings(
            "HEARTBEAT_URL leads to PUBLIC_URL or APPLICANTS_URL. Choose a monitoring service on"
            " another machine: it must notice when this one is away."
        )
