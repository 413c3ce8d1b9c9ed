/* Comfort for the desk. Every page works without it. */
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  // A pinyin user's Enter picks a word; 229 is what older browsers say while composing.
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const typing = (element) => element.matches("input, select, textarea, [contenteditable]");

  // The summary asks for the focus itself; this is for browsers that give it to inputs only.
  window.addEventListener("load", () => document.querySelector("[data-error-summary]")?.focus());

  /* Keys */

  const wish = "dibao-shortcuts";
  const remembered = () => { try { return localStorage.getItem(wish) !== "off"; } catch { return true; } };
  let shortcuts = remembered();
  for (const item of all("[data-shortcuts]")) {
    const box = item.querySelector("input");
    item.hidden = false;
    box.checked = shortcuts;
    box.addEventListener("change", () => {
      shortcuts = box.checked;
      try { localStorage.setItem(wish, shortcuts ? "on" : "off"); } catch { /* kept for this page only */ }
    });
  }

  const FIELDS = "input:not([type=hidden], [type=submit], [type=button], [disabled]), select:not([disabled]), textarea:not([disabled])";
  // What is folded away has a place on the page too, but takes no focus.
  const shown = (element) => element.getClientRects().length > 0 && (element.checkVisibility?.() ?? true);

  function nextField(form, field, step) {
    const fields = all(FIELDS, form).filter((other) => shown(other) && other.tabIndex >= 0
      && (other.type !== "radio" || other.name !== field.name || other === field));
    const next = fields[fields.indexOf(field) + step] ?? (step > 0 ? form.querySelector("[data-save]") ?? form.querySelector("button:not([type=button])") : null);
    next?.focus();
    if (next?.matches("input:not([type=radio], [type=checkbox], [type=file])")) next.select();
  }

  document.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const { target, key } = event;
    const command = event.ctrlKey || event.metaKey;
    if (key === "/" && shortcuts && !command && !event.altKey && !typing(target)) {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    const form = target.form ?? target.closest?.("form") ?? document.querySelector("form[data-entry]");
    if (!form || form.method === "get") return;
    if (command && key === "Enter") press(event, form.querySelector("[data-save]"));
    else if (command && key.toLowerCase() === "s") press(event, form.querySelector("[data-draft]"));
    else if (key === "Enter" && !event.altKey && "entry" in form.dataset && target.matches("input:not([type=submit], [type=button]), select")) {
      event.preventDefault();
      nextField(form, target, event.shiftKey ? -1 : 1);
      // A question of a few fields is asked from its last one.
      if (form.dataset.entry === "ask" && document.activeElement.matches("[data-save]")) document.activeElement.click();
    }
  });

  function press(event, button) {
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  /* A form is sent once */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || "download" in form.dataset) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "yes";
    // The button stays enabled, or its name and value would not be sent.
    for (const button of all("button", form)) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sending]")) {
      delete form.dataset.sending;
      for (const button of all("button[aria-disabled]", form)) button.removeAttribute("aria-disabled");
    }
  });

  /* Another language loads the page anew: what is typed and not sent is spoken of first */

  let unsaved = false;
  document.addEventListener("input", ({ target }) => { if (target.form && target.form.method !== "get") unsaved = true; });
  document.querySelector("[data-language]")?.addEventListener("submit", (event) => {
    const form = event.target;
    if (!unsaved) return;
    event.preventDefault();
    unsaved = false;
    const warning = document.createElement("p");
    warning.className = "message message-warning";
    warning.setAttribute("role", "alert");
    warning.textContent = form.dataset.warning;
    document.querySelector("main").prepend(warning);
    warning.scrollIntoView({ block: "center" });
  });

  /* Grids: one more row, and a block pasted from a spreadsheet */

  function addRow(grid) {
    const total = grid.querySelector("[name$=-TOTAL_FORMS]");
    const limit = Number(grid.querySelector("[name$=-MAX_NUM_FORMS]").value);
    const number = Number(total.value);
    if (number >= limit) return null;
    const holder = document.createElement("tbody");
    holder.innerHTML = grid.querySelector("[data-blank-row]").innerHTML
      .replaceAll("__prefix__", number).replaceAll("__row__", number + 1);
    const row = holder.firstElementChild;
    grid.querySelector("tbody").append(row);
    total.value = number + 1;
    return row;
  }

  for (const grid of all("[data-grid]")) {
    grid.querySelector("[data-add-row]")?.addEventListener("click", (event) => {
      event.preventDefault();
      addRow(grid)?.querySelector(FIELDS)?.focus();
    });
    grid.querySelector("[data-paste-grid]")?.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!/[\t\n]/.test(text) || !event.target.closest("td")) return;
      event.preventDefault();
      fill(grid, event.target.closest("td"), text.split("\n").map((line) => line.split("\t")));
    });
  }

  function fill(grid, cell, block) {
    let row = cell.parentElement;
    for (const values of block) {
      row ??= addRow(grid);
      if (!row) break;
      const cells = [...row.cells].slice(cell.cellIndex);
      values.forEach((value, place) => put(cells[place]?.querySelector(FIELDS), value.trim()));
      row = row.nextElementSibling;
    }
  }

  function put(field, value) {
    if (!field) return;
    if (field.type === "checkbox") field.checked = /^(1|y|是|√|true)$/i.test(value);
    else if (field.tagName === "SELECT") {
      const option = [...field.options].find((one) => one.text.trim() === value || one.value === value);
      if (option) field.value = option.value;
    } else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* The estimate follows what is typed; the server reckons it */

  for (const form of all("form[data-estimate-url]")) {
    const place = form.querySelector("[data-estimate]");
    let timer, running;
    const ask = async () => {
      running?.abort();
      running = new AbortController();
      try {
        const answer = await fetch(form.dataset.estimateUrl, {
          method: "POST", body: new FormData(form), signal: running.signal, headers: { "X-Requested-With": "fetch" },
        });
        if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
      } catch { /* an estimate is a comfort: the old one stays */ }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 500); });
  }

  /* Work under way: only its box is fetched again */

  function follow(box) {
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = answer.ok && page.getElementById(box.id);
        if (!fresh) return;
        box.innerHTML = fresh.innerHTML;
        if (fresh.dataset.refresh) follow(box);
        else if (box.dataset.then === "reload") location.reload();
      } catch { follow(box); }
    }, Number(box.dataset.refresh) * 1000);
  }
  all("[data-refresh]").forEach(follow);
})();
