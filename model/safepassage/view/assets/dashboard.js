// The dashboard: takes in scenes and frames, lays out the panels, and draws at most once for each screen refresh.

import { html, write } from "./draw.js";
import { Ledger } from "./ledger.js";
import { Map_ } from "./map.js";
import { KIND_NAMES, groundColour, kindColour } from "./palette.js";
import { People } from "./people.js";
import { savePicture } from "./picture.js";
import { Reports } from "./reports.js";
import { Story } from "./story.js";
import { Why } from "./why.js";

const NOON = 12; // the hour of the day at which buses are shown when nothing moves

/** Build the dashboard in an element; `say(what, value)` speaks to the server. */
export function mount(root, say) {
  return new Dashboard(root, say);
}

class Dashboard {
  constructor(root, say) {
    this.root = root;
    this.story = new Story(() => say("resend", null));
    this.chosen = 0;
    this.clock = NOON - 24;
    this.pace = 100;
    root.classList.add("dashboard");
    this.head(say);
    this.map = new Map_(html("div", "canvas", this.panel("Map", "area-map")));
    this.legend(this.root.querySelector(".area-map"));
    const choose = (number) => {
      this.chosen = number;
      this.picked = true;
      this.redraw();
    };
    this.ledger = new Ledger(this.panel("Agreements", "area-ledger"), choose);
    this.people = new People(this.panel("People", "area-people"));
    this.why = new Why(this.panel("Why", "area-why"), choose);
    const reports = this.panel("Reports", "area-reports");
    this.reports = new Reports(reports, reports.querySelector("h3"));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
  }

  panel(title, area) {
    const panel = html("section", `panel ${area}`, this.root);
    html("h3", "", panel, title);
    return panel;
  }

  head(say) {
    const head = html("header", "head", this.root);
    const when = html("div", "when", head);
    this.date = html("h2", "date", when);
    this.dayText = html("span", "day", when);
    this.news = html("div", "news", head);
    this.problem = html("div", "problem", head);
    this.problem.setAttribute("role", "alert");
    const tools = html("div", "tools", head);
    this.button(tools, "Save picture", "The map and the charts as a PNG", () => savePicture(this));
    this.save = this.button(tools, "Save run", "The run so far as a run folder, in a zip file", () => {
      this.saving(true);
      say("export", null);
    });
    this.bar = html("i", "", html("div", "progress", head));
  }

  button(parent, text, title, act) {
    const button = html("button", "", parent, text);
    button.title = title;
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  /** The file has come, or will not. */
  saved() {
    this.saving(false);
  }

  saving(busy) {
    this.save.disabled = busy;
    write(this.save, busy ? "Saving …" : "Save run");
  }

  legend(panel) {
    const legend = html("div", "legend", panel.querySelector("h3"));
    const key = (className, text, style = "") => {
      const entry = html("span", "key", legend);
      html("i", className, entry).style.cssText = style;
      html("span", "", entry, text);
    };
    for (const kind of ["rebel", "jihadist", "islamic_state", "garrison", "government"]) {
      key("", KIND_NAMES[kind], `background:${kindColour(kind)}`);
    }
    key("damage", "housing damaged, 0 to 100 %",
      `background:linear-gradient(90deg, ${groundColour("government", 0)}, ${groundColour("government", 1)})`);
    key("besieged", "besieged");
    key("assaulted", "under assault");
    key("busmark", "buses, at noon");
    key("busmark held", "held at the door");
  }

  /** A new run. */
  scene(scene) {
    this.story.begin(scene);
    this.chosen = 0;
    this.picked = false;
    this.clock = NOON - 24;
    this.layOut();
    if (this.early && this.early.run === scene.run) this.frame(this.early);
  }

  /** A new day. */
  frame(frame) {
    this.early = frame;
    if (!this.story.add(frame)) return;
    const now = performance.now();
    if (this.came) this.pace = 0.7 * this.pace + 0.3 * Math.min(now - this.came, 1200);
    this.came = now;
    this.redraw();
  }

  resize() {
    const { width, height } = this.root.getBoundingClientRect();
    const size = `${Math.round(width)}x${Math.round(height)}`;
    if (size === this.size) return;
    this.size = size;
    this.layOut();
    this.redraw();
  }

  layOut() {
    if (!this.story.scene) return;
    this.root.classList.toggle("wide", this.root.clientWidth >= 1350);
    for (const part of [this.map, this.ledger, this.people, this.why]) part.scene(this.story.scene);
  }

  /** Draw soon. */
  redraw() {
    this.stale = true;
    if (!this.waiting) this.waiting = requestAnimationFrame((time) => this.paint(time));
  }

  paint(time) {
    this.waiting = null;
    const { story } = this;
    if (!story.frame) return;
    if (this.stale) {
      this.stale = false;
      this.follow();
      this.drawHead();
      this.map.frame(story.frame);
      this.ledger.draw(story, this.chosen);
      this.people.draw(story);
      this.why.draw(story, this.chosen);
      this.reports.draw(story);
      this.root.dataset.day = story.frame.day;
      this.root.dataset.run = story.frame.run;
    }
    this.advance(time);
  }

  /** Let the clock run towards noon of the latest day, at the pace at which days come. */
  advance(time) {
    const noon = 24 * this.story.frame.day + NOON;
    const since = Math.min(time - (this.painted || time), 100);
    this.painted = time;
    if (this.clock > noon || this.clock < noon - 24) this.clock = noon - 24;
    this.clock = Math.min(this.clock + (24 * since) / Math.max(Math.min(this.pace, 900), 20), noon);
    this.map.hour(this.story.frame.convoys.length ? this.clock : noon);
    if (!this.story.frame.convoys.length) this.clock = noon;
    if (this.clock < noon && !this.waiting) this.waiting = requestAnimationFrame((next) => this.paint(next));
    else if (!this.waiting) this.painted = null;
  }

  /** Until the viewer picks one, the chart shows an enclave that is not gone: one that talks, or the most populous. */
  follow() {
    const { enclaves } = this.story.frame;
    if (this.picked || (enclaves[this.chosen] && !enclaves[this.chosen].gone)) {
      this.chosen = Math.min(this.chosen, enclaves.length - 1);
      return;
    }
    const rank = (e) => (e.gone ? -1 : (e.stage === "talks" ? 2e9 : e.stage === "fighting" ? 1e9 : 0) + e.people);
    const best = enclaves.reduce((a, e, i) => (rank(e) > rank(enclaves[a]) ? i : a), 0);
    if (!enclaves[best].gone) this.chosen = best;
  }

  drawHead() {
    const { frame, scene } = this.story;
    write(this.date, frame.date);
    const day = frame.day < 0 ? "before day 1" : `day ${frame.day + 1}`;
    write(this.dayText, `${day} of ${scene.days}, seed ${scene.seed}`);
    write(this.news, frame.news.join(" "));
    this.news.title = frame.news.join("\n");
    write(this.problem, frame.problem);
    if (frame.problem) this.saving(false);
    this.bar.style.width = `${(100 * (frame.day + 1)) / scene.days}%`;
    if (this.dayText.title !== scene.command) this.dayText.title = scene.command;
  }

  remove() {
    this.observer.disconnect();
    if (this.waiting) cancelAnimationFrame(this.waiting);
  }
}
