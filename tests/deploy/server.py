"""A small server for tests of ``intake-admin``: folders, releases, and a stand-in for systemd.

``systemctl`` is a script that writes down what it was asked; whether the doors answer afterwards is
decided by the release that the link names. ``rsync`` knows the options that ``intake-admin`` uses,
and one other machine, whose folder is ``other`` below the root.
"""

import os
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from deploy.admin import copies, flask_commands, install
from deploy.admin.places import Places
from tests.support.servers.ports import hold_port

SYSTEMCTL = """#!/bin/sh
echo "$*" >> {log}
case "$*" in
  "is-failed "*) exit 1 ;;
  "is-enabled --quiet intake-onion") test -e {onion} ; exit ;;
  "start intake-all-backup") touch {backups}/2026-11-24 {backups}/2026-11-24.wraps ;;
  "restart "*)
    test ! -e {code}/deploy/hangs-up || kill -HUP $PPID
    test ! -e {code}/deploy/cannot-start ;;
esac
"""
PSQL = """#!/bin/sh
echo "psql of $(basename "$(readlink {code})")" >> {log}
cat > /dev/null
test ! -e {code}/deploy/has-no-rights
"""
FLASK = """#!/bin/sh
echo "$*" >> {log}
"""
COPY_TO = "backup.example.net:intake"
"""Place of copies on the other machine, whose disk is full while there is a file ``full``."""

RSYNC = r"""#!{python}
import re
import shutil
import sys
from fnmatch import fnmatchcase
from pathlib import Path

root = Path({root!r})
with (root / "log").open("a") as log:
    log.write("rsync " + " ".join(sys.argv[1:]) + chr(10))
*options, source, target = sys.argv[1:]
there = root / "other" if ":" in target else Path(target)
rules = [o[2:].split("=") for o in options if o.startswith(("--include=", "--exclude="))]


def is_left_out(name):
    for kind, pattern in rules:
        if set("*?[") & set(pattern):  # only then is a backslash more than itself
            pattern = re.sub(r"\\(.)", r"[\1]", pattern)
            is_match = fnmatchcase("/" + name if pattern.startswith("/") else name, pattern)
        else:
            is_match = pattern.removeprefix("/") == name
        if is_match:
            return kind == "exclude"
    return False


here = {{file.name for file in Path(source).iterdir() if not is_left_out(file.name)}}
if here and (root / "full").exists():
    sys.exit(11)
for name in here:
    shutil.copy2(Path(source) / name, there / name)
for file in there.iterdir() if "--delete" in options else ():
    if file.name not in here and not is_left_out(file.name):
        file.unlink()
"""


def make_server(root):
    """Return the places of a server on SQLite, below *root*."""
    places = Places(root)
    for folder in (places.releases, places.settings, places.backups, places.units, root / "bin"):
        folder.mkdir(parents=True)
    (places.settings / "server.env").write_text("DATABASE=sqlite\nCOPY_TO=\n", "utf-8")
    _script(
        root / "bin/systemctl",
        SYSTEMCTL.format(
            log=root / "log", backups=places.backups, onion=root / "onion", code=places.code
        ),
    )
    _script(root / "bin/psql", PSQL.format(log=root / "log", code=places.code))
    (root / "other").mkdir()
    _script(root / "bin/rsync", RSYNC.format(python=sys.executable, root=str(root)))
    _script(root / "bin/runuser", '#!/bin/sh\nshift 3\nexec "$@"\n')
    return places


def make_release(places, version, *, ready=True):
    """Return the folder of a release that was unpacked and has its packages."""
    source = places.root / f"source-{version}"
    for folder in (source, release := places.releases / version):
        (folder / "intake").mkdir(parents=True)
        (folder / "intake/version.py").write_text(f'VERSION = "{version}"\n', "utf-8")
        (folder / "deploy").mkdir()
        (folder / "deploy/intake-all.service").write_text(f"# of {version}\n", "utf-8")
        (folder / "ready").write_text("yes" if ready else "no", "utf-8")
    (release / ".venv/bin").mkdir(parents=True)
    (release / ".venv/.complete").touch()
    _script(release / ".venv/bin/flask", FLASK.format(log=places.root / "log"))
    return source


def log_of(places):
    """Return what systemd and the product were asked, in order."""
    file = places.root / "log"
    return file.read_text("utf-8").splitlines() if file.exists() else []


@contextmanager
def answering(places, port):
    """Answer ``/readyz`` on loopback as the release in use would."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            ready = (places.code / "ready").read_text("utf-8") == "yes"
            self.send_response(200 if ready else 503)
            self.end_headers()

        def log_message(self, *_arguments):
            """Stay silent."""

    door = HTTPServer(("127.0.0.1", port), Door)
    thread = threading.Thread(target=door.serve_forever)
    thread.start()
    try:
        yield
    finally:
        door.shutdown()
        thread.join()
        door.server_close()


def _script(path, text):
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def use_server(places, patch):
    """Use the stand-ins of a server, a free port for its door, and this user for its processes."""
    port = hold_port()
    patch.setenv("PATH", f"{places.root / 'bin'}{os.pathsep}{os.environ['PATH']}")
    patch.setattr(install, "ports_of", lambda _database: (port,))
    patch.setattr(install, "PATIENCE", 0.5)
    for module in (copies, flask_commands):
        patch.setattr(module, "SMALL", os.environ.get("USER", "root"))
