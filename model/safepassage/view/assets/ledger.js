// The agreement ledger: a row for each enclave, from the first shot to the handover.

import { html, write } from "./draw.js";
import { kindColour } from "./palette.js";
import { count, dayMonth } from "./words.js";

// Pixels of the head, of a row, and of one with two or four lines of terms.
const HEAD = 22, PLAIN = 35, ROOMY = 48, AIRY = 76;

const MEANING = {
  fighting: "under assault",
  siege: "besieged, not under assault",
  truce: "a truce protects it for now",
  contact: "a go-between has opened a channel",
  talks: "offers pass, one a day",
  signed: "a deal was struck today",
  ceasefire: "the ceasefire holds, people register",
  convoys: "buses leave night by night",
  suspended: "an incident has stopped the convoys",
  "handed over": "all who registered have left",
  settled: "a deal by which nobody left",
  stormed: "its last district fell without a deal",
};

const COLUMNS = [["Enclave and terms", ""], ["Stage", ""], ["Buses", "buses so far"],
  ["People", "people who boarded so far"], ["Inc.", "incidents so far"]];

/** The table in a panel; a click on a row chooses the enclave of the chart. */
export class Ledger {
  constructor(parent, chosen) {
    this.chosen = chosen;
    this.scroll = html("div", "scroll", parent);
    const table = html("table", "ledger", this.scroll);
    const head = html("tr", "", html("thead", "", table));
    for (const [text, title] of COLUMNS) {
      const cell = html("th", "", head, text);
      if (title) cell.title = title;
    }
    this.body = html("tbody", "", table);
    this.rows = [];
  }

  /** The size of the panel may have changed. */
  scene() {
    this.height = this.scroll.clientHeight;
  }

  draw(story, selected) {
    const { enclaves } = story.frame;
    // Where all rows have room for two lines of terms, or for four, they get them.
    const wanted = (row) => enclaves.reduce((sum, enclave) => sum + (enclave.terms ? row : PLAIN), HEAD);
    this.scroll.classList.toggle("roomy", wanted(ROOMY) <= this.height);
    this.scroll.classList.toggle("airy", wanted(AIRY) <= this.height);
    while (this.rows.length > enclaves.length) this.rows.pop().row.remove();
    while (this.rows.length < enclaves.length) this.rows.push(this.add(this.rows.length));
    enclaves.forEach((enclave, i) => this.fill(this.rows[i], enclave, i === selected, story.scene));
  }

  add(number) {
    const row = html("tr", "", this.body);
    row.tabIndex = 0;
    row.addEventListener("click", () => this.chosen(number));
    row.addEventListener("keydown", (event) => { if (event.key === "Enter") this.chosen(number); });
    const first = html("td", "who", row);
    const line = html("div", "line", first);
    const dot = html("i", "dot", line);
    const name = html("b", "", line);
    const terms = html("div", "terms", first);
    const stage = html("span", "stage", html("td", "", row));
    const [buses, people, incidents] = ["number", "number", "number"].map((kind) => html("td", kind, row));
    return { row, dot, name, terms, stage, buses, people, incidents };
  }

  fill(r, enclave, selected, scene) {
    const state = `${enclave.gone ? "gone" : ""} ${selected ? "selected" : ""}`.trim();
    if (r.row.className !== state) r.row.className = state;
    const colour = kindColour(enclave.kind);
    if (r.colour !== colour) r.dot.style.background = r.colour = colour;
    write(r.name, enclave.name);
    write(r.terms, termsOf(enclave, scene));
    r.terms.title = r.terms.textContent;
    write(r.stage, enclave.stage);
    const kind = `stage ${enclave.stage.replace(" ", "-")}`;
    if (r.stage.className !== kind) {
      r.stage.className = kind;
      r.stage.title = MEANING[enclave.stage] || "";
    }
    write(r.buses, enclave.buses ? count(enclave.buses) : "–");
    write(r.people, enclave.boarded ? count(enclave.boarded) : "–");
    write(r.incidents, enclave.incidents ? String(enclave.incidents) : "–");
  }
}

/** "by Russia on 24 Mar: passage to Idlib, light arms kept". */
function termsOf(enclave, scene) {
  if (enclave.stage === "contact" || enclave.stage === "talks") return `through ${enclave.broker}`;
  if (enclave.gone && !enclave.terms) return "no deal";
  if (!enclave.terms) return `${count(enclave.people)} people, ${count(enclave.fighters)} of them fighters`;
  const again = enclave.attempts > 1 ? `, attempt ${enclave.attempts}` : "";
  return `${enclave.broker}, ${dayMonth(scene.start, enclave.signed)}${again}: ${enclave.terms}`;
}
