"""Acts of staff on a case, in a browser."""

from tests.support.browser.steps import press

FILL = """(form, fields) => {
  for (const [name, values] of Object.entries(fields))
    for (const control of form.elements) {
      if (control.name !== name || control.tagName === "BUTTON") continue;
      if (control.type === "radio" || control.type === "checkbox")
        control.checked = values.includes(control.value);
      else if (control.type !== "hidden") control.value = values[0];
    }
}"""


def carry_out(desk, live, reference, act):
    """Fill in and send the form of an act on the desk."""
    desk.goto(f"{live.url}/desk/cases/{reference}{act.page}")
    form = desk.locator(f"main form:is([action$='{act.form}'], [action*='{act.form}?'])").first
    form.evaluate(FILL, {name: [value] for name, value in act.fields.items()})
    name, value = act.button
    pressed = f"button[name={name}][value={value}]" if name else "button:not([hidden])"
    with desk.expect_navigation():
        press(form.locator(pressed).first)
