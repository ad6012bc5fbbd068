// What both sides of the chosen enclave know, want and would sign on the shown day, and what its residents say.

import { clear, html } from "./draw.js";
import { count, dayMonth, plural } from "./words.js";

/** The columns of words below the chart. */
export class Knows {
  constructor(parent) {
    this.root = html("div", "knows", parent);
    this.key = "";
  }

  draw(view, number, row) {
    const enclave = view.record.enclaves[number];
    const told = enclave ? columns(enclave, row, view.run.scene) : [];
    const key = JSON.stringify(told);
    if (key === this.key) return;
    this.key = key;
    clear(this.root);
    for (const [title, lines] of told) {
      const column = html("div", "side", this.root);
      html("h4", "", column, title);
      for (const [what, text] of lines) {
        const line = html("p", "", column);
        html("b", "", line, `${what} `);
        html("span", "", line, text);
      }
    }
  }
}

function columns(enclave, row, scene) {
  const { knows } = enclave;
  if (!knows || !row) return [];
  return [
    [enclave.name, group(enclave, row, scene)],
    [enclave.besieger, besieger(enclave, row)],
    ["Its residents", residents(enclave, scene)],
  ];
}

const percent = (share) => `${Math.round(100 * share)} %`;
const worth = (value) => value.toFixed(2).replace("-", "−");

function group({ knows, hunger }, row, scene) {
  const lines = [["knows:", [
    `${percent(row.ground_lost)} of its defence is broken`,
    row.hazard > 0 ? `at today's pace it could hold ${plural(Math.round(1 / row.hazard), "day", "days")}` : "nobody assaults it",
    hunger > 0.005 ? `hunger ${percent(hunger)}` : "",
    row.hazard > 0 ? `it gives the assault ${percent(row.hazard_seen / row.hazard)} to go all the way` : "",
    `it gives the passage ${percent(row.credibility)} to be honoured`,
    knows.ultimatum !== null ? `an ultimatum runs until ${dayMonth(scene.start, knows.ultimatum)}` : "",
  ].filter(Boolean).join("; ")]];
  if (!knows.deals) return [...lines, notWeighed(knows)];
  lines.push(["wants:", deal(knows.deals[0], row.best_faction, "a deal, but none leaves its besieger enough")]);
  lines.push(["would sign:", `what is worth more than ${worth(row.value_faction)} to it, as fighting on is`]);
  return [...lines, ...offers(knows, "group")];
}

function besieger({ knows }, row) {
  const lines = [["knows:", knows.strength > 0
    ? `${count(knows.strength)} fighters assault the enclave, against ${count(row.fighters)}`
    : `${count(row.fighters)} fighters hold it; no assault is under way`]];
  if (!knows.deals) return [...lines, notWeighed(knows)];
  lines.push(["wants:", deal(knows.deals[1], row.best_government, "a deal, but none leaves the group enough")]);
  lines.push(["would sign:", row.value_government > 0
    ? `what is worth more than ${worth(row.value_government)} to it, as taking the place by force is`
    : "what is better than to contain the place, which is worth 0"]);
  return [...lines, ...offers(knows, "besieger")];
}

function notWeighed({ bound }) {
  return bound ? ["is bound", "by the deal that is being carried out"] : ["has", "not weighed a deal yet"];
}

function deal(words, value, without) {
  return words === null ? without : `${words} (worth ${worth(value)})`;
}

function offers(knows, side) {
  return knows.refused === side ? [["refused", `the last of ${plural(knows.offers, "offer", "offers")}`]] : [];
}

function residents({ knows, hunger }, scene) {
  const lines = [["feel", knows.pain < 0.02 ? "little pressure yet" : `a pressure of ${worth(knows.pain)} from ${
    hunger > 0.1 ? "hunger and the dead of the last 30 days" : "the dead of the last 30 days"}`]];
  if (!knows.heard && knows.pain >= 0.02) lines.push(["are", "not listened to by their group"]);
  if (knows.truce) {
    const [until, by] = knows.truce;
    lines.push(["live", `under a truce until ${dayMonth(scene.start, until)}${by ? `, guaranteed by ${by}` : ""}`]);
  } else lines.push(["ask for", knows.truce_asked ? "a truce" : "nothing so far"]);
  if (knows.residents) lines.push(["said of the terms:", knows.residents === "refused" ? "no" : "yes"]);
  return lines;
}
