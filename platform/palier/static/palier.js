/* What script adds to pages that work without it: focus, reading aloud, moving lines, and a word
   when the network fails. No inline handler, nothing from elsewhere. */
"use strict";

(() => {
  const say = (text) => { document.getElementById("annonce").textContent = text; };

  /* After a part of the page is replaced, reading goes on from its title. */
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.target.querySelector?.("[data-focus]");
    if (target) target.focus({ preventScroll: true });
    const title = event.target.querySelector?.(".ask, #v");
    if (title) document.title = `${title.textContent.trim()} · Palier`;
    listening(event.target);
    lines(event.target);
    scripts(event.target);
  });

  /* The network or we failed: the page stays as it is, with a word above the form. */
  const trouble = (template) => {
    const main = document.getElementById("contenu");
    main.querySelectorAll(":scope > .banner").forEach((banner) => banner.remove());
    main.prepend(document.getElementById(template).content.cloneNode(true));
    main.firstElementChild.scrollIntoView();
  };
  const told = (template) => (event) => {
    if (!event.target.closest?.("[data-live]")) trouble(template);  // it says so itself
  };
  document.addEventListener("htmx:sendError", told("sans-reseau"));
  document.addEventListener("htmx:timeout", told("sans-reseau"));
  document.addEventListener("htmx:responseError", told("souci"));

  /* Orderings: a move is made in the page; without script the server makes it. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("li");
    const list = line.parentElement;
    const up = button.dataset.move === "-1";
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (up) other.before(line); else other.after(line);
    const lines = [...list.children];
    lines.forEach((each, at) => {
      each.classList.toggle("moved", each === line);
      each.querySelector("[data-move='-1']").disabled = at === 0;
      each.querySelector("[data-move='1']").disabled = at === lines.length - 1;
    });
    if (button.disabled) line.querySelector("[data-move]:not(:disabled)").focus();
    else button.focus();
    say(list.dataset.said
      .replace("{text}", line.querySelector(".text").textContent.trim())
      .replace("{n}", lines.indexOf(line) + 1)
      .replace("{all}", lines.length));
  });

  /* Graduated lines: a marker to drag, or to move by keys, sets the list that is sent. Until it is
     touched nothing is chosen, wherever the marker stands. */
  const lines = (root) => root.querySelectorAll?.("[data-line]").forEach((line) => {
    const list = line.querySelector("select");
    const marker = line.querySelector("[type='range']");
    if (!marker.hidden) return;
    const place = (at) => {
      marker.value = at;
      list.value = marker.value;
      marker.classList.remove("untouched");
      marker.setAttribute("aria-valuetext", list.selectedOptions[0].textContent);
    };
    line.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    line.querySelector("[data-bare]").hidden = true;
    if (list.value !== "") place(list.value);
    ["input", "click"].forEach((kind) => marker.addEventListener(kind, () => place(marker.value)));
    line.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => {
      place(list.value === "" ? marker.value : Number(list.value) + Number(button.dataset.step));
      say(marker.getAttribute("aria-valuetext"));
    }));
  });
  lines(document);

  /* A script that few pages need comes with the first part that asks for it. */
  const scripts = (root) => root.querySelectorAll?.("[data-script]").forEach((part) => {
    if (document.querySelector(`script[src="${part.dataset.script}"]`)) return;
    const script = document.createElement("script");
    script.src = part.dataset.script;
    document.head.append(script);
  });
  scripts(document);

  /* What was chosen is said beside the field where one writes about it. */
  document.addEventListener("change", (event) => {
    const field = event.target;
    const told = field.form?.querySelector(`[data-chosen="${field.name}"]`);
    if (!told || field.type !== "radio") return;
    told.hidden = false;
    told.querySelector("b").textContent = field.labels[0].querySelector("span").textContent;
  });

  /* Reading aloud, with voices of this device only: a text never leaves it. */
  const speech = window.speechSynthesis;
  const voice = () => speech.getVoices().find((v) => v.lang.startsWith("fr") && v.localService);
  const listening = (root) => {
    if (!speech) return;
    root.querySelectorAll?.("[data-listen]").forEach((button) => { button.hidden = !voice(); });
  };
  const visible = (node) => node.getClientRects().length > 0;
  const spoken = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("select").forEach((list) => {
      const chosen = node.querySelector(`[name="${list.name}"]`);
      list.replaceWith(chosen.value ? chosen.selectedOptions[0].textContent : "…");
    });
    copy.querySelectorAll("label > input[name]:not([type='checkbox'], [type='radio'])").forEach((gap) => {
      gap.replaceWith(node.querySelector(`[name="${gap.name}"]`).value || "…");
    });
    copy.querySelectorAll(".vh").forEach((hidden) => hidden.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const stop = () => {
    speech.cancel();
    document.querySelectorAll(".reading").forEach((node) => node.classList.remove("reading"));
    document.querySelectorAll("[data-listen]").forEach((b) => b.removeAttribute("aria-pressed"));
  };
  const read = (nodes, button) => {
    const node = nodes.shift();
    document.querySelectorAll(".reading").forEach((old) => old.classList.remove("reading"));
    if (!node) { stop(); return; }
    const sentence = new SpeechSynthesisUtterance(spoken(node));
    sentence.lang = "fr-FR";
    sentence.voice = voice();
    sentence.rate = 0.9;
    sentence.onend = () => { if (button.hasAttribute("aria-pressed")) read(nodes, button); };
    node.classList.add("reading");
    speech.speak(sentence);
  };
  if (speech) {
    speech.addEventListener?.("voiceschanged", () => listening(document));
    listening(document);
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-listen]");
      if (!button) return;
      const reading = button.hasAttribute("aria-pressed");
      stop();
      if (reading) return;
      button.setAttribute("aria-pressed", "true");
      const main = document.getElementById("contenu");
      read([...main.querySelectorAll("[data-read]")].filter(visible), button);
    });
    window.addEventListener("pagehide", () => speech.cancel());
  }

  /* A page kept by the browser is shown again after leaving: ask the server instead. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
