/* The map by keyboard: one stop of Tab, then arrows from cell to cell. Without script each cell
   is a link that Tab reaches. Thousands of cells: each key looks at one row. */
"use strict";

(() => {
  const rowsOf = (table) => [[...table.tHead.rows].at(-1), ...table.tBodies[0].rows];
  /* Under two rows of heads the names of columns have no head of names before them. */
  const shift = (table, y) => (y === 0 && table.tHead.rows.length > 1 ? 1 : 0);
  const BOX = -1;  /* the place of what ticks a learner: before her name */
  const boxOf = (row) => row?.querySelector('input[name="qui"]');
  const link = (table, y, x) => {
    const row = rowsOf(table)[y];
    if (x === BOX) return boxOf(row);
    return row?.cells[x - shift(table, y)]?.querySelector("a");
  };
  const place = (table, target) => {
    const cell = target.closest("td, th");
    const y = rowsOf(table).indexOf(cell.parentElement);
    if (y < 0) return null;
    return [y, target.matches("input") ? BOX : cell.cellIndex + shift(table, y)];
  };
  const last = (table) => table.tBodies[0].rows[0].cells.length - 1;

  const set = (table) => {
    rowsOf(table).forEach((row) => [...row.cells].forEach((cell) => {
      cell.querySelectorAll("a, input").forEach((each) => { each.tabIndex = -1; });
    }));
    link(table, 1, 0).tabIndex = 0;
    table.closest(".map-box").removeAttribute("tabindex");
    const hint = document.querySelector("[data-map-hint]");
    if (hint) hint.hidden = false;
  };

  const steps = {
    ArrowRight: (y, x) => [y, x + 1], ArrowLeft: (y, x) => [y, x - 1],
    ArrowDown: (y, x) => [y + 1, x], ArrowUp: (y, x) => [y - 1, x],
    Home: (y) => [y, 0], End: (y, _x, table) => [y, last(table)],
    PageDown: (_y, x, table) => [table.tBodies[0].rows.length, x], PageUp: (_y, x) => [1, x],
  };

  document.addEventListener("keydown", (event) => {
    const table = event.target.closest?.("table[data-map]");
    if (table && event.key === " " && event.target.matches("tbody a")) {
      event.preventDefault();
      boxOf(event.target.closest("tr")).click();
      return;
    }
    if (!table || !steps[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    const from = place(table, event.target);
    if (!from) return;
    event.preventDefault();
    const [y, x] = steps[event.key](from[0], from[1], table);
    const next = y >= 0 && x >= BOX ? link(table, y, x) : null;
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  /* Where the focus was is where Tab comes back. */
  document.addEventListener("focusin", (event) => {
    const table = event.target.closest?.("table[data-map]");
    if (!table || event.target.tabIndex === 0 || !place(table, event.target)) return;
    table.querySelectorAll('[tabindex="0"]').forEach((each) => { each.tabIndex = -1; });
    event.target.tabIndex = 0;
  });

  /* Who is ticked stays so in other views of the map, and where it becomes a list: until a form
     is sent, or this tab is closed. */
  const kept = `choisis ${window.location.pathname}`;
  const ticked = new Set(JSON.parse(sessionStorage.getItem(kept) ?? "[]"));
  const boxes = () => [...document.querySelectorAll('#choisis input[name="qui"]')];
  const told = () => {
    const bar = document.querySelector("[data-picked]");
    if (!bar) return;
    boxes().forEach((box) => { box.checked = ticked.has(box.value); });
    const shown = new Set(boxes().map((box) => box.value));
    const n = [...shown].filter((who) => ticked.has(who)).length;
    const words = [bar.dataset.none, bar.dataset.one][n] ?? bar.dataset.many.replace("{n}", n);
    const status = bar.querySelector("[role='status']");
    if (status.textContent !== words) status.textContent = words;
    const all = bar.querySelector("[data-tick-all]");
    all.setAttribute("role", "button");
    all.textContent = n === shown.size ? all.dataset.nobody : all.dataset.all;
    sessionStorage.setItem(kept, JSON.stringify([...ticked]));
  };
  const tick = (who, on) => { if (on) ticked.add(who); else ticked.delete(who); };
  document.addEventListener("change", (event) => {
    if (!event.target.matches('#choisis input[name="qui"]')) return;
    tick(event.target.value, event.target.checked);
    told();
  });
  const tickAll = (event) => {
    if (!event.target.closest?.("[data-tick-all]")) return;
    event.preventDefault();
    const on = boxes().some((box) => !ticked.has(box.value));
    boxes().forEach((box) => tick(box.value, on));
    told();
  };
  document.addEventListener("click", tickAll);
  document.addEventListener("keydown", (event) => { if (event.key === " ") tickAll(event); });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".tools")) sessionStorage.removeItem(kept);
  });
  /* The list has the boxes of the table again: each learner is sent once. */
  document.addEventListener("formdata", (event) => {
    if (event.target.id !== "choisis") return;
    const people = new Set(event.formData.getAll("qui"));
    event.formData.delete("qui");
    people.forEach((who) => event.formData.append("qui", who));
  });

  const ready = () => {
    document.querySelectorAll("table[data-map]").forEach(set);
    told();
  };
  /* What the page came with, or the browser put back. */
  const begin = () => {
    boxes().filter((box) => box.checked).forEach((box) => ticked.add(box.value));
    ready();
  };
  document.addEventListener("htmx:afterSettle", ready);
  window.addEventListener("pageshow", begin);
  begin();
})();
