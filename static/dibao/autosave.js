/* A long page keeps itself while it is typed, so that a browser or a log-in that dies loses nothing. The server keeps
   one copy a person and page, and never one over another window's. */
(() => {
  "use strict";
  const QUIET = 3000, LONGEST = 15000, PATIENCE = 10000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const line = form.querySelector("[data-kept-line]");
  const typed = () => new URLSearchParams(new FormData(form));
  const say = (words, isKept) => {
    // The same words again would be read aloud again.
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("tone-bad", !isKept);
  };
  const keeping = () => {
    const body = typed();
    body.set("keep", "1");
    return { method: "POST", body, headers: { "X-Requested-With": "fetch" } };
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
    const text = typed().toString();
    since = 0;
    if (isOver || text === kept) return;
    isSending = true;
    try {
      const answer = await fetch(form.action, keeping());
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
  /* A page that is sent into a dead network is gone, and what was typed or chosen since the last keeping with it. In the
     field somebody is asked first, by keeping the page where it has changed; it is sent once an answer came, whatever
     it says, and stays as it is while none comes. The key in the form makes two sendings one. */
  const unsent = Object.assign(document.createElement("p"), { className: "hint tone-bad" });
  unsent.setAttribute("role", "alert");

  function askFirst(sent, ask) {
    let isHeard = false, isAsking = false;
    sent.addEventListener("submit", async (event) => {
      const question = isHeard ? null : ask();
      if (!question) return;
      event.preventDefault();
      if (isAsking) return;
      isAsking = true;
      const { submitter } = event;
      try {
        // Older phones wait as long as they like.
        await fetch(sent.action, { ...question, signal: AbortSignal.timeout?.(PATIENCE) });
        isHeard = true;
      } catch {
        unsent.remove();
        (submitter?.closest(".buttons") ?? line).after(unsent);
        unsent.textContent = line.dataset.unsent;
      } finally { isAsking = false; }
      if (isHeard) sent.requestSubmit(submitter);
    });
    window.addEventListener("pageshow", () => { isHeard = false; });
  }

  const asking = () => typed().toString() === kept ? null : keeping();
  for (const sent of document.querySelectorAll("form[data-ask-first]")) {
    if (sent.requestSubmit) askFirst(sent, sent === form ? asking : () => ({ method: "HEAD" }));
  }
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isOver = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => { isOver = false; });
})();
