// Whatever stands in the page where it may not: text over text, text that is cut, panels over panels, a page too wide.
// An expression: a function that returns a list of complaints.
() => {
  const faults = [], name = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);
  const root = document.querySelector(".dashboard");
  const over = (a, b, by) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > by
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > by;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false })
    && !e.closest(".spoken") && !e.closest("details:not([open]) > :not(summary)");

  const panels = [...root.children].filter((e) => shown(e) && !e.matches(".tour"));
  panels.forEach((a, i) => panels.slice(i + 1).forEach((b) => {
    if (over(a.getBoundingClientRect(), b.getBoundingClientRect(), 0)) faults.push(`panels ${a.className}, ${b.className}`);
  }));

  // The lines of each text, as far as the boxes that scroll show them.
  const clip = (rect, element) => {
    let { left, right, top, bottom } = rect;
    for (let e = element; e && e !== root; e = e.parentElement) {
      if (!e.matches(".scroll")) continue;
      const c = e.getBoundingClientRect();
      top = Math.max(top, c.top);
      bottom = Math.min(bottom, c.bottom);
    }
    return { left, right, top, bottom };
  };
  const lines = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !shown(element) || element.closest("option, title, .bus")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const seen = clip(rect, element);
      if (seen.bottom - seen.top > 3 && seen.right - seen.left > 1) lines.push({ ...seen, node, element, text: name(node.textContent) });
    }
  }
  const block = (line) => line.element.closest("svg text") || line.node;
  lines.forEach((a, i) => lines.slice(i + 1).forEach((b) => {
    if (block(a) !== block(b) && over(a, b, 2.5)) faults.push(`${a.text} over ${b.text}`);
  }));

  // Nothing beyond what holds it, sideways; nothing beyond a drawing in any direction; no dots for what was left out.
  for (const line of lines) {
    const panel = line.element.closest(".panel, .head").getBoundingClientRect();
    if (line.left < panel.left - 1 || line.right > panel.right + 1) faults.push(`beyond its panel: ${line.text}`);
    const sheet = line.element.closest("svg");
    if (!sheet) continue;
    const frame = sheet.parentElement.getBoundingClientRect();
    if (line.left < frame.left - 1 || line.right > frame.right + 1 || line.top < frame.top - 2 || line.bottom > frame.bottom + 2) {
      faults.push(`beyond its drawing: ${line.text}`);
    }
    const box = line.element.closest(".box");
    if (box && line.right > box.querySelector(".frame").getBoundingClientRect().right + 1) faults.push(`beyond its box: ${line.text}`);
  }
  for (const element of root.querySelectorAll("*")) {
    if (element.closest("svg") || !shown(element) || element.matches("select, input, .scroll, .canvas, .chart")) continue;
    const { overflowX } = getComputedStyle(element);
    if (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) faults.push(`cut: ${name(element.textContent)}`);
  }
  for (const scroll of root.querySelectorAll(".scroll")) {
    if (shown(scroll) && scroll.scrollWidth > scroll.clientWidth + 1) faults.push(`sideways: ${scroll.parentElement.className}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is too wide");
  const main = root.getBoundingClientRect();
  if (main.right > innerWidth + 1 || main.left < 0) faults.push("the dashboard is too wide");
  return [...new Set(faults)];
}
