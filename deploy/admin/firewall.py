"""The firewall: SSH, HTTP and HTTPS are admitted, and nothing else from another machine."""

from __future__ import annotations

import json

from deploy.admin.places import Places
from deploy.admin.shell import output_if_possible, run, say, succeeds, write
from deploy.admin.ssh import ssh_ports

SHIPPED_PORTS = "define ssh_ports = { 22 }"
TABLE = ("inet", "intake_desk")
OTHER = (
    "Another firewall is in use and was left as it is: let it admit SSH, and ports 80 and 443, and"
    " nothing else."
)
UNKNOWN = (
    "No port of SSH could be found, so the firewall was left as it is: log in over SSH and install"
    " again. Nothing that listens on this machine is closed to others until then."
)
NONE = "No firewall could be loaded: systemctl status nftables"


def write_firewall(places: Places) -> None:
    """Load the firewall at each start.

    Change nothing if this machine has another one, or if no port of SSH is known: the one
    administrator would be locked out.
    """
    if has_other_firewall():
        say(OTHER)
        return
    ports = ssh_ports()
    if not ports:
        say(UNKNOWN)
        return
    shipped = (places.code / "deploy/firewall.conf").read_text("utf-8")
    file = places.settings / "firewall.conf"
    is_new = write(file, with_ssh_ports(shipped, ports))
    frame = places.root / "etc/nftables.conf"
    line = f'include "{file}"\n'
    before = frame.read_text("utf-8") if frame.is_file() else "#!/usr/sbin/nft -f\n"
    if line not in before:
        is_new = write(frame, f"{before.rstrip()}\n{line}", mode=0o755) or is_new
    run("systemctl", "enable", "--quiet", "nftables")
    if is_new and not succeeds("systemctl", "restart", "nftables"):
        say(NONE)


def has_other_firewall() -> bool:
    """Return true if the kernel has rules that are not from here; an empty table is no firewall."""
    ruleset = json.loads(output_if_possible("nft", "--json", "list", "ruleset") or "{}")
    rules = (entry["rule"] for entry in ruleset.get("nftables", ()) if "rule" in entry)
    return any((rule["family"], rule["table"]) != TABLE for rule in rules)


def firewall_problem() -> str:
    """Return what is wrong with the firewall, or nothing."""
    if has_other_firewall() or succeeds("nft", "list", "table", *TABLE):
        return ""
    return f"{NONE}. The doors listen on loopback alone, but the rest of the machine is open."


def with_ssh_ports(shipped: str, ports: list[int]) -> str:
    """Return the shipped rules with these ports of SSH."""
    return shipped.replace(SHIPPED_PORTS, f"define ssh_ports = {{ {', '.join(map(str, ports))} }}")
