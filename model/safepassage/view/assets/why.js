// Why an enclave fights or signs: for each side, what fighting on is worth to it against the best deal that the other
// could still accept; the range is open where the deal is worth more. Below, what the group goes by: how much of its
// defence is broken, the chance that it gives the assault of going all the way, and a passage of being honoured.

import { Strip } from "./axis.js";
import { clear, html, path, set, svg, write } from "./draw.js";
import { Knows } from "./knows.js";
import { dayMonth } from "./words.js";

const LEFT = 40, RIGHT = 8, TOP = 18, BOTTOM = 18, GAP = 22;
// The numbers of an outlook after its day and enclave, as the campaign lists them.
const COLUMNS = ["stage", "people", "fighters", "strength", "hunger", "hazard", "hazard_seen", "ground_lost",
  "credibility", "value_faction", "value_government", "best_faction", "best_government", "offer_faction",
  "offer_government"];
const BEFORE_A_DEAL = new Set(["talks", "fighting", "siege", "contact", "truce"]);
const BELIEF_WORDS = [["lost", "defence broken"], ["", ", believed: "], ["belief", "assault goes all the way"],
  ["", ", "], ["kept", "passage honoured"]];
const FEWER_WORDS = [["lost", "broken"], ["", ", believed: "], ["belief", "all the way"], ["", ", "], ["kept", "honoured"]];
const NARROW = 430;
const NO_DEAL = -1; // a best deal is shown so much below the value of fighting on where there is none at all

/** One outlook as an object. */
export function outlook(row) {
  const found = { day: row[0], enclave: row[1] };
  COLUMNS.forEach((name, i) => { found[name] = row[i + 2]; });
  return found;
}

/** The chart in a panel, with its choice of enclave. */
export class Why {
  constructor(parent, chosen) {
    const row = html("div", "legend", parent.querySelector("h3"));
    this.choice = html("select", "choice", row);
    this.choice.setAttribute("aria-label", "Enclave of the chart");
    this.choice.addEventListener("change", () => chosen(Number(this.choice.value)));
    for (const [name, text] of [["fight", "fighting on"], ["best", "best deal the other side would take"],
      ["range", "range open"], ["offer", "offer passed"]]) {
      const key = html("span", "key", row);
      html("i", `swatch ${name}`, key);
      html("span", "", key, text);
    }
    this.caption = html("p", "verdict", parent);
    this.parent = html("div", "chart", parent);
    this.svg = svg("svg", { class: "why", role: "img" }, this.parent);
    this.knows = new Knows(parent);
  }

  /** A new run or another size: everything is drawn anew. */
  scene(scene) {
    this.data = scene;
    const { width, height } = this.parent.getBoundingClientRect();
    this.ready = width >= 50 && height >= 50;
    this.names = this.marked = "";
    if (!this.ready) return;
    clear(this.svg);
    this.faction = new Strip(this.svg, "worth to the group (1 = to hold on for ever)");
    this.government = new Strip(this.svg, "worth to the besieger (1 = to take it now)");
    this.beliefs = new Strip(this.svg, "");
    for (const [name, text] of width < NARROW ? FEWER_WORDS : BELIEF_WORDS) svg("tspan", { class: name }, this.beliefs.title).textContent = text;
    this.deals = svg("g", { class: "deals" }, this.svg);
    set(this.svg, "width", Math.round(width));
    set(this.svg, "height", Math.round(height));
    const space = height - TOP - BOTTOM - 2 * GAP;
    const box = (top, share) => ({ left: LEFT, right: width - RIGHT, top, bottom: top + share * space });
    const first = box(TOP, 0.37), second = box(first.bottom + GAP, 0.37), third = box(second.bottom + GAP, 0.26);
    this.faction.place(first, scene.start, scene.days);
    this.government.place(second, scene.start, scene.days);
    this.beliefs.place(third, scene.start, scene.days);
  }

  draw(view, number) {
    const { run, day, record } = view;
    const rows = run.outlooks.get(number) || [];
    this.list(record.enclaves, number);
    const today = rows.find((row) => row.day === day);
    this.knows.draw(view, number, today);
    const words = captionOf(record.enclaves[number], run.scene, today);
    write(this.caption, words);
    if (!this.ready) return;
    const signed = signings(rows);
    // While a deal is carried out nobody looks again at what fighting on is worth.
    const before = rows.filter((row) => BEFORE_A_DEAL.has(row.stage) || signed.includes(row.day));
    const days = run.people.length;
    this.side(this.faction, before, days, "value_faction", "best_faction", "offer_faction");
    this.side(this.government, before, days, "value_government", "best_government", "offer_government");
    this.drawBeliefs(before, days);
    for (const strip of [this.faction, this.government, this.beliefs]) strip.mark(day, run.last);
    this.mark(signed.filter((signature) => signature <= day), number);
    set(this.svg, "aria-label", `Why: ${record.enclaves[number].name}. ${words}`);
  }

