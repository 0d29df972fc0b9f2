/* Entries of a form wait on this device until the server has them: who comes to the door, what is
   asked in the hall. Without this file the form is sent like any other.

   On the form: data-kept-fields (what is sent), -needs (what must be filled), -stays (what the next
   entry begins with), -name (what the list shows), and the words. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-kept-fields]");
  if (!form || !window.fetch || !window.crypto) return;
  const english = document.documentElement.lang.startsWith("en");
  const say = english
    ? { kept: "Kept on this device. It is sent once there is a signal.", mend: "Mend" }
    : { kept: "Tersimpan di perangkat ini. Terkirim begitu ada sinyal.", mend: "Perbaiki" };
  const KEY = `hadir:${location.pathname}`;
  const split = (words) => (words || "").split(" ").filter(Boolean);
  const words = form.dataset;
  const state = document.querySelector("[data-kept-state]");
  const kept = document.querySelector("[data-kept-waiting]");
  const done = document.querySelector("[data-kept-done]");
  const list = document.createElement("ul");
  kept.querySelector("p").after(list);
  const FIELDS = split(words.keptFields);
  const NEEDS = split(words.keptNeeds);
  const STAYS = split(words.keptStays);
  const NAME = words.keptName;

  // Storage may be full or refused, and a private window may read and not write: then entries
  // wait in the page itself.
  let memory = null;
  const read = () => {
    if (memory) return memory;
    try { return JSON.parse(localStorage.getItem(KEY) || "[]"); } catch { return []; }
  };
  const write = (entries) => {
    try {
      if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
      else localStorage.removeItem(KEY);
      memory = null;
    } catch { memory = entries; }
  };
  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID(); // only on secure addresses
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const tell = (words, tone) => {
    state.hidden = false;
    state.className = `callout ${tone}`;
    state.textContent = words;
  };
  const draw = () => {
    const entries = read();
    kept.hidden = !entries.length;
    list.replaceChildren(...entries.map((entry) => {
      const line = document.createElement("li");
      line.textContent = entry.error ? `${entry[NAME]}: ${entry.error} ` : entry[NAME];
      if (entry.error) {
        const mend = document.createElement("button");
        mend.type = "button";
        mend.className = "btn btn-link";
        mend.textContent = say.mend;
        mend.addEventListener("click", () => {
          FIELDS.forEach((name) => { form.elements[name].value = entry[name]; });
          write(read().filter((one) => one.id !== entry.id));
          draw();
          form.elements[NAME].focus();
        });
        line.append(mend);
      }
      return line;
    }));
  };
  const freshId = () => { if (form.elements.client_id) form.elements.client_id.value = uuid(); };
  const anew = () => {
    FIELDS.forEach((name) => { if (!STAYS.includes(name)) form.elements[name].value = ""; });
    freshId();
    form.elements[NAME].focus();
  };
  // The page that opens without a signal carries nobody's token, and a long day outlives one.
  const freshToken = async () => {
    const page = await (await fetch(location.pathname, { cache: "no-store" })).text();
    const found = new DOMParser().parseFromString(page, "text/html")
      .querySelector("[name=csrfmiddlewaretoken]");
    if (found) form.elements.csrfmiddlewaretoken.value = found.value;
    return Boolean(found);
  };
  const post = (entry) => {
    const body = new URLSearchParams(FIELDS.map((name) => [name, entry[name] || ""]));
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(location.pathname, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
      signal: AbortSignal.timeout?.(15000), // older phones wait as long as they like
    });
  };
  const show = (told) => {
    if (!done || !told.line) return;
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = told.url;
    link.textContent = told.line;
    const next = document.createElement("a");
    next.href = told.url;
    next.className = "btn btn-second btn-small";
    next.textContent = done.dataset.keptDone;
    line.append(link, document.createElement("br"), next);
    done.prepend(line);
  };

  let busy = false;
  // One after the other; an entry leaves the device only when the server said that it has it.
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      for (const entry of read().filter((one) => !one.error)) {
        let answer = await post(entry);
        if (answer.status === 403 && await freshToken()) answer = await post(entry);
        if (answer.status === 200) {
          const told = await answer.json();
          write(read().filter((one) => one.id !== entry.id));
          tell(words.keptSent, "good");
          show(told);
        } else if (answer.status === 422) {
          const { errors } = await answer.json();
          write(read().map((one) => one.id === entry.id ? { ...one, error: errors.join(" ") } : one));
        } else if ([403, 404].includes(answer.status) || answer.type === "opaqueredirect") {
          tell(words.keptClosed, "bad");
          break;
        } else {
          break; // too many at once, or a fault of ours: later
        }
      }
    } catch {
      tell(say.kept, "waiting");
    } finally {
      busy = false;
      draw();
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const entry = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
    const missing = [...NEEDS, ...(entry.party === "lain" ? ["other"] : [])].find((name) => !entry[name]);
    if (missing) {
      tell(words.keptWords, "bad");
      form.elements[missing].focus();
      return;
    }
    entry.id = entry.client_id || uuid();
    if (FIELDS.includes("at")) entry.at = new Date().toISOString();
    write([...read(), entry]);
    anew();
    draw();
    send();
  });
  document.querySelector("[data-kept-send]").addEventListener("click", send);
  window.addEventListener("online", send);
  setInterval(() => { if (read().some((one) => !one.error)) send(); }, 20000);
  // A reloaded page keeps what browsers restore into hidden fields: never the id of an old entry.
  freshId();
  draw();
  send();
  if (words.keptWorker) {
    navigator.serviceWorker?.register(words.keptWorker, { scope: location.pathname }).catch(() => {});
  }
})();
