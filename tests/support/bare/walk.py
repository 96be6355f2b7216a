"""The steps of a server's life, from nothing to the restore on another machine."""

import re
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

from intake import clock
from tests.support.bare.people import EMAIL, Address, Applicant, Member, Watcher
from tests.support.bare.world import CERTIFICATE, COPIES, HELP, MAIL, RELEASE
from tests.support.clients.applicant import SHORTEST
from tests.support.storm.browser import Notes
from tests.support.storm.concurrency import slowdown
from tests.support.waiting import until

PHONE = "+1 202 555 0143"
BACKUPS = "/var/lib/intake-desk-backups"
VALIDATE = "caddy validate --adapter caddyfile --config /etc/caddy/Caddyfile"

LONGEST_AWAY = 30.0
"""Seconds without an answer that an upgrade may cost, also one that fails."""

SESSION = "SSH_CONNECTION='192.0.2.7 50112 198.51.100.4 22'"
"""The session of an administrator; without any sign of SSH no firewall is loaded."""
NO_TIME_SERVICE = (
    "NO   No time service runs; deadlines need the clock: apt install systemd-timesyncd"
)
"""What ``status`` says of every machine here: a container has no clock of its own."""

PATIENCE = 180.0
"""Seconds for a start on a computer that is busy with other things."""

LANGUAGES = ('lang="en"', 'lang="es"', 'lang="ar"', 'lang="fa-AF"')


