/* The map by keyboard: one stop of Tab, then arrows from cell to cell. Without script each cell
   is a link that Tab reaches. */
"use strict";

(() => {
  const links = (row) => [...row.children].map((cell) => cell.querySelector("a")).filter(Boolean);
  const grid = (table) => [
    ...[...table.tHead.rows].slice(-1),
    ...table.tBodies[0].rows,
  ].map(links);

  /* The row of columns' names has no name of a learner before it: its first place is empty. */
  const prepared = (table) => {
    const rows = grid(table);
    if (table.tHead.rows.length > 1 || rows[0].length < rows[1].length) rows[0].unshift(null);
    return rows;
  };

  const set = (table) => {
    const rows = prepared(table);
    rows.flat().forEach((link) => { if (link) link.tabIndex = -1; });
    rows[1][0].tabIndex = 0;
    table.closest(".map-box").removeAttribute("tabindex");
    const hint = document.querySelector("[data-map-hint]");
    if (hint) hint.hidden = false;
  };

  const place = (rows, link) => {
    for (let y = 0; y < rows.length; y += 1) {
      const x = rows[y].indexOf(link);
      if (x >= 0) return [y, x];
    }
    return null;
  };

  const steps = {
    ArrowRight: (y, x) => [y, x + 1], ArrowLeft: (y, x) => [y, x - 1],
    ArrowDown: (y, x) => [y + 1, x], ArrowUp: (y, x) => [y - 1, x],
    Home: (y) => [y, 0], End: (y, _x, rows) => [y, rows[y].length - 1],
    PageDown: (_y, x, rows) => [rows.length - 1, x], PageUp: (_y, x) => [1, x],
  };

  document.addEventListener("keydown", (event) => {
    const table = event.target.closest?.("table[data-map]");
    if (!table || !steps[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = prepared(table);
    const from = place(rows, event.target);
    if (!from) return;
    event.preventDefault();
    const [y, x] = steps[event.key](from[0], from[1], rows);
    const next = rows[y]?.[x];
    if (next) next.focus();
  });

  /* Where the focus was is where Tab comes back. */
  document.addEventListener("focusin", (event) => {
    const table = event.target.closest?.("table[data-map]");
    if (!table || event.target.tabIndex === 0) return;
    table.querySelectorAll('a[tabindex="0"]').forEach((link) => { link.tabIndex = -1; });
    event.target.tabIndex = 0;
  });

  const ready = () => document.querySelectorAll("table[data-map]").forEach(set);
  document.addEventListener("htmx:afterSettle", ready);
  ready();
})();
