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
  contact: "a channel is open",
  talks: "offers pass, one a day",
  signed: "a deal was struck today",
  ceasefire: "the ceasefire holds, people register",
  convoys: "buses leave night by night",
  suspended: "an incident has stopped the convoys",
  "handed over": "all who registered have left",
  settled: "a deal by which nobody left",
  stormed: "its last district fell without a deal",
  withdrew: "its group left without a deal, over an open way",
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

/** "Russia, 24 Mar: passage to Idlib, light arms kept; signed with 43 % of the defence broken". */
function termsOf(enclave, scene) {
  if (enclave.stage === "contact" || enclave.stage === "talks") return channelOf(enclave);
  if (enclave.gone && !enclave.terms) return "no deal";
  if (!enclave.terms) return `${count(enclave.people)} people, ${count(enclave.fighters)} of them fighters`;
  const signed = dayMonth(scene.start, enclave.signed);
  const word = enclave.guarantor || enclave.besieger;
  if (enclave.broken) return `deal of ${signed} collapsed: the word of ${word} is tarnished`;
  const again = enclave.attempts > 1 ? `, attempt ${enclave.attempts}` : "";
  return `${whoOf(enclave)}, ${signed}${again}: ${enclave.terms}; ${lostOf(enclave)}`;
}

/** Who leads talks, and who else vouches. */
function channelOf({ broker, guarantor }) {
  const through = broker ? `through ${broker}` : "directly, without a go-between";
  return guarantor && guarantor !== broker ? `${through}, with ${guarantor} as guarantor` : through;
}

/** Who brokered a deal and who vouches for it, and who signed where that was not the group. */
function whoOf({ broker, guarantor, signer }) {
  const by = { patron: "signed by their patron, ", partner: "in exchange, " }[signer] || "";
  if (broker && broker === guarantor) return `${by}${broker}`;
  return `${by}${broker || "direct talks"}, ${guarantor ? `guaranteed by ${guarantor}` : "nobody vouches"}`;
}

/** How much of its defence a group had lost when it signed. */
function lostOf({ ground_lost: share }) {
  const whole = Math.round(100 * share);
  return whole ? `signed with ${whole} % of the defence broken` : "signed with the defence unbroken";
}
