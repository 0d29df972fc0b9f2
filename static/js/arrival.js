/* The door: entries wait on this device until the server has them. Without this file the form
   is sent like any other. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-arrival]");
  if (!form || !window.fetch || !window.crypto) return;
  const english = document.documentElement.lang.startsWith("en");
  const say = english
    ? { kept: "Kept on this device. It is sent once there is a signal.", sent: "Noted. Thank you.",
        needs: "Please fill in where from and the name.", closed: "The list is closed. Show this screen to the staff.", mend: "Mend" }
    : { kept: "Tersimpan di perangkat ini. Terkirim begitu ada sinyal.", sent: "Kehadiran sudah dicatat. Terima kasih.",
        needs: "Isi dari mana dan namanya.", closed: "Daftar hadir sudah ditutup. Perlihatkan layar ini kepada petugas.", mend: "Perbaiki" };
  const KEY = `hadir:${location.pathname}`;
  const state = document.querySelector("[data-arrival-state]");
  const kept = document.querySelector("[data-arrival-kept]");
  const list = document.createElement("ul");
  kept.querySelector("p").after(list);
  const FIELDS = ["client_id", "at", "party", "other", "name", "position"];

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
      line.textContent = entry.error ? `${entry.name}: ${entry.error} ` : entry.name;
      if (entry.error) {
        const mend = document.createElement("button");
        mend.type = "button";
        mend.className = "btn btn-link";
        mend.textContent = say.mend;
        mend.addEventListener("click", () => {
          FIELDS.forEach((name) => { form.elements[name].value = entry[name]; });
          write(read().filter((one) => one.client_id !== entry.client_id));
          draw();
          form.elements.name.focus();
        });
        line.append(mend);
      }
      return line;
    }));
  };
  const anew = () => {
    FIELDS.forEach((name) => { if (name !== "party") form.elements[name].value = ""; });
    form.elements.client_id.value = uuid();
    form.elements.name.focus();
  };

  let busy = false;
  // One after the other; an entry leaves the device only when the server said that it has it.
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      for (const entry of read().filter((one) => !one.error)) {
        const body = new URLSearchParams(FIELDS.map((name) => [name, entry[name] || ""]));
        const token = form.elements.csrfmiddlewaretoken.value;
        body.set("csrfmiddlewaretoken", token);
        const answer = await fetch(location.pathname, {
          method: "POST", body, headers: { Accept: "application/json" },
          signal: AbortSignal.timeout?.(15000), // older phones wait as long as they like
        });
        if (answer.status === 200) {
          write(read().filter((one) => one.client_id !== entry.client_id));
          tell(say.sent, "good");
        } else if (answer.status === 422) {
          const { errors } = await answer.json();
          write(read().map((one) => one.client_id === entry.client_id
            ? { ...one, error: errors.join(" ") } : one));
        } else if (answer.status === 404) {
          tell(say.closed, "bad");
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
    if (!entry.name || !entry.party || (entry.party === "lain" && !entry.other)) {
      tell(say.needs, "bad");
      (entry.party ? form.elements[entry.name ? "other" : "name"] : form.elements.party).focus();
      return;
    }
    entry.at = new Date().toISOString();
    write([...read(), entry]);
    anew();
    draw();
    send();
  });
  document.querySelector("[data-arrival-send]").addEventListener("click", send);
  window.addEventListener("online", send);
  setInterval(() => { if (read().some((one) => !one.error)) send(); }, 20000);
  // A reloaded page keeps what browsers restore into hidden fields: never the id of an old entry.
  form.elements.client_id.value = uuid();
  draw();
  send();
})();
