"""Places of a server: code, settings, backups and units, below a root that tests may choose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files of one server.

    ``code`` is a link to one of the folders in ``releases``, so that one rename switches releases.
    """

    root: Path = Path("/")

    @property
    def code(self) -> Path:
        """Return the link that units and proxies name."""
        return self.root / "opt/intake-desk"

    @property
    def releases(self) -> Path:
        """Return the folder of the releases, each with the packages that it needs."""
        return self.root / "opt/intake-desk-releases"

    @property
    def previous(self) -> Path:
        """Return the link to the release that was in use before."""
        return self.releases / "previous"

    @property
    def settings(self) -> Path:
        """Return the folder of secrets, which root alone may read."""
        return self.root / "etc/intake-desk"

    @property
    def backups(self) -> Path:
        """Return the folder into which ``intake-backup`` writes."""
        return self.root / "var/lib/intake-desk-backups"

    @property
    def units(self) -> Path:
        """Return the folder of systemd units."""
        return self.root / "etc/systemd/system"

    @property
    def page(self) -> Path:
        """Return the page that the proxy shows while the doors do not answer."""
        return self.root / "var/www/intake/away.html"
