/* The map on paper: a table wider than a sheet is printed as several, group of columns by group,
   each with the names of its rows. They are made as printing begins, and go when it ends. */
"use strict";

(() => {
  const MOST = 62; // columns of 6 mm on a sheet of A3, beside the names

  /* [first column, last + 1] of each sheet: as many whole groups as it takes. */
  const cuts = (spans) => {
    const found = [];
    let from = 0;
    let at = 0;
    spans.forEach((span) => {
      if (at > from && at + span - from > MOST) { found.push([from, at]); from = at; }
      at += span;
      while (at - from > MOST) { found.push([from, from + MOST]); from += MOST; }
    });
    if (at > from) found.push([from, at]);
    return found;
  };

  const heads = (row, from, to) => {
    let at = 0;
    [...row.cells].slice(1).forEach((cell) => {
      const end = at + cell.colSpan;
      const kept = Math.min(end, to) - Math.max(at, from);
      if (kept > 0) { cell.colSpan = kept; } else { cell.remove(); }
      at = end;
    });
  };

  const sheet = (table, [from, to]) => {
    const copy = table.cloneNode(true);
    copy.removeAttribute("data-map");
    copy.className = "map many map-sheet";
    copy.style.setProperty("--columns", to - from);
    copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    const [groups, names] = copy.tHead.rows;
    heads(groups, from, to);
    [names, ...copy.tBodies[0].rows, ...copy.tFoot.rows].forEach((row) => {
      const skip = row === names ? 0 : 1;
      [...row.cells].forEach((cell, x) => {
        if (x >= skip && (x - skip < from || x - skip >= to)) cell.remove();
      });
    });
    return copy;
  };

  addEventListener("beforeprint", () => {
    document.querySelectorAll("table.map.whole").forEach((table) => {
      const spans = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.colSpan);
      const box = document.createElement("div");
      box.className = "map-sheets";
      box.append(...cuts(spans).map((cut) => sheet(table, cut)));
      table.closest(".map-box").after(box);
    });
  });
  addEventListener("afterprint", () => {
    document.querySelectorAll(".map-sheets").forEach((box) => box.remove());
  });
})();
