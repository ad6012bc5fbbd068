// A tour of the page in six steps.

import { html, write } from "./draw.js";

const STEPS = [
  ["area-map", "The map", "Besieged districts, coloured by who holds them. Red arrows are assaults; buses leave for the boxes at the rim."],
  ["area-time", "Time", "Play, go back, drag to any day. Marks are assaults, splits, signatures, first convoys and handovers."],
  ["area-ledger", "Agreements", "Each enclave from siege to the last bus: its stage, the terms it signed, who left. Choose one with a click."],
  ["area-why", "Why", "For the chosen enclave: what fighting on is worth to both sides, and whether any deal is worth more."],
  ["area-people", "People", "Where everybody is. One run is one of many: the band shows where most of them lie."],
  ["tools", "What if", "Move levers in the side bar and compare: the same chance, another decision. The link of the page holds the run."],
];

/** The tour over a dashboard. */
export class Tour {
  constructor(root) {
    this.root = root;
    this.box = html("div", "tour", root);
    this.box.hidden = true;
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-labelledby", "tour-title");
    this.count = html("span", "count", this.box);
    this.title = html("h4", "", this.box);
    this.title.id = "tour-title";
    this.text = html("p", "", this.box);
    const row = html("div", "steps", this.box);
    this.back = this.button(row, "Back", () => this.show(this.step - 1));
    this.next = this.button(row, "Next", () => this.show(this.step + 1));
    this.button(row, "Close", () => this.close());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  button(parent, text, act) {
    const button = html("button", "", parent, text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  start(from) {
    this.from = from;
    this.box.hidden = false;
    this.show(0);
  }

  show(step) {
    if (step >= STEPS.length) {
      this.close();
      return;
    }
    this.step = Math.max(step, 0);
    const [area, title, text] = STEPS[this.step];
    write(this.count, `${this.step + 1} of ${STEPS.length}`);
    write(this.title, title);
    write(this.text, text);
    write(this.next, this.step === STEPS.length - 1 ? "Done" : "Next");
    this.back.disabled = this.step === 0;
    this.light(this.root.querySelector(`.${area}`));
    this.next.focus({ preventScroll: true });
  }

  light(panel) {
    if (this.lit) this.lit.classList.remove("lit");
    this.lit = panel;
    if (!panel) return;
    panel.classList.add("lit");
    panel.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.light(null);
    this.box.hidden = true;
    if (this.from) this.from.focus();
  }
}
