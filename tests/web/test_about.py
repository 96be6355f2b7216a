"""The addresses about the server: its source, the contact for security, rules for robots."""

import os
import re
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest

from intake.version import VERSION
from intake.web.about.machine_files import security_text
from intake.web.about.source import source_archive, source_files
from tests.house.source import ROOT


@pytest.fixture
def settings(settings):
    return replace(settings, security_contact="security@example.org")


def test_every_footer_leads_to_the_source(client):
    for page in ["/en/", "/es/privacy", "/en/nothing", "/desk/signin"]:
        footer = client.get(page).text.partition("<footer>")[2]

        assert 'href="/source"' in footer


def test_the_page_names_the_version_and_hands_out_what_runs(client):
    page = client.get("/source").text
    link = re.search(r'href="(/source/[^"]+)"', page)

    assert VERSION in page
    assert link
    response = client.get(link[1])
    with tarfile.open(fileobj=BytesIO(response.data)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        folder = archive.getnames()[0].partition("/")[0]
        packed = archive.extractfile(f"{folder}/intake/web/about/source.py")
        assert packed
        assert packed.read() == (ROOT / "intake/web/about/source.py").read_bytes()
    assert {"LICENSE", "wsgi.py", "requirements.txt", "templates/base.html"} <= names
    assert client.get("/source/another.tar.gz").status_code == 404


def test_the_archive_holds_source_and_nothing_that_lies_beside_it(tmp_path):
    for name in (
        *("intake/a.py", "intake/data.db", "intake/.env", "intake/__pycache__/a.txt"),
        *("deploy/apply.env", "deploy/intake.key", "var/secret.txt", ".env", "LICENSE"),
        *("deploy/container/secrets/desk_secret", "deploy/container/secrets/rights.sql"),
        *("deploy/password", "deploy/torrc"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "intake/link.py").symlink_to(tmp_path / "var/secret.txt")

    names = [file.relative_to(tmp_path).as_posix() for file in source_files(tmp_path)]

    assert names == ["LICENSE", "deploy/torrc", "intake/a.py"]


def test_no_image_holds_the_secrets_that_lie_beside_its_recipe():
    """An image has no use for them, and its server hands out the source that lies in it."""
    left_out = (ROOT / ".dockerignore").read_text("utf-8").split()
    made = (ROOT / "deploy/container/.gitignore").read_text("utf-8").split()

    assert {f"deploy/container/{name.rstrip('/')}" for name in made} <= set(left_out)
    assert {".env", ".git", "var"} <= set(left_out)


def test_two_servers_pack_the_same_bytes(tmp_path):
    servers = [tmp_path / name for name in ("one", "two")]
    for at, folder in enumerate(servers):
        folder.mkdir()
        for name in sorted(("README.md", "LICENSE"), reverse=bool(at)):
            (folder / name).write_text(name, "utf-8")
            os.utime(folder / name, (at, at))

    packed = {source_archive.__wrapped__(folder) for folder in servers}

    assert len(packed) == 1


def test_security_txt_names_the_contact(client):
    response = client.get("/.well-known/security.txt")

    assert response.mimetype == "text/plain"
    assert "Contact: mailto:security@example.org\n" in response.text


def test_security_txt_expires_within_a_year_and_may_name_a_page():
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)

    text = security_text("https://example.org/report", "https://intake.example.org", noon)

    assert text.splitlines() == [
        "Contact: https://example.org/report",
        "Expires: 2027-05-23T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: https://intake.example.org/.well-known/security.txt",
    ]


def test_robots_are_asked_to_read_nothing_but_the_first_page(client):
    assert client.get("/robots.txt").text.splitlines() == [
        "User-agent: *",
        "Allow: /$",
        "Disallow: /",
    ]
