// What the monitor, state media and the United Nations say, newest first, side by side; on demand, the true number.

import { clear, html } from "./draw.js";
import { count, dayMonth, plural } from "./words.js";

const MOST = 60; // rows in the page

/** The table in a panel, with a switch for the true numbers. */
export class Reports {
  constructor(parent, head) {
    const label = html("label", "switch", head);
    this.box = html("input", "", label);
    this.box.type = "checkbox";
    html("span", "", label, "true numbers");
    this.box.addEventListener("change", () => parent.classList.toggle("truth", this.box.checked));
    const table = html("table", "reports", html("div", "scroll", parent));
    const row = html("tr", "", html("thead", "", table));
    for (const text of ["Day", "Monitor", "State media", "United Nations"]) html("th", "", row, text).scope = "col";
    this.body = html("tbody", "", table);
  }

  draw({ run, day }) {
    const told = run.reports.filter((report) => report.day <= day);
    const key = `${run.number}|${told.length}`;
    if (key === this.shown) return;
    this.shown = key;
    clear(this.body);
    if (!told.length) html("td", "none", html("tr", "", this.body), "Nothing reported yet.").colSpan = 4;
    const { enclaves } = run.days[run.days.length - 1];
    for (const group of grouped(told).slice(0, MOST)) this.add(group, run.scene, enclaves);
  }

  add(group, scene, enclaves) {
    const row = html("tr", "", this.body);
    const when = html("td", "when", row);
    html("b", "", when, dayMonth(scene.start, group.day));
    if (group.enclave !== null) html("div", "", when, enclaves[group.enclave].name);
    const [monitor, media, un] = ["monitor", "state_media", "un"].map((who) => {
      const cell = html("td", "", row);
      return { cell, said: group.said.filter((report) => report.who === who) };
    });
    for (const report of monitor.said) {
      figure(monitor.cell, `${plural(report.buses, "bus", "buses")}, ${count(report.people)} people`, report.truth);
    }
    if (!monitor.said.length && group.enclave !== null) html("span", "silent", monitor.cell, "not seen");
    for (const [says, reports] of byWord(media.said)) {
      const line = html("div", says, media.cell);
      html("b", "", line, says === "denies" ? "✗ denies" : says === "confirms" ? "✓ confirms" : "– silent on");
      html("span", "", line, ` ${reports.map((report) => report.district).join(", ")}`);
    }
    for (const report of un.said) figure(un.cell, `${count(report.people)} evacuated in all`, report.truth);
  }
}

function figure(cell, text, truth) {
  html("div", "", cell, text);
  if (truth !== null) html("div", "true", cell, `true: ${count(truth)}`);
}

/** Reports of the same day and convoy together, the newest first. */
function grouped(reports) {
  const groups = new Map();
  for (const report of reports) {
    const key = `${report.day}/${report.convoy}`;
    if (!groups.has(key)) groups.set(key, { day: report.day, enclave: report.enclave, said: [] });
    groups.get(key).said.push(report);
  }
  return [...groups.values()].reverse();
}

/** State media's reports by what they say, denials first. */
function byWord(reports) {
  return ["denies", "confirms", "silent"]
    .map((says) => [says, reports.filter((report) => report.says === says)])
    .filter(([, list]) => list.length);
}
