"""Compare what the product shows, decides and stores with what is kept in ``data``.

``python -m tests.nets`` (``make nets``) prints a unified diff of each file that differs, and then
ends with 1; with names (``routes desk``) it looks at these alone. ``--save`` writes anew. Run it
before and after a change of structure: what it prints is what the change did to the product. Save
in the commit that changes something on purpose. ``make test`` compares those of ``test_nets.py``;
the pages of other languages and the schemas are compared here alone, and ``bench`` only where it is
named, after ``make bench`` has measured on a quiet machine.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from functools import partial
from pathlib import Path

from intake.settings import OFFERED
from tests.nets import made, schemas

DATA = Path(__file__).parent / "data"
NETS: Mapping[str, Callable[[], Iterator[str]]] = {
    "routes": made.routes,
    **{f"applicants-{tag}": partial(made.applicants, tag) for tag in OFFERED},
    "desk": made.desk,
    **{file.stem: partial(made.told, file) for file in DATA.parent.glob("story*.txt")},
    "explain": made.explained,
    "sentences-applicants": made.sentences_of_applicants,
    "sentences-desk": made.sentences_of_the_desk,
    "schema-sqlite": schemas.sqlite,
    "schema-postgresql": schemas.postgresql,
    "bench": made.bench,
}


def main(arguments):
    """Compare or save the nets that are named, or all; return 1 if one differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.nets")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NETS))
    parser.add_argument("--save", action="store_true", help="write anew what is kept")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - NETS.keys():
        parser.error(f"not a net: {', '.join(sorted(unknown))}")
    logging.disable()
    made.speed_up()
    differs = False
    for name in chosen.names or [name for name in NETS if name != "bench"]:
        lines = difference(name, NETS[name](), save=chosen.save)
        sys.stdout.writelines(lines)
        differs |= bool(lines)
    return int(differs)


def difference(name, lines, *, save=False):
    """Return in which lines a net differs from what is kept, or write it anew."""
    file, text = DATA / f"{name}.txt", "".join(f"{line}\n" for line in lines)
    if save:
        file.write_text(text, "utf-8")
    kept, now = (each.splitlines(keepends=True) for each in (file.read_text("utf-8"), text))
    return list(unified_diff(kept, now, f"{name}, kept", f"{name}, now"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
