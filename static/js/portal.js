/* Comfort only: every page works without this file. */
(() => {
  "use strict";
  const english = document.documentElement.lang.startsWith("en");
  const sending = english ? "Sending…" : "Sedang dikirim…";

  // Rupiah: dots while typing. The server reads "12.500.000" and "12500000" alike.
  const group = (input) => {
    if (!/^[\d.]*$/.test(input.value)) return; // "10 juta" stays as it was typed
    const right = input.value.slice(input.selectionEnd ?? input.value.length).replace(/\D/g, "").length;
    const digits = input.value.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    input.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
    let at = input.value.length;
    for (let seen = 0; at > 0 && seen < right; at -= 1) if (/\d/.test(input.value[at - 1])) seen += 1;
    input.setSelectionRange(at, at);
  };
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.matches("[data-rupiah]")) group(input);
    const form = input.closest("form[data-guard]");
    if (form) form.dataset.dirty = "1";
  });

  // A chosen file: its name and size, readable at a glance.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file]")) return;
    let note = input.nextElementSibling;
    if (!note || !note.matches(".chosen")) {
      note = document.createElement("ul");
      note.className = "chosen";
      note.setAttribute("aria-live", "polite"); // a role would make it no list
      input.after(note);
    }
    const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB`
      : `${(bytes / 1e6).toLocaleString(english ? "en" : "id", { maximumFractionDigits: 1 })} MB`;
    note.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} (${size(file.size)})`;
      return line;
    }));
  });

  // One press, one request. The button wakes again when the page comes back from history.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    delete form.dataset.dirty;
    const button = event.submitter;
    // After the submit: a disabled button would not send its own name and value.
    if (button) setTimeout(() => {
      button.dataset.words = button.textContent;
      button.setAttribute("aria-disabled", "true");
      if (!button.firstElementChild) button.textContent = sending;
    });
    // A download or a lost line leaves the page as it is: let the person try again.
    setTimeout(() => wake(form), 10000);
  });
  const wake = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-words]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      if (!button.firstElementChild) button.textContent = button.dataset.words;
      delete button.dataset.words;
    });
  };
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(wake);
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });

  // Work in the background: its bar moves by itself; the page is loaded anew when it is done.
  const follow = async () => {
    const shown = document.querySelector("[data-progress]");
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (answer.ok && !fresh) { location.reload(); return; }
      if (fresh) shown.replaceChildren(...fresh.children);
    } catch { /* away for a moment */ }
    setTimeout(follow, 3000);
  };
  setTimeout(follow, 2000);

  document.querySelectorAll("[data-rupiah]").forEach((input) => { if (input.value) group(input); });
  const summary = document.querySelector("[data-summary]");
  if (summary) summary.focus();
})();
