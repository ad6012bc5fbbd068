// The agreement ledger: a row for each enclave, from the first shot to the handover.

import { html, write } from "./draw.js";
import { kindColour } from "./palette.js";
import { count, dayMonth, plural } from "./words.js";

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
    const table = role(html("table", "ledger", this.scroll), "table");
    const head = role(html("tr", "", role(html("thead", "", table), "rowgroup")), "row");
    for (const [text, title] of COLUMNS) {
      const cell = html("th", "", head, text);
      role(cell, "columnheader");
      if (title) cell.title = title;
    }
    this.body = role(html("tbody", "", table), "rowgroup");
    this.rows = [];
  }

  draw({ run, record, band }, selected) {
    const { enclaves } = record;
    while (this.rows.length > enclaves.length) this.rows.pop().row.remove();
    while (this.rows.length < enclaves.length) this.rows.push(this.add(this.rows.length));
    enclaves.forEach((enclave, i) => {
      this.fill(this.rows[i], enclave, i === selected, run.scene);
      write(this.rows[i].band, band ? bandOf(band.enclaves[enclave.id], run.scene) : "");
    });
  }

  add(number) {
    const row = role(html("tr", "", this.body), "row");
    row.tabIndex = 0;
    row.addEventListener("click", () => this.chosen(number));
    row.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.chosen(number);
    });
    const first = role(html("td", "who", row), "cell");
    const line = html("div", "line", first);
    const dot = html("i", "dot", line);
    const name = html("b", "", line);
    const terms = html("div", "terms", first);
    const tally = html("div", "tally", first); // the columns of numbers, where there is no room for them
    const band = html("div", "in-band", first);
    const stage = html("span", "stage", role(html("td", "", row), "cell"));
    const [buses, people, incidents] = ["number", "number", "number"]
      .map((kind) => role(html("td", kind, row), "cell"));
    return { row, dot, name, terms, tally, band, stage, buses, people, incidents };
  }

  fill(r, enclave, selected, scene) {
    const state = `${enclave.gone ? "gone" : ""} ${selected ? "selected" : ""}`.trim();
    if (r.state !== state) {
      r.row.className = r.state = state;
      r.row.setAttribute("aria-selected", String(selected));
    }
    const colour = kindColour(enclave.kind);
    if (r.colour !== colour) r.dot.style.background = r.colour = colour;
    write(r.name, enclave.name);
    write(r.terms, termsOf(enclave, scene));
    write(r.stage, enclave.stage);
    const kind = `stage ${enclave.stage.replace(" ", "-")}`;
    if (r.stage.className !== kind) {
      r.stage.className = kind;
      r.stage.title = MEANING[enclave.stage] || "";
    }
    write(r.tally, tallyOf(enclave));
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

function tallyOf({ buses, boarded, incidents }) {
  if (!boarded && !incidents) return "";
  return `${plural(buses, "bus", "buses")}, ${count(boarded)} people, ${plural(incidents, "incident", "incidents")}`;
}

/** When the runs of a band sign: "90 % of runs sign, 80 % of these between 12 Mar and 2 Apr". */
function bandOf(band, scene) {
  if (!band) return "not in the runs of the band";
  const share = `${Math.round(100 * band.share)} % of runs sign`;
  if (!band.share) return "no run of the band signs";
  const [low, high] = [band.low, band.high].map((day) => dayMonth(scene.start, day));
  return low === high ? `${share}, on ${low}` : `${share}, 80 % of these between ${low} and ${high}`;
}

/** The rows are laid out as grids, which takes from a table what it is to a screen reader. */
function role(element, name) {
  element.setAttribute("role", name);
  return element;
}
