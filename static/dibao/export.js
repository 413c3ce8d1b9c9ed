/* The back room's export page: one box ticks all columns. Without script each column is ticked by hand. */
(() => {
  const all = document.querySelector("[data-tick-all]");
  if (!all) return;
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll("[data-column] input[type=checkbox]")) box.checked = all.checked;
  });
})();
