/* Two comforts of the back room, which works without them. */
(() => {
  "use strict";
  // The export page: one box ticks all columns.
  const all = document.querySelector("[data-tick-all]");
  if (all) {
    all.closest("[hidden]").hidden = false;
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll("[data-column] input[type=checkbox]")) box.checked = all.checked;
    });
  }
  // Django's search boxes for related rows come without the name of their field; the label gives it. They are drawn
  // at a moment of their own, and anew in added rows.
  const nameBoxes = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      if (!label) continue;
      label.id ||= `${select.id}-label`;
      for (const box of select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? []) {
        box.setAttribute("aria-labelledby", label.id);
      }
    }
  };
  nameBoxes();
  new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
})();
