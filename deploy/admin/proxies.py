"""The proxy in front of both doors, and the page that it shows while they do not answer."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.admin.flask_commands import flask_output
from deploy.admin.places import Places
from deploy.admin.shell import run, say, write

EXAMPLE, DESK_EXAMPLE = "help.example.org", "desk.example.org"
"""Host names of the applicants' door and of the desk in the files of ``deploy``."""

BY_HOST = re.compile(r"^map \$host [^}]*\}\n", re.MULTILINE)
"""In ``nginx.conf``, what chooses the door by its host name."""

ONE_HOST = re.compile(r"^(?:#[^\n]*\n)?#   (map [^\n]*)\n", re.MULTILINE)
"""In ``nginx.conf``, what chooses the door by the path, after ``#``."""

BY_PATH = re.compile(
    r"\t# Both doors under one host name.*?\n\thandle \{\n\t(\t[^\n]*\n)\t\}\n", re.DOTALL
)
"""In ``Caddyfile``, what chooses the door by the path."""


def write_proxy(places: Places, proxy: str, *, host: str, desk_host: str) -> None:
    """Write the configuration of the proxy and the page, get a certificate, and reload."""
    write_page(places)
    shipped = places.code / "deploy"
    if proxy == "caddy":
        content = caddy_file((shipped / "Caddyfile").read_text("utf-8"), host, desk_host)
        if write(places.root / "etc/caddy/Caddyfile", content):
            run("systemctl", "reload-or-restart", "caddy")
        return
    _certificate(places, host, *([desk_host] if desk_host else []))
    content = nginx_file((shipped / "nginx.conf").read_text("utf-8"), host, desk_host)
    if write(places.root / "etc/nginx/conf.d/intake.conf", content):
        (places.root / "etc/nginx/sites-enabled/default").unlink(missing_ok=True)
        run("systemctl", "reload-or-restart", "nginx")


def write_page(places: Places) -> None:
    """Make the page in the languages that are offered, with the phone number and the way out."""
    write(places.page, flask_output(places, "away"))


def caddy_file(shipped: str, host: str, desk_host: str) -> str:
    """Return the shipped configuration for these hosts; without *desk_host*, one has both doors."""
    before, desk = shipped.split("# The desk has a host name of its own\n")
    if desk_host:
        text = BY_PATH.sub(r"\1", before)
        text += desk.replace(DESK_EXAMPLE, desk_host)
    else:
        text = before
    return text.replace(EXAMPLE, host)


def nginx_file(shipped: str, host: str, desk_host: str) -> str:
    """Return the shipped configuration for these hosts; without *desk_host*, one has both doors."""
    if desk_host:
        return shipped.replace(DESK_EXAMPLE, desk_host).replace(EXAMPLE, host)
    text = ONE_HOST.sub(r"\1\n", BY_HOST.sub("", shipped))
    return text.replace(f" {DESK_EXAMPLE};", ";").replace(EXAMPLE, host)


def _certificate(places: Places, *hosts: str) -> None:
    """Have certbot get a certificate for these hosts, and renew it by its own timer."""
    if Path(places.root / f"etc/letsencrypt/live/{hosts[0]}/fullchain.pem").is_file():
        return
    say("Getting a certificate from Let's Encrypt …")
    names = [word for host in hosts for word in ("--domain", host)]
    hooks = ("--pre-hook", "systemctl stop nginx", "--post-hook", "systemctl start nginx")
    run(
        *("certbot", "certonly", "--standalone", "--non-interactive", "--agree-tos"),
        *("--register-unsafely-without-email", *hooks, *names),
    )
