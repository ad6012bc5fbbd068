// The current picture as a PNG: the map and both charts, drawn from the page's own SVG.

import { svg, textWidth } from "./draw.js";

const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin",
  "stroke-linecap", "paint-order", "opacity", "visibility", "font-family", "font-size", "font-weight", "font-style",
  "text-anchor"];
const EDGE = 20, HEAD = 56, SCALE = 2;

/** Save the picture under a name with the run and the day. */
export async function savePicture(dashboard) {
  const { run: { scene }, day } = dashboard.view;
  const blob = await picture(dashboard);
  const link = document.createElement("a");
  link.download = `${scene.scenario}-${scene.seed}-day-${day + 1}.png`;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function picture({ map, people, why, view, root }) {
  const side = (chart, name) => Number(chart.getAttribute(name));
  const charts = [people.svg, why.svg].map((chart) => ({ chart, w: side(chart, "width"), h: side(chart, "height") }));
  const wide = Math.max(map.plan.width, charts[0].w + EDGE + charts[1].w);
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg" });
  svg("style", {}, sheet).textContent = await fontFaces("Roboto");
  const paper = svg("rect", { fill: getComputedStyle(root).getPropertyValue("--paper").trim() || "#ffffff" }, sheet);
  const ink = getComputedStyle(root).color;
  words(sheet, EDGE, 28, 19, 600, ink, view.record.date);
  const { title, days, seed } = view.run.scene;
  words(sheet, EDGE, 48, 12, 400, ink, `${title}, day ${view.day + 1} of ${days}, seed ${seed}`);
  let top = HEAD;
  top = keys(sheet, top, wide, ink, root.querySelector(".area-map")) + EDGE / 2;
  lay(sheet, map.svg, EDGE + (wide - map.plan.width) / 2, top);
  top += map.plan.height + EDGE;
  top = keys(sheet, top, wide, ink, root.querySelector(".area-people"));
  top = keys(sheet, top, wide, ink, root.querySelector(".area-why")) + EDGE / 2;
  let left = EDGE;
  for (const { chart, w } of charts) {
    lay(sheet, chart, left, top);
    left += w + EDGE;
  }
  const width = wide + 2 * EDGE, height = top + Math.max(charts[0].h, charts[1].h) + EDGE;
  for (const element of [sheet, paper]) {
    element.setAttribute("width", width);
    element.setAttribute("height", height);
  }
  return rastered(sheet, width, height);
}

/** A panel's legend in rows; returns where the next thing may begin. */
function keys(sheet, top, wide, ink, panel) {
  let x = EDGE, y = top;
  const chosen = panel.querySelector("select");
  const found = [...panel.querySelectorAll(".key")].filter((key) => key.checkVisibility());
  const entries = found.map((key) => ({ swatch: key.querySelector("i"), text: textOf(key) }));
  if (chosen) entries.unshift({ swatch: null, text: `${chosen.selectedOptions[0].textContent}:` });
  for (const { swatch, text } of entries) {
    const width = textWidth(text, "400 11px Roboto, sans-serif") + 30;
    if (x + width > EDGE + wide) {
      x = EDGE;
      y += 16;
    }
    if (swatch) drawSwatch(sheet, x, y, swatch);
    words(sheet, x + (swatch ? 17 : 0), y + 9, 11, swatch ? 400 : 600, ink, text);
    x += width + (swatch ? 4 : -8);
  }
  return y + 18;
}

function textOf(key) {
  return [...key.querySelectorAll("span, b")].map((part) => part.textContent).join(" ");
}

function drawSwatch(sheet, x, y, swatch) {
  const style = getComputedStyle(swatch);
  const border = parseFloat(style.borderTopWidth), stroke = style.borderTopColor;
  if (border && parseFloat(style.height) <= border) {
    const dashes = style.borderTopStyle === "dashed" ? "5 2.5" : "none";
    const line = { x1: x, x2: x + 13, y1: y + 5, y2: y + 5 };
    svg("line", { ...line, stroke, "stroke-width": border, "stroke-dasharray": dashes }, sheet);
    return;
  }
  const shades = style.backgroundImage.match(/rgba?\([^)]+\)/g) || [style.backgroundColor];
  const width = 13 / shades.length;
  shades.forEach((fill, i) => svg("rect", { x: x + i * width, y, width, height: 10, fill }, sheet));
  if (border) svg("rect", { x, y, width: 13, height: 10, fill: "none", stroke, "stroke-width": border }, sheet);
}

/** The page's faces of a font with their data, because a drawing made into a picture may load nothing. */
async function fontFaces(family) {
  const faces = [...document.styleSheets].flatMap((sheet) => [...rulesOf(sheet)])
    .filter((rule) => rule instanceof CSSFontFaceRule && rule.style.getPropertyValue("font-family").includes(family));
  const texts = await Promise.all(faces.map(async ({ style, parentStyleSheet }) => {
    const source = /url\("?([^")]+\.woff2[^")]*)"?\)/.exec(style.getPropertyValue("src"));
    if (!source) return "";
    const answer = await fetch(new URL(source[1], parentStyleSheet.href || document.baseURI));
    const data = await asDataUrl(await answer.blob());
    const said = ["font-weight", "font-style", "unicode-range"].filter((name) => style.getPropertyValue(name))
      .map((name) => `${name}:${style.getPropertyValue(name)};`);
    return `@font-face{font-family:${family};src:url(${data}) format("woff2");${said.join("")}}`;
  }));
  return texts.join("");
}

function rulesOf(sheet) {
  try {
    return sheet.cssRules;
  } catch {
    return []; // a sheet of another origin, as an extension of the browser may bring
  }
}

function asDataUrl(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.readAsDataURL(blob);
  });
}

function words(sheet, x, y, size, weight, fill, text) {
  svg("text", { x, y, "font-size": size, "font-weight": weight, "font-family": "Roboto, sans-serif", fill }, sheet)
    .textContent = text;
}

/** A copy of a drawing at a place, with the styles that the page gives it written into it. */
function lay(sheet, drawing, x, y) {
  const copy = drawing.cloneNode(true);
  const originals = [drawing, ...drawing.querySelectorAll("*")], copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    copies[i].setAttribute("style", KEPT.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  });
  copy.setAttribute("x", x);
  copy.setAttribute("y", y);
  sheet.appendChild(copy);
}

async function rastered(sheet, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(sheet))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext("2d");
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