class Walk:
    """One life: what a step leaves behind is what the next one needs."""

    def __init__(self, world, *, database, desk_host):
        self.world, self.name = world, database
        self.options = f"--host {HELP} --database {database}"
        self.options += f" --certificate {CERTIFICATE} --patience {PATIENCE:.0f}"
        self.options += f" --desk-host {desk_host}" if desk_host else ""
        self.desk_host = desk_host or HELP

    def first_machine(self, machine):
        """Walk from nothing to a backup that a drill has restored."""
        self.machine = machine
        link = self._install()
        self._set_mail_and_phone()
        self._join(link)
        self._ask_for_help()
        self._back_up()
        self._upgrade()
        self._fail_to_upgrade()
        with self._step("rollback"):
            self._command("rollback")
            assert self._in_use() != "9.0.0"
            self._sign_in_and_read()
        with self._step("backup by the release before, of tables that a later one changed"):
            self._command("backup")
        self._drill()
        self._read_status()
        self._keep_others_out()
        self.backup = {file.name: file.read_bytes() for file in self._folder(BACKUPS).iterdir()}

    def second_machine(self, machine):
        """Restore the newest backup on another machine, and read the case there."""
        self.machine = machine
        for name, content in self.backup.items():
            (machine.root / "root" / name).write_bytes(content)
        newest = max(name for name in self.backup if name.endswith(".wraps"))
        file = f"/root/{newest.removesuffix('.wraps')}"
        with self._step("restore on another machine"):
            output = self._admin(
                f"restore {file} {self.options}", typed=self.member.recovery_sheets
            )
            assert "1 cases restored" in output
            assert "Restored, but not started" in output
        self._set_mail_and_phone()
        with self._step("sign in there, and read the case"):
            self._forward()
            self._sign_in_and_read()

    def _install(self):
        link: str
        with self._step("install"):
            output = self._admin(f"install {self.options} --copy-to {COPIES}")
            link = re.findall(r"https://\S+/desk/invitation/\S+", output)[0]
        with self._step("systemd and the proxy accept their files"):
            units = "/etc/systemd/system/intake-*.service /etc/systemd/system/intake-*.timer"
            assert self.machine.run(f"systemd-analyze verify {units}") == ""
            self.machine.run(VALIDATE)
        with self._step("install again"):
            before = self._settings()
            output = self._admin(f"install {self.options} --copy-to {COPIES}")
            assert "/desk/invitation/" not in output, "a second run makes no second keys"
            assert self._settings() == before
        self._forward()
        return link

    def _settings(self):
        """Return the text of each file of settings and secrets."""
        files = self._folder("/etc/intake-desk").iterdir()
        return {file.name: file.read_text("utf-8") for file in files}

    def _set_mail_and_phone(self):
        common = (self.machine.root / "etc/intake-desk/common.env").read_text("utf-8")
        own = {"HELP_PHONE": PHONE, "MAIL_SERVER": MAIL, "NOTIFY": EMAIL}
        for name, value in own.items():
            common = re.sub(rf"^{name}=$", f"{name}={value}", common, flags=re.MULTILINE)
        self.machine.write(
            "/etc/intake-desk/common.env", f"{common}MAIL_PORT={self.world.mail.port}\n"
        )
        with self._step("read changed settings"):
            self._command("restart")

    def _join(self, link):
        self.member = Member(self.desk)
        with self._step("first member joins"):
            self.member.join(link, email=EMAIL)
            assert self.member.open("/desk/").status == 200

    def _ask_for_help(self):
        applicant = Applicant(self.help.port, Notes(), SHORTEST)
        applicant.at = self.help
        with self._step("a request through the proxy, and its email"):
            applicant.walk()
            self.reference = applicant.send()
            mail = self.world.mail.wait_for_message(self.reference)
            assert mail["To"] == EMAIL
            assert SHORTEST["name_to_use"][0] not in mail.as_string()
        with self._step("the team sees it in the queue, and reads it"):
            assert self.reference in self.member.open("/desk/").text
            assert SHORTEST["name_to_use"][0] in self.member.case(self.reference)

    def _back_up(self):
        here, copies = self._folder(BACKUPS), self.machine.inside(COPIES)
        with self._step("backup, verified and copied"):
            self._command("backup")
            (here / "old").touch()
            for name in ("old.wraps", "of another machine.wraps"):
                (copies / name).touch()
            self._command("backup")
            assert _names(copies) == {*_names(here), "of another machine.wraps"}
            (copies / "of another machine.wraps").unlink()
        with self._step("wraps older than 14 days are removed here and there"):
            for folder in (here, copies):
                for file in folder.glob("*.wraps"):
                    _make_old(file)
            self._command("backup")
            assert _names(copies) == _names(here)
            assert len(list(copies.glob("*.wraps"))) == 1
            assert len(list(copies.iterdir())) >= 3

    def _folder(self, path):
        return self.machine.root / path.lstrip("/")

    def _upgrade(self):
        with self._step("upgrade") as notes:
            with Watcher(self.help, "/en/") as watcher:
                self._command(f"upgrade /root/{self.world.later['9.0.0'].name}")
            assert self._in_use() == "9.0.0"
            notes.append(_judged(watcher))
        self._explains(watcher)

    def _fail_to_upgrade(self):
        with self._step("an unhealthy release goes back by itself") as notes:
            with Watcher(self.help, "/en/") as watcher:
                archive = self.world.later["9.1.0"].name
                output = self._command(f"upgrade /root/{archive}", status=1)
            assert "did not answer in time" in output
            assert self._in_use() == "9.0.0"
            notes.append(_judged(watcher))
        self._explains(watcher)
        with self._step("the administrator is told of the failure"):
            self.world.mail.wait_for_message("failed")

    def _drill(self):
        with self._step("drill"):
            output = self._command("drill", typed=self.member.recovery_sheets)
            assert "can be restored. The trial was in memory, and is gone." in output
            assert self.machine.run("ls -d /run/intake-drill-*; true").count("\n") == 1

    def _read_status(self):
        with self._step("status"):
            until(self._overwritten, "the timer overwrites what has ended")
            output = self._command("status", status=1)
            problems = [line for line in output.splitlines() if line.startswith("NO ")]
            assert problems == [NO_TIME_SERVICE]
            assert "Database: It can be read and written." in output
            assert "Damage in the database: No damaged page is known." in output

    def _overwritten(self):
        return "Deleted data on the disk: It was overwritten" in self._command("status", status=1)

    def _keep_others_out(self):
        """Check that the firewall admits the proxy, and no other port."""
        with self._step("the firewall admits nothing else"):
            self.machine.run("systemd-run --unit=other python3 -m http.server 9999")
            until(self._other_answers, "another server listens")
            closed = Address(HELP, self.machine.forward(9999), self.world.trust)
            assert self.help.answers()
            assert not closed.accepts(seconds=3)

    def _other_answers(self):
        ask = "python3 -c \"import urllib.request as u; u.urlopen('http://127.0.0.1:9999')\""
        return "ok" in self.machine.run(f"{ask} 2>/dev/null && echo ok; true")

    def _explains(self, watcher):
        """Check that people saw the page of every language, with the phone number, and no other."""
        for page in watcher.seen:
            assert PHONE in page
            assert [language for language in LANGUAGES if language not in page] == []

    def _sign_in_and_read(self):
        """Sign in with a browser that does not know the member, and read the case."""
        browser = Member(self.desk)
        browser.secret, browser.sheets = self.member.secret, self.member.sheets
        browser.sign_in()
        assert SHORTEST["name_to_use"][0] in browser.case(self.reference)

    def _forward(self):
        port = self.machine.forward(443)
        self.help = Address(HELP, port, self.world.trust)
        self.desk = Address(self.desk_host, port, self.world.trust)

    def _in_use(self):
        """Return the version that the link names."""
        return (self.machine.root / "opt/intake-desk").readlink().name.partition("-")[0]

    def _admin(self, words, *, typed=""):
        command = f"cd {RELEASE} && {SESSION} deploy/intake-admin {words}"
        return self.machine.run(command, typed=typed)

    def _command(self, words, *, status=0, typed=""):
        return self.machine.run(f"intake-admin {words}", status=status, typed=typed)

    @contextmanager
    def _step(self, name):
        """Print the step with its seconds, whether it succeeds or not."""
        notes: list[str] = []
        begun, outcome = time.monotonic(), "FAILED"
        try:
            yield notes
            outcome = "green"
        finally:
            row = (self.name, name, outcome, f"{time.monotonic() - begun:.0f} s", *notes)
            sys.stdout.write(f"| {' | '.join(row)} |\n")
            sys.stdout.flush()


def _names(folder):
    return {file.name for file in folder.iterdir() if not file.name.startswith(".")}


def _make_old(file):
    """Change the day in a wraps file to 16 days ago."""
    day = (clock.now() - timedelta(days=16)).date().isoformat().encode()
    content, count = re.subn(rb'(?<="made_on":")[\d-]+', day, file.read_bytes(), count=1)
    assert count == 1
    file.write_bytes(content)


def _judged(watcher):
    """Return how long people were away; fail if that was too long, also on an idle computer."""
    noise = slowdown()
    output = f"away {watcher.away:.1f} s, on a computer {noise:.1f} times slower than idle"
    assert watcher.away < LONGEST_AWAY * noise, output
    return output
