"""Build the image of ``deploy/container`` with buildah, and start what is in it.

It needs root, Debian's mirror and PyPI, but no registry of images: the image it starts from is a
root of debootstrap under the name that the Containerfile asks for. Each step runs in that root
(``--isolation chroot``), so that no container has to be started. ``BASE=FOLDER`` keeps the root.
"""

import os
import re
import resource
import subprocess
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from tests.house.source import ROOT
from tests.support.bare.base import NoBareRoot, make_base
from tests.support.servers.ports import hold_port
from tests.support.waiting import until

pytestmark = pytest.mark.timeout(3600)

FROM = "docker.io/library/debian:trixie-slim"
VAR = "/var/lib/intake-desk"
TOOLS = {
    "debootstrap": "debootstrap",
    "buildah": "buildah",
    "/usr/lib/podman/netavark": "netavark",
}
"""Programs that the test needs, and the Debian package of each."""

SETTINGS = {
    "DATABASE_URL": f"sqlite:///{VAR}/intake.db",
    "SECRET_KEY": "a-secret-of-an-image-that-is-thrown-away",
    "PUBLIC_URL": "https://help.example.org",
}


def test_the_image_serves_as_a_user_who_cannot_change_the_code(image):
    assert image.run("id", "--user").strip() == "10001"
    assert "denied" in image.run("sh", "-c", "touch /opt/intake-desk/wsgi.py 2>&1; true")

    image.run("flask", "--app", "wsgi", "db", "upgrade")
    output = image.run("flask", "--app", "wsgi", "keys", "init")
    (pin,) = re.findall(r"RECOVERY_FINGERPRINT=(\S+)", output)

    with image.serving(pin) as port:
        until(lambda: answer_of(port) == b"ok\n", "the image takes requests")


class Image:
    """The built image; its folders and commands live as long as the test."""

    def __init__(self, folder):
        self.folder = folder
        self.name = "desk"
        (folder / "containers.conf").write_text(limits(), "utf-8")
        self.environ = {**os.environ, "CONTAINERS_CONF": str(folder / "containers.conf")}

    def build(self, base):
        """Import the root under the name in the Containerfile, and build from it."""
        context = self.folder / "context"
        context.mkdir()
        packed = subprocess.run(
            ("git", "archive", "HEAD"), cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        subprocess.run(("tar", "-x", "-C", context), input=packed.stdout, check=True)
        self.buildah("from", "--name", "base", "scratch")
        self.buildah("add", "--quiet", "base", str(base), "/")
        self.buildah("commit", "--quiet", "--rm", "base", FROM)
        file = str(context / "deploy/container/Containerfile")
        build = ("build", "--isolation", "chroot", "--network", "host", "--pull=never")
        self.buildah(*build, "--tag", "intake-desk", "--file", file, str(context))
        self.buildah("from", "--pull=never", "--name", self.name, "intake-desk")

    def run(self, *command):
        """Run a command in the image, as its user and with its environment."""
        settings = [word for pair in SETTINGS.items() for word in ("--env", "=".join(pair))]
        options = ("--isolation", "chroot", "--network", "host", *settings)
        return self.buildah("run", *options, self.name, "--", *command)

    def serving(self, pin):
        """Return a context in which the image serves; its value is the port."""
        return Serving(self, pin)

    def buildah(self, *words):
        """Run buildah on storage of this test; return what it prints."""
        ended = subprocess.run(
            self.command(*words),
            env=self.environ,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, f"buildah {words[0]}: {ended.stdout[-2000:]}"
        return ended.stdout

    def command(self, *words):
        """Return a command line of buildah."""
        places = ("--root", f"{self.folder}/storage", "--runroot", f"{self.folder}/run")
        return ("buildah", "--storage-driver", "vfs", *places, *words)


class Serving:
    """The web server of the image on a port of loopback, as long as the context lasts."""

    def __init__(self, image, pin):
        self.port = hold_port()
        settings = {**SETTINGS, "RECOVERY_FINGERPRINT": pin}
        options_of_settings = [
            word for pair in settings.items() for word in ("--env", "=".join(pair))
        ]
        options = ("--isolation", "chroot", "--network", "host", *options_of_settings)
        serve = ("gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app")
        bind = ("--bind", f"127.0.0.1:{self.port}")
        self.environ = image.environ
        self.command = image.command("run", *options, image.name, "--", *serve, *bind)

    def __enter__(self):
        self.process = subprocess.Popen(self.command, env=self.environ)
        return self.port

    def __exit__(
        self,
        kind,
        failure,
        trace,
    ):
        for process in [
            *psutil.Process(self.process.pid).children(recursive=True),
            self.process,
        ]:
            process.terminate()
        self.process.wait(60)


def limits():
    """Return settings of buildah that raise no limit, which not every root may do."""
    names = {"nofile": resource.RLIMIT_NOFILE, "nproc": resource.RLIMIT_NPROC}
    pairs = {name: resource.getrlimit(number) for name, number in names.items()}
    listed = ", ".join(f'"{name}={soft}:{hard}"' for name, (soft, hard) in pairs.items())
    return f"[containers]\ndefault_ulimits = [{listed}]\n"


def answer_of(port):
    """Return what ``/readyz`` answers; nothing while it does not."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
            return bytes(answer.read())
    except (URLError, OSError):
        return b""


@pytest.fixture
def image(tmp_path):
    base = Path(os.environ.get("BASE") or tmp_path / "base")
    try:
        make_base(base, packages="", tools=TOOLS)
    except NoBareRoot as refusal:
        pytest.fail(str(refusal), pytrace=False)
    image = Image(tmp_path)
    image.build(base)
    yield image
    subprocess.run(("rm", "-rf", str(tmp_path / "storage")), check=True)
