// Long work goes on: ask for the page again, and show the progress of its answer in this one.
// Without this file the page loads itself again.
(() => {
  const renew = async () => {
    const response = await fetch(location.href).catch(() => null);
    if (!response) return setTimeout(renew, 5000);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const progress = page.getElementById("long-work");
    if (!progress) return location.assign(response.url);
    document.getElementById("long-work").replaceWith(progress);
    setTimeout(renew, 1000);
  };
  setTimeout(renew, 1000);
})();
