// Keys for the rows of the queue and the pages of a case, ticks of a whole page, and drafts kept by themselves.
// Without this file every one of these is a link, a box or a button.
(() => {
  const form = document.getElementById("many");

  if (form?.elements.page) {
    const boxes = [...form.querySelectorAll("[name=case]")], { page } = form.elements, told = document.getElementById("ticked");
    const tell = () => {
      const count = boxes.filter((box) => box.checked).length;
      told.textContent = count || "";
      page.checked = count === boxes.length;
      if (count) told.closest("details").open = true;
    };
    form.addEventListener("change", ({ target }) => {
      if (target === page) boxes.forEach((box) => box.checked = page.checked);
      if (target === page || target.name === "case") tell();
    });
    tell();
  }

  // A letter that belongs to no field, or undefined.
  const pressed = ({ key, target, ctrlKey, metaKey, altKey, defaultPrevented }) => {
    const types = target.closest("input:not([type=checkbox]),textarea,select,dialog[open]");
    return ctrlKey || metaKey || altKey || defaultPrevented || types || document.querySelector("dialog[open]") ? undefined : key;
  };
  const keyed = [...document.querySelectorAll("[data-key]")];
  if (keyed.length) document.addEventListener("keydown", (event) => {
    const key = pressed(event), one = keyed.find((each) => each.dataset.key === key);
    if (!one || event.repeat) return;
    event.preventDefault();
    one.showModal ? one.showModal() : one.click();
  });

  const table = document.querySelector("[data-keys]");
  if (table) {
    const rows = [...table.querySelectorAll("[data-reference]")];
    const go = (row) => {
      if (!row) return;
      rows.forEach((one) => one.tabIndex = one === row ? 0 : -1);
      row.focus();
    };
    const act = {
      j: (row) => go(rows[rows.indexOf(row) + 1]),
      k: (row) => go(rows[rows.indexOf(row) - 1]),
      Enter: (row) => row.querySelector("th a").click(),
      x: (row) => row.querySelector("[name=case]")?.click(),
      a: (row) => {
        const box = row.querySelector("[name=case]"), next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
        if (!box) return;
        if (!form.querySelector("[name=case]:checked")) box.checked = true;
        form.elements.onto.value = next?.dataset.reference || "";
        form.requestSubmit(form.elements.take);
      },
      "/": () => location.assign(table.dataset.keys),
      "?": () => document.getElementById("keys").showModal(),
    };
    act.ArrowDown = act.j;
    act.ArrowUp = act.k;
    rows.forEach((row, at) => row.tabIndex = at ? -1 : 0);
    document.addEventListener("keydown", (event) => {
      const here = event.target.closest("[data-reference]"), key = pressed(event), does = act[key];
      if (!does || key === "Enter" && event.target.href || !here && key.length > 1) return;
      event.preventDefault();
      const row = here || rows.find((one) => !one.tabIndex);
      !here && "jk".includes(key) ? go(row) : does(row);
    });
    go(rows.find((row) => "#" + row.dataset.reference === location.hash));
  }

  const compose = document.getElementById("compose"), kept = document.getElementById("kept"), sending = document.getElementById("sending");
  let rest, saving;
  const save = async () => {
    const body = new URLSearchParams(new FormData(compose));
    body.set("quiet", 1);
    const answer = await fetch(kept.dataset.url, { method: "POST", body, redirect: "error" }).catch(() => 0);
    if (answer.ok) kept.textContent = await answer.text();
  };
  compose?.addEventListener("input", () => {
    clearTimeout(rest);
    rest = setTimeout(() => {
      rest = 0;
      save();
    }, 1000);
  });
  // What was just typed is saved before another form of the page goes out. Locking takes it along.
  if (compose) document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    clearTimeout(rest);
    if (!rest || target === compose || target.id === "lock") return rest = 0;
    event.preventDefault();
    const late = new Promise((done) => setTimeout(done, 2000));
    saving ||= Promise.race([save(), late]).finally(() => {
      rest = saving = 0;
      target.requestSubmit(submitter);
    });
  });
  for (const one of sending?.children || []) setTimeout(() => one.remove(), one.dataset.left * 1000);
})();
