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

  /* Where a drawing shows a place: a level up or along, a hand that turns, a mark that slides. */
  const draw = (part, at) => {
    const [from, step] = [Number(part.dataset.from), Number(part.dataset.step)];
    part.classList.remove("untouched");
    if (part.dataset.level === "up") {
      part.setAttribute("y", from - step * at);
      part.setAttribute("height", step * at);
    } else if (part.dataset.level === "right") part.setAttribute("width", step * at);
    else if (part.dataset.level === "slide") part.setAttribute("x", from + step * at);
    else {
      const centre = part.getAttribute("transform").split(/[ ,]/).slice(1).join(" ");
      part.setAttribute("transform", `rotate(${from + step * at} ${centre}`);
    }
  };

  /* Places chosen by steps: a cursor sets the list that is sent. Until it is touched nothing is
     chosen, wherever the cursor stands. */
  kinds.push(["[data-steps]", (box) => {
    const [list, cursor] = [box.querySelector("select"), box.querySelector("[type='range']")];
    const name = box.dataset.steps;
    const part = box.closest("[data-figure]")?.querySelector(
      name ? `[data-level][data-name="${name}"]` : "[data-level]");
    const place = (at) => {
      cursor.value = at;
      list.value = cursor.value;
      const said = list.selectedOptions[0].textContent;
      cursor.setAttribute("aria-valuetext", said);
      box.querySelector("[data-said]").textContent = said;
      cursor.classList.remove("untouched");
      if (part) draw(part, Number(cursor.value));
      changed(list);
    };
    shown(box);
    cursor.classList.add("untouched");
    if (list.value !== "") place(list.value);
    ["input", "click"].forEach((kind) => cursor.addEventListener(kind, () => place(cursor.value)));
    box.querySelectorAll("[data-step]").forEach((button) => button.addEventListener("click", () => {
      place(list.value === "" ? cursor.value : Number(list.value) + Number(button.dataset.step));
      say(cursor.getAttribute("aria-valuetext"));
    }));
  }]);

  /* How many of something: two buttons beside the field. */
  kinds.push(["[data-count]", (box) => {
    const field = box.querySelector("input");
    shown(box);
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add]");
      if (!button) return;
      const now = Math.min(50, Math.max(0, (Number(field.value) || 0) + Number(button.dataset.add)));
      field.value = now;
      changed(field);
      say(`${field.labels[0].textContent} ${now}`);
    });
  }]);

  /* Maps: a touch on a zone chooses it in the list; one outside is said, and chooses nothing. */
  kinds.push(["[data-map]", (map) => {
    const outside = map.querySelector("[name='outside']");
    shown(map);
    map.querySelector(".map-drawn")?.addEventListener("click", (event) => {
      const zone = event.target.closest("[data-zone]");
      map.querySelectorAll("[type='radio']").forEach((radio) => { radio.checked = radio.value === zone?.dataset.zone; });
      outside.value = zone ? "" : "1";
      if (zone) say(map.querySelector(":checked").labels[0].textContent.trim());
      else say(map.dataset.out);
    });
    map.addEventListener("change", () => { outside.value = ""; });
  }]);

  start(document);
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
})();
