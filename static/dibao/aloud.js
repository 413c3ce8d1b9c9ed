/* Reads a villagers' page aloud where the device can; the button is hidden otherwise, and every page works without. */
(() => {
  "use strict";
  const button = document.querySelector("[data-aloud]");
  const voice = window.speechSynthesis;
  if (!button || !voice || !window.SpeechSynthesisUtterance) return;
  const { start, stop } = button.dataset;
  // Long texts fall silent on some phones, so a sentence or a row is said at a time.
  const pieces = () => [...document.querySelectorAll("main :is(h1, h2, p, li, dt, dd, caption, tr)")]
    .filter((it) => it.getClientRects().length > 0 && !it.closest("form, tr tr, li li") && !it.querySelector("p, li"))
    .map((it) => [...(it.cells ?? [it])].map((cell) => cell.innerText.trim()).join("，"))
    .filter(Boolean);
  const quiet = () => { voice.cancel(); button.textContent = start; };

  button.hidden = false;
  button.addEventListener("click", () => {
    if (voice.speaking) { quiet(); return; }
    voice.cancel();
    const said = pieces().map((text) => Object.assign(new SpeechSynthesisUtterance(text), {
      lang: document.documentElement.lang.startsWith("en") ? "en-GB" : "zh-CN", rate: 0.9,
    }));
    if (said.length === 0) return;
    said.at(-1).addEventListener("end", quiet);
    for (const piece of said) voice.speak(piece);
    button.textContent = stop;
  });
  window.addEventListener("pagehide", quiet);
})();