  list(enclaves, chosen) {
    const key = JSON.stringify(enclaves.map((e) => e.name));
    if (key !== this.names) {
      this.names = key;
      clear(this.choice);
      enclaves.forEach((e, i) => { html("option", "", this.choice, e.name).value = String(i); });
    }
    if (this.choice.value !== String(chosen)) this.choice.value = String(chosen);
  }

  side(strip, rows, days, value, best, offer) {
    const series = (name) => {
      const values = new Array(days).fill(null);
      for (const row of rows) values[row.day] = row[name];
      return values;
    };
    const fight = series(value), deal = series(best).map((v) => (v === null ? null : Math.max(v, NO_DEAL)));
    const all = [...fight, ...deal].filter((v) => v !== null);
    const low = Math.max(NO_DEAL, Math.min(0, ...all.map((v) => Math.floor(v * 2) / 2)));
    strip.scale(low, 1, low < 0 ? [low, 0, 1] : [0, 0.5, 1]);
    const open = [...fight.keys()].filter((day) => fight[day] !== null && deal[day] >= fight[day]);
    const wide = strip.x(1) - strip.x(0);
    const range = open.map((day) => {
      const x = strip.x(day) - wide / 2, top = strip.y(deal[day]);
      return `M${x},${top}h${wide}V${strip.y(fight[day])}h${-wide}Z`;
    });
    const offers = rows.filter((row) => row[offer] !== null)
      .map((row) => dot(strip.x(row.day), strip.y(Math.max(row[offer], low))));
    strip.draw([["range", range.join("")], ["best", strip.line(deal)], ["fight", strip.line(fight)],
      ["offer", offers.join("")]]);
  }

  drawBeliefs(rows, days) {
    const series = (value) => {
      const values = new Array(days).fill(null);
      for (const row of rows) values[row.day] = value(row);
      return values;
    };
    const { beliefs } = this;
    const lost = series((row) => row.ground_lost);
    beliefs.scale(0, 1, [0, 1], { dated: true, label: (share) => `${100 * share} %` });
    beliefs.draw([["lost", beliefs.area(lost.map((share) => share || 0), lost.map(() => 0))],
      ["belief", beliefs.line(series(allTheWay))], ["kept", beliefs.line(series((row) => row.credibility))]]);
  }

  mark(signed, number) {
    const key = `${number}|${signed.join()}`;
    if (key === this.marked) return;
    this.marked = key;
    clear(this.deals);
    for (const day of signed) {
      const x = Math.round(this.faction.x(day)) + 0.5;
      svg("path", { class: "deal", d: path([[x, this.faction.box.top], [x, this.beliefs.box.bottom]]) }, this.deals);
    }
    // A name for each would not fit: where several deals follow one another, the last is named.
    const day = signed[signed.length - 1];
    if (day === undefined) return;
    const x = Math.round(this.faction.x(day)) + 0.5, late = x > this.faction.box.right - 90;
    const place = { x: late ? x - 4 : x + 4, y: this.government.box.bottom - 4 };
    const text = svg("text", { class: "deal", ...place, "text-anchor": late ? "end" : "start" }, this.deals);
    text.textContent = `signed ${dayMonth(this.data.start, day)}`;
  }
}

/** How the enclave stands on the shown day, true in every case. */
function captionOf(enclave, scene, today) {
  const { name, stage, signed, signer, besieger, gone, broken, terms, knows } = enclave;
  const on = signed === null ? "" : dayMonth(scene.start, signed);
  const by = {
    group: `${name}: signed by the group on ${on}`,
    partner: `${name}: leaves in exchange for the departure of another group, which signed on ${on}`,
    patron: `${name}: signed for by its patron on ${on}; what fighting on was worth to itself did not decide`,
  }[signer];
  if (stage === "stormed") return `${name}: its last ground fell to ${besieger} without a deal.`;
  if (stage === "withdrew") return `${name}: left without a deal, over an open way.`;
  if (gone) return terms ? `${by}. It has been carried out.` : `${name}: ${stage}.`;
  if (knows.bound) return `${by}. It is being carried out.`;
  if (!today) return `${name}: before the first day nobody has weighed anything yet.`;
  const gain = Math.min(today.best_faction - today.value_faction, today.best_government - today.value_government);
  const range = gain >= 0 ? "a deal would be worth more to both than fighting on: the range is open"
    : "no deal is worth more to both than fighting on: the range is closed";
  const before = broken ? `the deal of ${on} has collapsed; ` : terms ? `the deal of ${on}${signer === "patron" ? ", which its patron signed," : ""} `
    + "was carried out, and who stayed is still besieged; " : knows.truce ? "under a truce; " : "";
  return `${name}: ${before}${range}.`;
}

/** The chance that the assault goes all the way, as the group sees it; null without an assault. */
function allTheWay(row) {
  return row.hazard > 0 ? row.hazard_seen / row.hazard : null;
}

/** Days on which a deal was signed: the first day of each agreement. */
function signings(rows) {
  const after = rows.map((row) => !BEFORE_A_DEAL.has(row.stage));
  return rows.filter((_, i) => after[i] && !after[i - 1]).map((row) => row.day);
}

function dot(x, y, r = 2.6) {
  return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
}
