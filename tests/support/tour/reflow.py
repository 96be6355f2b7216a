"""Find content that overflows: in narrow windows, large type, and the spacing of WCAG 1.4.12."""

from dataclasses import dataclass

SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-block-end:2em!important}"""
LARGE = "html{font-size:200%}"


@dataclass(frozen=True, slots=True)
class Layout:
    """A width of the window in pixels, and a style that a person may set."""

    width: int
    style: str = ""

    def __str__(self):
        names = {"": "", SPACED: ", spaced", LARGE: ", in type of double size"}
        return f"{self.width} wide{names[self.style]}"


HARDEST = (Layout(256, SPACED), Layout(640, LARGE))
ALL = (Layout(320), Layout(320, SPACED), Layout(256), *HARDEST)
"""320 is 1280 at 400 percent (WCAG 1.4.10); some phones have less."""

SET_STYLE = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""
OPEN_FIELDS = ".under,optgroup{display:block!important}"
"""Shows the fields that only some options open, and the months of another calendar."""

MEASURE = """() => {
  const room = document.documentElement.clientWidth, faults = [];
  const excess = document.documentElement.scrollWidth - room;
  if (excess > 0) {
    const wide = [...document.body.querySelectorAll("*")].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.width && (box.right > room + 1 || box.left < -1) && !node.closest(".vh,.skip");
    });
    const parts = wide.slice(-2).map((node) => node.outerHTML.slice(0, 90));
    faults.push(`${excess} pixels too wide: ${parts}`);
  }
  const mayBeCut = ".alerts summary, .views, select, option, input, textarea";
  for (const node of document.body.querySelectorAll(`*:not(${mayBeCut})`)) {
    const style = getComputedStyle(node);
    if (style.overflowX === "visible" || style.clipPath !== "none" || !node.clientWidth) continue;
    if (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)
      faults.push(`cut off: ${node.outerHTML.slice(0, 90)}`);
  }
  return faults;
}"""


def overflows(page, layouts=ALL):
    """Yield a sentence for each overflow of the page shown, in each of the layouts."""
    for layout in layouts:
        page.set_viewport_size({"width": layout.width, "height": 512})
        page.evaluate(SET_STYLE, layout.style)
        yield from (f"{layout}: {fault}" for fault in page.evaluate(MEASURE))
