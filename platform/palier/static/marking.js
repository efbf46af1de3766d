/* Marking by keyboard: a figure chooses the level of the line one is on, then goes to the next
   line; Enter saves, as in any form. Without script the same radios are there. */
"use strict";

(() => {
  const form = document.querySelector("[data-marking]");
  if (!form) return;
  const lines = [...form.querySelectorAll("[data-criterion]")];
  const chosen = (line) => line.querySelector("input:checked");
  const writing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  const go = (line) => {
    const there = line && (chosen(line) || line.querySelector("input"));
    if (there) there.focus();
    else form.querySelector("button.btn-main").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || writing(event.target)) return;
    if (!/^[1-4]$/.test(event.key)) return;
    const here = event.target.closest("[data-criterion]");
    const line = here || lines.find((one) => !chosen(one)) || lines[0];
    const level = line && line.querySelector(`input[value="${event.key}"]:not(:disabled)`);
    if (!level) return;
    event.preventDefault();
    level.checked = true;
    go(lines[lines.indexOf(line) + 1]);
  });

  const hint = document.querySelector("[data-marking-hint]");
  if (hint) hint.hidden = false;
})();
