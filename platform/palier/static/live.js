/* The live room says it when its questions are no longer answered. */
"use strict";

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.closest?.("[data-live]")) return;
  const lost = document.querySelector("[data-lost]");
  if (lost) lost.hidden = event.detail.successful === true;
});
