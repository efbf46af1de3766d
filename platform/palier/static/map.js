/* The map by keyboard: one stop of Tab, then arrows from cell to cell. Without script each cell
   is a link that Tab reaches. Thousands of cells: each key looks at one row. */
"use strict";

(() => {
  const rowsOf = (table) => [[...table.tHead.rows].at(-1), ...table.tBodies[0].rows];
  /* Under two rows of heads the names of columns have no head of names before them. */
  const shift = (table, y) => (y === 0 && table.tHead.rows.length > 1 ? 1 : 0);
  const link = (table, y, x) => {
    const cell = rowsOf(table)[y]?.cells[x - shift(table, y)];
    return cell?.querySelector("a");
  };
  const place = (table, target) => {
    const cell = target.closest("td, th");
    const y = rowsOf(table).indexOf(cell.parentElement);
    return y < 0 ? null : [y, cell.cellIndex + shift(table, y)];
  };
  const last = (table) => table.tBodies[0].rows[0].cells.length - 1;

  const set = (table) => {
    rowsOf(table).forEach((row) => [...row.cells].forEach((cell) => {
      const first = cell.querySelector("a");
      if (first) first.tabIndex = -1;
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
    if (!table || !steps[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    const from = place(table, event.target);
    if (!from) return;
    event.preventDefault();
    const [y, x] = steps[event.key](from[0], from[1], table);
    const next = y >= 0 && x >= 0 ? link(table, y, x) : null;
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  /* Where the focus was is where Tab comes back. */
  document.addEventListener("focusin", (event) => {
    const table = event.target.closest?.("table[data-map]");
    if (!table || event.target.tabIndex === 0 || !place(table, event.target)) return;
    table.querySelectorAll('a[tabindex="0"]').forEach((each) => { each.tabIndex = -1; });
    event.target.tabIndex = 0;
  });

  const ready = () => document.querySelectorAll("table[data-map]").forEach(set);
  document.addEventListener("htmx:afterSettle", ready);
  ready();
})();
