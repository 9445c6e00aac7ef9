(() => {
  const table = document.getElementById("rows");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({
    row,
    words: row.textContent.toLowerCase(),
    keys: {
      region: row.cells[0].textContent,
      indicator: row.cells[1].textContent,
      year: row.dataset.year ? Number(row.dataset.year) : Infinity,
      value: row.dataset.v === "" ? Infinity : Number(row.dataset.v),
      printed: row.cells[4].textContent,
    },
  }));
  const filters = document.getElementById("filters");
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  const clear = document.getElementById("clear");
  const order = document.getElementById("order");
  const download = document.getElementById("download");
  const collator = new Intl.Collator(document.documentElement.lang);
  const headings = [...table.tHead.rows[0].cells];
  let sorted = { key: "", up: true };

  // A value is compared with values of the same unit only; units follow one another.
  const compare = (key) => (a, b) => {
    const unit = key === "value" ? collator.compare(a.row.dataset.u, b.row.dataset.u) : 0;
    if (unit) return unit;
    const [x, y] = [a.keys[key], b.keys[key]];
    return typeof x === "number" ? (x === y ? 0 : x < y ? -1 : 1) : collator.compare(x, y);
  };
  const sort = (key, up) => {
    sorted = { key, up };
    const by = compare(key);
    const direction = up ? 1 : -1;
    rows.sort((a, b) => {
      const same = key !== "value" || a.row.dataset.u === b.row.dataset.u;
      return same ? direction * by(a, b) : by(a, b);
    });
    body.append(...rows.map((item) => item.row));
    for (const cell of headings) {
      if (cell.dataset.key === key) cell.setAttribute("aria-sort", up ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    }
    order.value = key;
  };
  const chosen = (name) => [...filters.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => input.value);
  const names = ["region", "theme", "kind", "year"];
  const apply = () => {
    const kept = Object.fromEntries(names.map((name) => [name, new Set(chosen(name))]));
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, words } of rows) {
      row.hidden =
        !names.every((name) => kept[name].size === 0 || kept[name].has(row.dataset[name])) || !wanted.every((word) => words.includes(word));
      count += !row.hidden;
    }
    found.value = found.dataset.words.replace("{shown}", count).replace("{all}", rows.length);
    clear.hidden = count === rows.length && !find.value;
  };
  const remember = () => {
    const state = new URLSearchParams();
    for (const name of names) if (chosen(name).length) state.set(name, chosen(name).join(" "));
    if (find.value) state.set("find", find.value);
    if (sorted.key) state.set("sort", (sorted.up ? "" : "-") + sorted.key);
    history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  };
  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const name of names) {
      const values = new Set((state.get(name) || "").split(" "));
      for (const input of filters.querySelectorAll(`input[name="${name}"]`)) input.checked = values.has(input.value);
    }
    find.value = state.get("find") || "";
    const key = (state.get("sort") || "").replace(/^-/, "");
    if (headings.some((cell) => cell.dataset.key === key)) sort(key, !state.get("sort").startsWith("-"));
    apply();
  };
  const changed = () => { apply(); remember(); };

  for (const cell of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    order.append(new Option(cell.textContent, cell.dataset.key));
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      sort(cell.dataset.key, !(sorted.key === cell.dataset.key && sorted.up));
      remember();
    });
  }
  order.value = "";
  order.addEventListener("change", () => { sort(order.value, true); remember(); });
  filters.addEventListener("change", changed);
  filters.addEventListener("submit", (event) => event.preventDefault());
  find.addEventListener("input", changed);
  clear.addEventListener("click", () => { filters.reset(); find.value = ""; changed(); });
  const quoted = (words) => `"${(/^[=+\-@＝＋－＠\t\r\n]/.test(words) ? "'" : "") + words.replace(/"/g, '""')}"`;
  download.addEventListener("click", () => {
    const shown = rows.filter(({ row }) => !row.hidden).map(({ row }) => [
      row.dataset.id, row.cells[0].textContent, row.cells[1].firstChild.textContent, row.dataset.kind, row.dataset.year,
      row.dataset.v, row.dataset.u, row.cells[3].textContent, row.cells[4].textContent,
    ].map(quoted).join(","));
    const head = "statement_id,region,indicator,kind,year,bound,unit,value,as_printed";
    download.href = URL.createObjectURL(new Blob([`\ufeff${head}\n${shown.join("\n")}\n`], { type: "text/csv" }));
  });
  recall();
  addEventListener("hashchange", recall);
})();
