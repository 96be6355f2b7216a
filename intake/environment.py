"""Collect the settings of a process from its environment, its credentials, ``.env`` and ``var/``.

Credentials are a file that systemd hands over to the processes of one unit (``LoadCredential=``).
Unlike the environment, it is not inherited, not shown with the process, and never swapped out.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from intake import running
from intake.frozen import record
from intake.settings import LOOPBACK_HOSTS, NAMES, UnsafeSettings, host_of
from intake.settings.reading import (
    UNREADABLE_FOLDER,
    EnvFile,
    EnvironReader,
    read_env_file,
    refuse_bad_lines,
)

OWN = ("SECRET_KEY", "RECOVERY_FINGERPRINT")
"""Settings for which a person's own machine has a file in ``var/``."""

DOTENV = ".env"

CREDENTIALS = "settings.env"
"""Name of the credential in the units of ``deploy``: lines like those of ``.env``."""

ADDRESS = ("PUBLIC_URL", "HOST", "PORT")
"""Settings of the address at which the product is served."""


@record
class DoubtfulName:
    """A name in a file that is probably a mistake."""

    name: str
    file: str
    is_repeated: bool

    @property
    def sentence(self) -> str:
        """Return what is wrong, for operators."""
        if self.is_repeated:
            return f"{self.name} is given twice in {self.file}, and the last line counts."
        return f"{self.name} in {self.file} is not a known setting."


def environment(
    environ: Mapping[str, str], folder: Path, *, follow_server: bool = False
) -> dict[str, str]:
    """Return the settings of *environ*, then credentials, then ``.env`` in *folder*, then ``var/``.

    Files in ``var/`` are read on a person's own machine only, as a server keeps its secrets
    elsewhere. With *follow_server*, a command without an address uses that of the server that
    ``make run`` started last. It overrides ``.env``, which that server has read too.
    """
    files = _read_files(environ, folder)
    for env_file in files:
        refuse_bad_lines(env_file)
    own, lines = _own(environ, files), _merged(files)
    try:
        if follow_server and not any(is_given(own, name) for name in ADDRESS):
            address = running.newest(var_folder({**lines, **own}, folder))
            replaced = ADDRESS if address else ()
            others = (name for name in lines if name.removesuffix("_FILE") not in replaced)
            lines = {name: lines[name] for name in others} | address
        settings = {**lines, **own}
        if is_own_machine(settings):
            for name in OWN:
                if (
                    not is_given(settings, name)
                    and (file := own_file(settings, name, folder)).is_file()
                ):
                    settings[f"{name}_FILE"] = str(file)
        return settings
    except OSError:
        raise UnsafeSettings(UNREADABLE_FOLDER) from None


def readable_settings(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the same settings without the files in ``var/``, and without what cannot be read.

    For a process that must work although a line or a file is broken.
    """
    files: list[EnvFile] = []
    for path, interpolate in _sources(environ, folder):
        with suppress(UnsafeSettings):
            files.append(read_env_file(path, interpolate=interpolate))
    return {**_merged(files), **_own(environ, files)}


def is_own_machine(environ: Mapping[str, str]) -> bool:
    """Return true if the product is for the person at this machine, rather than a server."""
    if "PUBLIC_URL_FILE" in environ and "PUBLIC_URL" not in environ:
        return False
    return host_of(environ.get("PUBLIC_URL") or "http://127.0.0.1") in LOOPBACK_HOSTS


def is_given(environ: Mapping[str, str], name: str) -> bool:
    """Return true if the operator gave the setting *name*, by itself or as a file."""
    return EnvironReader(environ).is_given(name)


def own_file(environ: Mapping[str, str], name: str, folder: Path) -> Path:
    """Return the file in which a person's own machine keeps the setting *name*."""
    return var_folder(environ, folder) / name.lower()


def var_folder(environ: Mapping[str, str], folder: Path) -> Path:
    """Return the folder of the database, keys and mail: ``VAR``, by default ``var``."""
    return folder / EnvironReader(environ).text("VAR", "var")


INVITATION = Path("recovery", "invitation.txt")
"""File in ``VAR`` in which ``make run`` keeps the first invitation until the first member joined.
"""


def doubtful_names(environ: Mapping[str, str], folder: Path) -> list[DoubtfulName]:
    """Return the names in ``.env`` and the credentials that are unknown or given twice.

    Unknown is a name that neither we nor Flask read, such as a misspelt one.
    """
    return [
        DoubtfulName(name, file.name, is_repeated)
        for file in _read_files(environ, folder)
        for is_repeated, names in ((False, sorted(file.values)), (True, file.repeated))
        for name in names
        if is_repeated
        or (name.removesuffix("_FILE") not in NAMES and not name.startswith("FLASK_"))
    ]


def _read_files(environ: Mapping[str, str], folder: Path) -> list[EnvFile]:
    return [
        read_env_file(path, interpolate=interpolate)
        for path, interpolate in _sources(environ, folder)
    ]


def _sources(environ: Mapping[str, str], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield ``.env``, then the credentials, each with true if ``${NAME}`` in it is replaced."""
    yield folder / DOTENV, True
    if credentials := environ.get("CREDENTIALS_DIRECTORY"):
        yield Path(credentials) / CREDENTIALS, False


def _own(environ: Mapping[str, str], files: list[EnvFile]) -> dict[str, str]:
    """Return the settings of the environment itself.

    Before a command runs, Flask has copied the lines of ``.env`` into it.
    """
    copied = _merged(file for file in files if file.name == DOTENV)
    return {name: value for name, value in environ.items() if value and value != copied.get(name)}


def _merged(files: Iterable[EnvFile]) -> dict[str, str]:
    return {name: value for file in files for name, value in file.values.items()}
