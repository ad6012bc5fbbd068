// The head of the dashboard: what is shown, and the tools.

import { html, write } from "./draw.js";

/** Title, date and tools; `acts` are what the buttons do. */
export class Head {
  constructor(parent, acts) {
    const head = html("header", "head", parent);
    const when = html("div", "when", head);
    this.date = html("h2", "date", when);
    this.day = html("span", "day", when);
    this.subject = html("div", "subject", head);
    this.name = html("b", "", this.subject);
    this.about = html("span", "about", this.subject);
    this.tools = html("div", "tools", head);
    this.other = this.choice(acts.compare);
    this.link = this.button("Copy link", "The address of this run, with its levers and the shown day", acts.link);
    this.button("Save picture", "The map and the charts as a PNG", acts.picture);
    this.save = this.button("Save run", "The run so far as a run folder, in a zip file", acts.save);
    this.tour = this.button("Tour", "The page in six steps", acts.tour);
    this.problem = html("div", "problem", head);
    this.problem.setAttribute("role", "alert");
    this.status = html("div", "spoken", head);
    this.status.setAttribute("role", "status");
  }

  choice(compare) {
    const label = html("label", "compare", this.tools, "Compare with");
    const select = html("select", "", label);
    select.setAttribute("aria-label", "Compare with");
    select.addEventListener("change", () => compare(select.value));
    return select;
  }

  button(text, title, act) {
    const button = html("button", "", this.tools, text);
    button.title = title;
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  /** What the shown run can be compared with. */
  offer(scenarios, scene) {
    const entries = [["", "–"], ["own", "its own values"], ["levers", "levers as they stand"],
      ...scenarios.filter(([name]) => name !== scene.scenario)];
    const key = JSON.stringify(entries);
    if (key === this.offered) return;
    this.offered = key;
    const { value } = this.other;
    this.other.replaceChildren();
    for (const [name, text] of entries) html("option", "", this.other, text).value = name;
    this.other.value = entries.some(([name]) => name === value) ? value : "";
  }

  saving(busy) {
    this.save.disabled = busy;
    write(this.save, busy ? "Saving …" : "Save run");
  }

  copied() {
    write(this.link, "Copied");
    setTimeout(() => write(this.link, "Copy link"), 5000);
  }

  say(problem) {
    write(this.problem, problem || "");
  }

  draw({ run, day, record, moving }) {
    const { scene } = run;
    write(this.date, record.date);
    write(this.day, `${day < 0 ? "before day 1" : `day ${day + 1}`} of ${scene.days}, seed ${scene.seed}`);
    if (this.day.title !== scene.command) this.day.title = scene.command;
    write(this.name, scene.title);
    const changed = scene.changed.length ? ` Levers moved: ${scene.changed.join(", ")}.` : "";
    write(this.about, ` ${scene.description}${changed}`);
    if (!moving) write(this.status, `${record.date}, ${this.day.textContent}`);
  }
}
