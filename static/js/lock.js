// The desk is locked when nobody does anything: a warning, an end to it, and what was typed goes along.
// Without this file the server locks it all the same.
(() => {
  const box = document.getElementById("idle"), lock = document.getElementById("lock"), told = box.firstElementChild;
  const fields = lock.elements, marks = [120, 60, 20];
  let ends = Date.now() + box.dataset.left * 1000, busy = false, timer;

  const ask = async (path, body) => {
    const answer = await fetch(path, body && { method: "POST", body, redirect: "error" }).catch(() => 0);
    if (answer.ok) ends = Date.now() + await answer.text() * 1000;
  };
  const stay = () => {
    busy = false;
    return ask("/desk/stay", new URLSearchParams({ csrf_token: fields.csrf_token.value }));
  };
  const look = async () => {
    let left = (ends - Date.now()) / 1000;
    if (left < 121 && !box.open || left < 1) {
      await (busy && left > 0 ? stay() : ask("/desk/left"));
      left = (ends - Date.now()) / 1000;
    }
    if (left < 1) return lock.requestSubmit();
    if (left > 121) box.close();
    else if (!box.open) box.showModal();
    const next = marks.findLastIndex((mark) => left < mark + 1);
    if (next >= 0) told.textContent = box.dataset[2 - next];
    clearTimeout(timer);
    timer = setTimeout(look, (left - (marks[next + 1] || 0)) * 1000);
  };

  const typed = (form) => form !== lock && form.method === "post" &&
    [...form.elements].some((one) => one.type !== "hidden" && "defaultValue" in one && one.value !== one.defaultValue);
  lock.addEventListener("submit", () => {
    const form = [...document.forms].find(typed);
    if (!form) return;
    fields.to.value = new URL(form.action).pathname;
    fields.form.value = new URLSearchParams(new FormData(form));
  });
  addEventListener("input", () => busy = true);
  box.lastElementChild.addEventListener("click", () => box.close());
  box.addEventListener("close", () => ends - Date.now() < 121000 && stay().then(look));
  document.addEventListener("visibilitychange", look);
  look();
})();
