(() => {
  const table = document.querySelector("table.data");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const words = rows.map((row) => row.textContent.toLowerCase());
  const number = (text) => { const found = text.replace(/,/g, "").match(/\d+(\.\d+)?/); return found ? Number(found[0]) : NaN; };
  const collator = new Intl.Collator(document.documentElement.lang);
  const key = (row, at) => { const text = row.cells[at].textContent; return { row, text, value: number(text) }; };
  const compare = (a, b) =>
    Number.isNaN(a.value) || Number.isNaN(b.value) || a.value === b.value ? collator.compare(a.text, b.text) : a.value - b.value;
  [...table.tHead.rows[0].cells].forEach((cell, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = cell.getAttribute("aria-sort") !== "ascending";
      [...cell.parentNode.cells].forEach((other) => other.removeAttribute("aria-sort"));
      cell.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keys = rows.map((row) => key(row, at));  // read once a row, not once a comparison
      keys.sort((a, b) => (up ? 1 : -1) * compare(a, b));
      rows.splice(0, rows.length, ...keys.map((found) => found.row));
      body.append(...rows);
    });
  });
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  const text = new Map(rows.map((row, at) => [row, words[at]]));
  find.addEventListener("input", () => {
    const wanted = find.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const row of rows) {
      row.hidden = !wanted.every((word) => text.get(row).includes(word));
      count += !row.hidden;
    }
    found.value = String(count);
  });
})();
