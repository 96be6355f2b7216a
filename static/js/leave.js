// Leaving at once: a white page on the button or on Shift pressed three times; and what went wrong is read first.
// Without this file the button still works, and what went wrong still comes first.
(() => {
  const form = document.getElementById("leave"), root = document.documentElement;
  const toLeave = ["", "Press Shift 2 more times to leave.", "Press Shift 1 more time to leave."];
  const told = document.createElement("p"), tabs = self.BroadcastChannel && new BroadcastChannel("leave");
  let presses = 0, alone = false, timer = 0, gone = false;
  told.className = "told";
  told.setAttribute("role", "status");
  form.append(told);

  const say = (count) => {
    presses = count;
    clearTimeout(timer);
    told.textContent = count ? "● ".repeat(count) + "○ ".repeat(3 - count) + toLeave[count] : "";
    if (count) timer = setTimeout(say, 5000, 0);
  };

  const away = () => location.replace("about:blank");

  const blank = () => {
    gone = true;
    say(0);
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
    const layer = document.createElement("p");
    layer.className = "layer";
    layer.setAttribute("role", "alert");
    layer.textContent = "Loading";
    root.classList.add("gone");
    root.append(layer);
    tabs?.postMessage(0);
    setTimeout(away, 8000);
  };

  form.addEventListener("submit", (event) => gone ? event.preventDefault() : blank());
  addEventListener("keydown", (event) => {
    if (gone) return event.preventDefault();
    alone = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift") say(0);
  }, true);
  addEventListener("keyup", (event) => {
    if (gone || event.key !== "Shift" || !alone) return;
    alone = false;
    if (presses < 2) return say(presses + 1);
    blank();
    form.submit();
  }, true);
  if (tabs) tabs.onmessage = away;
  if (location.hash === "#ended") {
    tabs?.postMessage(0);
    history.replaceState(0, "", location.pathname);
  }
  const wrong = document.querySelector(".error-summary");
  if (wrong) wrong.focus();
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
