"""The proxy in front of both doors, and the page that it shows while they do not answer."""

from __future__ import annotations

from pathlib import Path

from deploy.admin.flask_commands import flask_output
from deploy.admin.places import Places
from deploy.admin.shell import run, say, write

EXAMPLE = "help.example.org"
"""Host name in the files of ``deploy``."""


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
    """Return the shipped configuration for these hosts; a second host shows the desk alone."""
    before, desk = shipped.split("# A host name for the desk alone\n")
    text = before + desk.replace("desk.example.org", desk_host) if desk_host else before
    return text.replace(EXAMPLE, host)


def nginx_file(shipped: str, host: str, desk_host: str) -> str:
    """Return the shipped configuration for these hosts."""
    names = f"{host} {desk_host}".strip()
    text = shipped.replace(f"server_name {EXAMPLE};", f"server_name {names};")
    return text.replace(EXAMPLE, host)


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
