/* What script adds to exercises that work without it: keys for maths, steps, pictures to touch. */
"use strict";

(() => {
  const say = (text) => { document.getElementById("annonce").textContent = text; };
  const kinds = [];
  const start = (root) => kinds.forEach(([selector, set]) => {
    root.querySelectorAll?.(selector).forEach((part) => {
      if (part.dataset.ready) return;
      part.dataset.ready = "1";
      set(part);
    });
  });
  const shown = (root) => {
    if (root.matches("[data-scripted]")) root.hidden = false;
    root.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    root.querySelectorAll("[data-bare]").forEach((part) => { part.hidden = true; });
  };
  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  /* Keys under a field: what they write goes where the caret is. The phone's own keyboard then
     only has to give digits. */
  kinds.push(["[data-keys]", (keys) => {
    const field = document.getElementById(keys.dataset.keys);
    shown(keys);
    if (keys.dataset.digits !== "no") field.inputMode = "decimal";
    keys.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the caret
    keys.addEventListener("click", (event) => {
      const key = event.target.closest("button");
      if (!key) return;
      const [from, to] = [field.selectionStart, field.selectionEnd];
      const back = key.hasAttribute("data-key-back");
      const text = back ? "" : key.dataset.key;
      field.setRangeText(text, back && from === to ? Math.max(0, from - 1) : from, to, "end");
      changed(field);
    });
  }]);

  start(document);
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
})();
