// The levers in the side bar: a slider and a field for a number, or a switch; each with its unit and a line of help.

import { html, write } from "./draw.js";

/** Build the levers in an element; `say(key, value)` tells the server where one was put, null for the scenario's. */
export function mount(root, say) {
  root.classList.add("levers");
  const rows = new Map();
  let built = "";
  return {
    /** Levers and where they stand come together, so that no field is ever without its number. */
    message({ run, levers, moved, running, problems }) {
      root.dataset.run = run;
      const key = JSON.stringify(levers);
      if (key !== built) {
        built = key;
        root.replaceChildren();
        rows.clear();
        for (const lever of levers) rows.set(lever.key, new Row(root, lever, say));
      }
      for (const [name, row] of rows) row.show(moved[name], problems[name], running[name]);
    },
  };
}

class Row {
  constructor(parent, lever, say) {
    this.lever = lever;
    this.root = html("div", "lever", parent);
    this.root.dataset.lever = lever.key;
    const line = html("div", "line", this.root);
    html("label", "name", line, lever.label).htmlFor = `lever-${lever.key}`;
    this.back = html("button", "back", line, "↺");
    this.back.type = "button";
    this.back.title = "back to the scenario's own value";
    this.back.setAttribute("aria-label", `${lever.label}: back to the scenario's own value`);
    this.back.addEventListener("click", () => say(lever.key, null));
    if (lever.step) this.number(html("div", "line", this.root), say);
    else this.toggle(line, say);
    html("div", "help", this.root, lever.help).id = `lever-${lever.key}-help`;
    this.message = html("div", "problem", this.root);
    this.message.setAttribute("role", "alert");
    (this.field || this.box).setAttribute("aria-describedby", `lever-${lever.key}-help`);
  }

  number(line, say) {
    const { key, low, high, step, unit } = this.lever;
    this.slider = html("input", "slider", line);
    this.field = html("input", "field", line);
    this.field.id = `lever-${key}`;
    this.field.inputMode = "decimal";
    this.field.addEventListener("change", () => say(key, this.field.value));
    html("span", "unit", line, unit);
    Object.assign(this.slider, { type: "range", min: low, max: high, step });
    this.slider.setAttribute("aria-label", this.lever.label);
    this.slider.addEventListener("input", () => { this.field.value = this.slider.value; });
    this.slider.addEventListener("change", () => say(key, this.slider.value));
  }

  toggle(line, say) {
    this.box = html("input", "box", line);
    this.box.id = `lever-${this.lever.key}`;
    this.box.type = "checkbox";
    this.box.addEventListener("change", () => say(this.lever.key, this.box.checked));
  }

  /** Show where the lever stands; `running` is what the shown run was made with. */
  show(moved, problem, running) {
    const value = moved === undefined ? this.lever.value : moved;
    const now = running === undefined ? this.lever.value : running;
    if (this.box) this.box.checked = value;
    else if (!problem) {
      this.field.value = String(value);
      this.slider.value = String(value);
    }
    this.root.classList.toggle("moved", moved !== undefined);
    this.root.classList.toggle("pending", value !== now);
    write(this.message, problem || "");
  }
}
