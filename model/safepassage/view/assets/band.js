// "One of many": the band of many runs, computed for the shown levers or read from a forecast folder.

import { html, write } from "./draw.js";

/** The line below the chart of people; `ask(wanted)` has the band computed or stopped. */
export class Band {
  constructor(parent, ask, changed) {
    this.changed = changed;
    this.root = html("div", "band-line", parent);
    this.words = html("span", "", this.root);
    this.button = html("button", "", this.root);
    this.button.type = "button";
    this.button.addEventListener("click", () => {
      const wanted = !this.wanted && !this.band;
      this.begin();
      this.wanted = wanted;
      ask(wanted);
      changed();
    });
    const label = html("label", "file", this.root, "Read a forecast folder");
    this.files = html("input", "", label);
    Object.assign(this.files, { type: "file", multiple: true, webkitdirectory: true });
    this.files.addEventListener("change", () => this.read([...this.files.files]));
  }

  /** Another run: a band of the former one says nothing about it. */
  begin() {
    this.band = null;
    this.wanted = false;
    this.complaint = "";
  }

  /** What the server has computed so far. */
  take(band) {
    if (!band) return;
    this.complaint = band.problem || "";
    this.band = band.problem ? null : { ...band, source: `${band.runs} runs of these levers` };
    this.wanted = !band.problem && band.runs < band.of;
    this.of = band.of;
  }

  draw({ run }) {
    const one = `One of many: this is the course of seed ${run.scene.seed}.`;
    const done = this.band ? ` The band is where 80 % of ${this.band.source} lie` : "";
    const busy = this.wanted ? ` (${this.band ? this.band.runs : 0} of ${this.of || "40"} so far)` : "";
    write(this.words, `${one}${done}${busy}${done ? "." : ""}${this.complaint ? ` ${this.complaint}` : ""}`);
    write(this.button, this.wanted ? "Stop" : this.band ? "Without the band" : "Show the 10–90 % band");
  }

  /** A forecast folder, read in the browser: its tables of people and of signing days. */
  async read(files) {
    this.begin();
    const text = async (name) => {
      const file = files.find((one) => one.name === name);
      if (!file) throw new Error(`not a forecast folder: ${name} is missing`);
      return file.text();
    };
    try {
      const manifest = JSON.parse(await text("manifest.json"));
      if (![manifest.kind, manifest.what].includes("forecast")) throw new Error("this folder holds no forecast");
      const people = table(await text("people.csv")), signed = table(await text("signed.csv"));
      const name = manifest.scenario.name || manifest.scenario;
      this.band = { people: statesOf(people), enclaves: signingsOf(signed), source: `the forecast of ${name}` };
      if (!this.band.people.arrived) throw new Error("people.csv has no rows of people who arrived");
    } catch (error) {
      this.band = null;
      this.complaint = `Forecast: ${error.message}.`;
    }
    this.files.value = "";
    this.changed();
  }
}

/** Rows of a CSV table without quoted line breaks, as objects. */
function table(text) {
  const [head, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
}

/** The 10–90 % band of each state of people, day by day. */
function statesOf(rows) {
  const states = {};
  for (const row of rows) {
    const band = states[row.state] || (states[row.state] = { low: [], middle: [], high: [] });
    for (const [name, column] of [["low", "p10"], ["middle", "p50"], ["high", "p90"]]) {
      band[name][Number(row.day)] = Number(row[column]);
    }
  }
  return states;
}

/** When each enclave signs: the share that does at all, and the days by which a tenth and nine tenths of these have. */
function signingsOf(rows) {
  const enclaves = {};
  for (const { enclave, day, probability } of rows) {
    (enclaves[enclave] || (enclaves[enclave] = [])).push([Number(day), Number(probability)]);
  }
  return Object.fromEntries(Object.entries(enclaves).map(([name, steps]) => {
    const share = Math.max(0, ...steps.map(([, p]) => p));
    const first = (part) => (share ? steps.find(([, p]) => p >= part * share - 1e-9)[0] : null);
    return [name, { share, low: first(0.1), high: first(0.9) }];
  }));
}
