"""No row of the queue is cut off, in windows of every width and both densities."""

from tests.support.browser.steps import follow, join_desk
from tests.support.tour.reflow import MEASURE

WIDTHS = (360, 768, 1024, 1100, 1248, 1280, 1600)
LENGTHEN = """() => {
  const [long, words] = document.querySelectorAll("tr[data-tier]");
  long.querySelector(".who").textContent = "Lumo" + "testwrenfold".repeat(12);
  words.querySelector(".who").textContent = "Lumo Invented de la Test-Wrenfold ".repeat(4);
  for (const row of [long, words]) {
    row.querySelector(".tongue").innerHTML =
      "<span>Brazilian Portuguese, Haitian Creole</span> <small>Interpreter</small>";
    row.querySelectorAll(".wide")[1].innerHTML =
      '<b>P1 Urgent</b> <a class="chip law">One-year deadline</a>' +
      '<a class="chip person">Under 2 years in US</a><a>+12</a>';
    const [owner, state] = row.querySelectorAll("[data-l]");
    owner.textContent = "maximiliana.longsurname-wrenfold";
    state.innerHTML = "Waiting for them <small>Interpreter needed</small> <small>Medical</small>";
  }
}"""


def test_no_row_of_the_queue_is_cut_off(live, page):
    join_desk(page, live.invitation, "wren.testwood@example.org")
    live.flask("demo", "load", "--cases", "3")
    page.goto(f"{live.url}/desk/")

    roomy = list(cut_off(page))
    page.get_by_text("Display").click()
    follow(page, page.get_by_role("button", name="Compact rows"))
    dense = list(cut_off(page))

    assert (roomy, dense) == ([], [])


def cut_off(page):
    """Yield a sentence for each text that is cut off, in windows of every width."""
    page.evaluate(LENGTHEN)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{width} wide: {fault}" for fault in page.evaluate(MEASURE))
