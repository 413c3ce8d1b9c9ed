/* A long page keeps itself while it is typed, so that a browser or a log-in that dies loses nothing. The server keeps
   one copy a person and page, and never one over another window's. */
(() => {
  "use strict";
  const QUIET = 3000, LONGEST = 15000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const line = form.querySelector("[data-kept-line]");
  const typed = () => new URLSearchParams(new FormData(form));
  const say = (words, isKept) => {
    // The same words again would be read aloud again.
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("tone-bad", !isKept);
  };
  let kept = typed().toString();
  let timer, since = 0, isSending = false, isOver = false;

  function soon() {
    if (isOver) return;
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(QUIET, since + LONGEST - Date.now())));
  }

  async function keep() {
    clearTimeout(timer);
    if (isSending) return soon();
    const body = typed();
    const text = body.toString();
    since = 0;
    if (isOver || text === kept) return;
    body.set("keep", "1");
    isSending = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (isOver) return;
      if (answer.redirected || answer.status === 403) return say(line.dataset.ended, false);
      const { said } = await answer.json();
      if (answer.ok) kept = text;
      say(said, answer.ok);
    } catch {
      if (!isOver) say(line.dataset.failed, false);
    } finally { isSending = false; }
  }

  form.addEventListener("input", soon);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  form.addEventListener("submit", () => { isOver = true; clearTimeout(timer); });
  window.addEventListener("pageshow", () => { isOver = false; });
})();
