"""The proxy in front of both doors, and the page that it shows while they do not answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from deploy.admin.flask_commands import flask_output
from deploy.admin.places import Places
from deploy.admin.shell import Failed, run, say, succeeds, write

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


LETS_ENCRYPT = "/etc/letsencrypt/live"
CHAIN, KEY = "fullchain.pem", "privkey.pem"
"""Names of a certificate and its key, as certbot gives them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The proxy, its host names, and the folder of a certificate that is not Let's Encrypt's.

    ``desk_port`` is where the desk listens; on SQLite one process serves both doors.
    """

    proxy: str
    host: str
    desk_host: str
    certificate: Path | None
    desk_port: int


def write_proxy(places: Places, site: Site) -> None:
    """Write the configuration of the proxy and the page, get a certificate, and reload.

    Reload also where nothing changed: an earlier reload may have failed.
    """
    write_page(places)
    if site.certificate is not None:
        _check_certificate(site)
    if site.proxy == "caddy":
        _write_caddy(places, site)
    else:
        _write_nginx(places, site)


def _write_caddy(places: Places, site: Site) -> None:
    content = caddy_file((places.code / "deploy/Caddyfile").read_text("utf-8"), site)
    write(places.root / "etc/caddy/Caddyfile", content)
    run("systemctl", "reload-or-restart", "caddy")


def _write_nginx(places: Places, site: Site) -> None:
    if site.certificate is None:
        _certificate(places, site.host, *([site.desk_host] if site.desk_host else []))
    content = nginx_file((places.code / "deploy/nginx.conf").read_text("utf-8"), site)
    if 'VERSION_ID="12"' in (places.root / "etc/os-release").read_text("utf-8"):
        content = for_debian_12(content)
    if write(places.root / "etc/nginx/conf.d/intake.conf", content):
        (places.root / "etc/nginx/sites-enabled/default").unlink(missing_ok=True)
    run("systemctl", "reload-or-restart", "nginx")


def _check_certificate(site: Site) -> None:
    """Raise `Failed` if the proxy cannot read the administrator's own certificate."""
    user = "caddy" if site.proxy == "caddy" else "root"  # nginx reads it before it changes its user
    for file in (f"{site.certificate}/{CHAIN}", f"{site.certificate}/{KEY}"):
        if not succeeds("runuser", "--user", user, "--", "test", "-r", file):
            raise Failed(
                f"{site.proxy} cannot read {file}. The folder of --certificate must hold {CHAIN}"
                f" and {KEY}, readable by the user {user}."
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


def nginx_file(shipped: str, site: Site) -> str:
    """Return the shipped configuration for a site; without ``desk_host``, one has both doors."""
    if site.certificate is not None:
        shipped = shipped.replace(f"{LETS_ENCRYPT}/{EXAMPLE}", str(site.certificate))
    shipped = shipped.replace("127.0.0.1:8002;", f"127.0.0.1:{site.desk_port};")
    if site.desk_host:
        return shipped.replace(DESK_EXAMPLE, site.desk_host).replace(EXAMPLE, site.host)
    text = ONE_HOST.sub(r"\1\n", BY_HOST.sub("", shipped))
    return text.replace(f" {DESK_EXAMPLE};", ";").replace(EXAMPLE, site.host)


def for_debian_12(content: str) -> str:
    """Return the configuration for nginx 1.22, where HTTP/2 belongs to ``listen``."""
    return content.replace("  http2 on;\n", "").replace("443 ssl;", "443 ssl http2;")


def _certificate(places: Places, *hosts: str) -> None:
    """Have certbot get a certificate for these hosts, and renew it by its own timer."""
    if Path(f"{places.root}{LETS_ENCRYPT}/{hosts[0]}/{CHAIN}").is_file():
        return
    say("Getting a certificate from Let's Encrypt …")
    names = [word for host in hosts for word in ("--domain", host)]
    hooks = ("--pre-hook", "systemctl stop nginx", "--post-hook", "systemctl start nginx")
    run(
        *("certbot", "certonly", "--standalone", "--non-interactive", "--agree-tos"),
        *("--register-unsafely-without-email", *hooks, *names),
    )
