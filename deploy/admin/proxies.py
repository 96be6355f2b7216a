"""Caddy in front of both doors, and the page that it shows while they do not answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from deploy.admin.flask_commands import flask_output
from deploy.admin.places import Places
from deploy.admin.shell import Failed, run, succeeds, write

EXAMPLE, DESK_EXAMPLE = "help.example.org", "desk.example.org"
"""Host names of the applicants' door and of the desk in the files of ``deploy``."""

BY_PATH = re.compile(
    r"\t# Both doors under one host name.*?\n\thandle \{\n\t(\t[^\n]*\n)\t\}\n", re.DOTALL
)
"""In ``Caddyfile``, what chooses the door by the path."""


CHAIN, KEY = "fullchain.pem", "privkey.pem"
"""Names of a certificate and its key, as those of Let's Encrypt are usually called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The host names of the proxy, and the folder of a certificate that is not Let's Encrypt's.

    ``desk_port`` is where the desk listens; on SQLite one process serves both doors.
    """

    host: str
    desk_host: str
    certificate: Path | None
    desk_port: int


def write_proxy(places: Places, site: Site) -> None:
    """Write the configuration of the proxy and the page, and reload.

    Reload also where nothing changed: an earlier reload may have failed.
    """
    write_page(places)
    if site.certificate is not None:
        _check_certificate(site.certificate)
    content = caddy_file((places.code / "deploy/Caddyfile").read_text("utf-8"), site)
    write(places.root / "etc/caddy/Caddyfile", content)
    run("systemctl", "reload-or-restart", "caddy")


def _check_certificate(folder: Path) -> None:
    """Raise `Failed` if the proxy cannot read the administrator's own certificate."""
    for file in (f"{folder}/{CHAIN}", f"{folder}/{KEY}"):
        if not succeeds("runuser", "--user", "caddy", "--", "test", "-r", file):
            raise Failed(
                f"Caddy cannot read {file}. The folder of --certificate must hold {CHAIN} and"
                f" {KEY}, readable by the user caddy."
            )


def write_page(places: Places) -> None:
    """Make the page in the languages that are offered, with the phone number and the way out."""
    write(places.page, flask_output(places, "away"))


def caddy_file(shipped: str, site: Site) -> str:
    """Return the shipped configuration for a site; without ``desk_host``, one has both doors."""
    text, desk = shipped.split("# The desk has a host name of its own\n")
    if site.desk_host:
        text = BY_PATH.sub(r"\1", text) + desk.replace(DESK_EXAMPLE, site.desk_host)
    if site.certificate is not None:
        lines = f"\ttls {site.certificate}/{CHAIN} {site.certificate}/{KEY}\n\timport doors\n"
        text = text.replace("\timport doors\n", lines)
    text = text.replace("import door 8002", f"import door {site.desk_port}")
    return text.replace(EXAMPLE, site.host)
