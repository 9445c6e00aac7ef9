(() => {
  const tip = document.getElementById("tip");
  const show = (words, x, y) => {
    tip.textContent = words;
    tip.hidden = false;
    const width = tip.offsetWidth, height = tip.offsetHeight;
    tip.style.left = `${Math.max(6, Math.min(x + 12, innerWidth - width - 6))}px`;
    tip.style.top = `${y + 18 + height > innerHeight ? y - height - 10 : y + 18}px`;
  };
  const hide = () => { tip.hidden = true; };
  for (const mark of document.querySelectorAll("svg a.mark")) {
    const words = mark.getAttribute("aria-label");
    mark.querySelector("title").remove(); // the page shows the words itself
    mark.addEventListener("pointermove", (event) => show(words, event.clientX, event.clientY));
    mark.addEventListener("pointerleave", hide);
    mark.addEventListener("focus", () => { const box = mark.getBoundingClientRect(); show(words, box.right, box.top); });
    mark.addEventListener("blur", hide);
  }
  // Each drawing as a file; colours that the page defines become the colours of the drawing itself.
  for (const figure of document.querySelectorAll("figure")) {
    const caption = figure.querySelector("figcaption");
    const drawing = figure.querySelector("svg");
    if (!caption || !drawing) continue;
    const link = document.createElement("a");
    link.textContent = "SVG";
    link.href = "#";
    link.download = `${figure.id || "figure"}.svg`;
    link.addEventListener("click", () => {
      const copy = drawing.cloneNode(true);
      const defs = document.createElementNS(copy.namespaceURI, "defs");
      const letters = new Set([...copy.querySelectorAll("use")].map((use) => use.getAttribute("href")).filter((id) => id.startsWith("#g-")));
      for (const id of letters) defs.append(document.getElementById(id.slice(1)).cloneNode());
      copy.prepend(defs);
      const words = new XMLSerializer().serializeToString(copy).replace(/var\(--c[0-9a-f]{6},(#[0-9a-f]{6})\)/g, "$1");
      link.href = URL.createObjectURL(new Blob([words], { type: "image/svg+xml" }));
    });
    const first = caption.querySelector("details");
    caption.insertBefore(link, first);
    if (link.previousSibling) link.before(document.createTextNode(" · "));
  }
  addEventListener("beforeprint", () => { for (const part of document.querySelectorAll("main details")) part.open = true; });
  addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("nav details[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
})();
