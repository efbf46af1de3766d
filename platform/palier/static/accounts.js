/* Signing in: the card's token, the camera, and words to tap. Every page works without this. */
"use strict";

(() => {
  /* The QR code leads to /carte#token. The token leaves the address at once and is sent in a form. */
  const TOKEN = /^[A-Za-z0-9_-]{22}$/;
  const card = document.querySelector("[data-card]");
  if (card) {
    const token = window.location.hash.slice(1);
    window.history.replaceState(null, "", window.location.pathname);
    if (TOKEN.test(token)) {
      document.querySelector("[data-card-else]").hidden = true;
      document.querySelector("[data-card-wait]").hidden = false;
      card.elements.jeton.value = token;
      card.submit();
    }
  }

  /* The link of an invitation leads to a page#code: the code leaves the address for its field. */
  const invited = document.querySelector("[data-code]");
  if (invited && window.location.hash.length > 1) {
    invited.elements.code.value = window.location.hash.slice(1);
    window.history.replaceState(null, "", window.location.pathname);
    invited.elements.nouveau.focus();
  }

  /* The camera, only where the browser reads codes itself, and only once asked for. */
  const scan = document.querySelector("[data-scan]");
  if (scan && "BarcodeDetector" in window && navigator.mediaDevices) {
    const part = (name) => scan.querySelector(`[data-scan-${name}]`);
    const [start, stop, view, said] = ["start", "stop", "view", "said"].map(part);
    const video = view.querySelector("video");
    let detector = null;
    let stream = null;
    window.BarcodeDetector.getSupportedFormats().then((formats) => {
      if (formats.includes("qr_code")) {
        detector = new window.BarcodeDetector({ formats: ["qr_code"] });
        scan.hidden = false;
      }
    });
    const close = () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      view.hidden = true;
      start.hidden = false;
    };
    const look = async () => {
      if (!stream) return;
      const codes = await detector.detect(video).catch(() => []);
      const token = codes.map((code) => code.rawValue.split("#").pop()).find((t) => TOKEN.test(t));
      if (token) {
        close();
        scan.elements.jeton.value = token;
        scan.submit();
        return;
      }
      if (codes.length) said.textContent = said.dataset.other;
      window.setTimeout(look, 200);
    };
    start.addEventListener("click", async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        said.textContent = said.dataset.none;
        return;
      }
      video.srcObject = stream;
      view.hidden = false;
      start.hidden = true;
      said.textContent = said.dataset.aim;
      stop.focus();
      await video.play();
      look();
    });
    stop.addEventListener("click", () => { close(); said.textContent = ""; start.focus(); });
    window.addEventListener("pagehide", close);
  }

  /* Words to tap: the browser's own list is replaced by large suggestions (ARIA combobox). */
  const list = document.getElementById("liste-mots");
  if (!list) return;
  const MOST = 6;
  const plain = (text) => text.toLowerCase().replace(/œ/g, "oe").normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "");
  const words = [...list.options].map((option) => ({ word: option.value, form: plain(option.value) }));
  const text = (id) => document.getElementById(id).innerHTML.trim();
  const inputs = [...document.querySelectorAll("[data-word]")];

  const combobox = (input, at) => {
    const box = document.createElement("ul");
    let chosen = -1;
    box.className = "suggestions";
    box.id = `${input.id}-liste`;
    box.hidden = true;
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", text("propositions"));
    input.parentElement.append(box);
    input.removeAttribute("list");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", box.id);
    input.setAttribute("aria-expanded", "false");

    const mark = (index) => {
      chosen = index;
      [...box.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", box.children[index].id);
    };
    const shut = () => {
      box.hidden = true;
      box.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    };
    const take = (word) => {
      input.value = word;
      input.removeAttribute("aria-invalid");
      shut();
      (inputs[at + 1] ?? input.form.querySelector(".btn-main")).focus();
    };
    const line = ({ word }, i) => {
      const item = document.createElement("li");
      item.id = `${box.id}-${i}`;
      item.setAttribute("role", "option");
      item.textContent = word;
      item.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the keyboard
      item.addEventListener("click", () => take(word));
      return item;
    };
    const offer = () => {
      const typed = plain(input.value);
      const found = typed ? words.filter(({ form }) => form.startsWith(typed)).slice(0, MOST) : [];
      if (!found.length || (found.length === 1 && found[0].word === input.value)) { shut(); return; }
      box.replaceChildren(...found.map(line));
      box.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(-1);
      document.getElementById("annonce").textContent =
        text(found.length > 1 ? "des-choix" : "un-choix").replace("{n}", found.length);
    };
    const keys = {
      ArrowDown: () => mark((chosen + 1) % box.children.length),
      ArrowUp: () => mark((chosen <= 0 ? box.children.length : chosen) - 1),
      Enter: () => take(box.children[Math.max(chosen, 0)].textContent),
      Escape: shut,
    };
    input.addEventListener("input", offer);
    input.addEventListener("blur", shut);
    input.addEventListener("keydown", (event) => {
      if (box.hidden || !(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
  };
  inputs.forEach(combobox);
})();
