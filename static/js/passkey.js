// A passkey in place of the app's code. Without this file, or in a browser without passkeys, the app does.
(() => {
  const form = document.getElementById("passkey"), { way, options, failed } = form.dataset;
  const read = window.PublicKeyCredential?.[`parse${way}OptionsFromJSON`]?.bind(PublicKeyCredential);
  if (!read) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector("[role]");
    told.textContent = "";
    try {
      const publicKey = read(JSON.parse(options));
      const made = await navigator.credentials[way === "Creation" ? "create" : "get"]({ publicKey });
      form.elements.passkey.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      told.textContent = failed;
    }
  });
})();
