// A passkey in place of the app's code or, where it derives a secret (PRF), of the sign-in sheet.
// Without this file, or in a browser without passkeys, the app and the sheet do.
(() => {
  const form = document.getElementById("passkey"), { way, options, salt, failed } = form.dataset;
  const read = window.PublicKeyCredential?.[`parse${way}OptionsFromJSON`]?.bind(PublicKeyCredential);
  if (!read) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt());
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector("[role]");
    told.textContent = "";
    try {
      const publicKey = read(JSON.parse(options));
      if (salt) publicKey.extensions = { prf: { eval: { first: bytes(salt) } } };
      else if (way === "Creation") publicKey.extensions = { prf: {} };
      const made = await navigator.credentials[way === "Creation" ? "create" : "get"]({ publicKey });
      if (salt) form.elements.prf.value = text(made.getClientExtensionResults().prf.results.first);
      form.elements.passkey.value = JSON.stringify({ ...made.toJSON(), clientExtensionResults: {} });
      form.submit();
    } catch {
      told.textContent = failed;
    }
  });
})();
