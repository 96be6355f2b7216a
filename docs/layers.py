"""Draw ``docs/layers.svg``, the layers of the code: ``python -m docs.layers``.

The layers come from the contract in ``pyproject.toml`` that import-linter checks.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "layers.svg"

TITLES = {
    "web": "Doors: HTTP and the command line; they commit",
    "actions": "Actions: one module for each act; only they open seals",
    "cases": "Keepers: each owns the tables of one kind of thing",
    "sealing": "Sealing: who can read what",
    "triage": "Rules: plain Python, a reason for every result",
    "questionnaire": "Questions and law: what is asked, what the law says",
    "environment": "Start: reads the settings and the revision of the tables",
    "settings": "Ground: knows nothing of the product",
}
"""The title of a layer, by one of its packages."""

WIDTH, MARGIN, GAP = 760, 16, 14
TITLE, LINE, CHIP = 26, 34, 26
LETTER = 7.4
"""Width of a character in the font of the chips, in pixels; generous, since fonts differ."""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
    ' aria-labelledby="name">'
)
STYLE = """\
text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1a1a1a }
.title { font: 600 14px system-ui, sans-serif }
.ground { fill: #ffffff } .layer { fill: #eef3f6; stroke: #2f6f8f }
.chip { fill: #ffffff; stroke: #7a9db0 }
.arrow { stroke: #2f6f8f; stroke-width: 2; fill: none }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f0f0 } .ground { fill: #14181a } .layer { fill: #1e2a30; stroke: #7fb6d0 }
  .chip { fill: #14181a; stroke: #5b7f92 } .arrow { stroke: #7fb6d0 }
}"""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its title, its packages and modules."""

    title: str
    packages: tuple[str, ...]

    def lines(self) -> list[list[tuple[str, float]]]:
        """Return the packages in lines that fit, each with its horizontal position."""
        lines: list[list[tuple[str, float]]] = [[]]
        x = 2.0 * MARGIN
        for package in self.packages:
            if x + _chip_width(package) > WIDTH - 2 * MARGIN:
                lines.append([])
                x = 2.0 * MARGIN
            lines[-1].append((package, x))
            x += _chip_width(package) + 8
        return lines

    @property
    def height(self) -> int:
        """Return the height of the layer's box in pixels."""
        return TITLE + LINE * len(self.lines()) + 6


def main() -> int:
    """Write the file."""
    FILE.write_text(picture(layers()), "utf-8")
    sys.stdout.write(f"{FILE.name}: {len(layers())} layers\n")
    return 0


def layers() -> tuple[Layer, ...]:
    """Return the layers of the contract, the highest first."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    contract = next(row for row in tools["importlinter"]["contracts"] if row["type"] == "layers")
    return tuple(_layer(re.split(r" [|:] ", row)) for row in contract["layers"])


def picture(drawn: Sequence[Layer]) -> str:
    """Return the SVG: one box below the other, arrows from each layer to the next."""
    height = sum(layer.height + GAP for layer in drawn) - GAP + 2 * MARGIN
    parts = [
        SVG.format(width=WIDTH, height=height),
        f'<title id="name">{_description(drawn)}</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
    ]
    y = MARGIN
    for layer in drawn:
        parts += _box(layer, y)
        y += layer.height + GAP
        if layer is not drawn[-1]:
            parts.append(
                f'<path class="arrow" d="M{WIDTH // 2} {y - GAP}v{GAP - 3}m-5 -5l5 5l5 -5"/>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _layer(packages: Sequence[str]) -> Layer:
    title = next(TITLES[package] for package in packages if package in TITLES)
    return Layer(title, tuple(packages))


def _description(drawn: Sequence[Layer]) -> str:
    names = "; ".join(f"{layer.title}: {', '.join(layer.packages)}" for layer in drawn)
    return f"Layers of the code, each importing only from those below. {names}."


def _box(layer: Layer, y: int) -> Iterator[str]:
    yield (
        f'<rect class="layer" x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}"'
        f' height="{layer.height}" rx="8"/>'
    )
    yield f'<text class="title" x="{2 * MARGIN}" y="{y + 19}">{layer.title}</text>'
    for number, line in enumerate(layer.lines()):
        top = y + TITLE + LINE * number + 2
        for package, x in line:
            yield (
                f'<rect class="chip" x="{x:g}" y="{top}" width="{_chip_width(package):g}"'
                f' height="{CHIP}" rx="13"/>'
            )
            yield f'<text x="{x + 12:g}" y="{top + 17}">{package}</text>'


def _chip_width(package: str) -> float:
    return round(len(package) * LETTER * 1.08) + 24


if __name__ == "__main__":
    sys.exit(main())
