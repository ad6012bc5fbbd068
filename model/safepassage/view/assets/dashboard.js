// The dashboard: takes in messages, keeps the shown day, and draws at most once for each screen refresh.

import { Address } from "./address.js";
import { Band } from "./band.js";
import { Compare } from "./compare.js";
import { html } from "./draw.js";
import { Head } from "./head.js";
import { help } from "./help.js";
import { Ledger } from "./ledger.js";
import { Map_ } from "./map.js";
import { mapKey } from "./mapkey.js";
import { People } from "./people.js";
import { savePicture } from "./picture.js";
import { Player } from "./player.js";
import { Reports } from "./reports.js";
import { Run } from "./store.js";
import { StoryList } from "./story.js";
import { TimeLine } from "./time.js";
import { Tour } from "./tour.js";
import { Why } from "./why.js";

const NOON = 12; // the hour of the day at which buses are shown when nothing moves
const WIDTHS = [["narrow", 0], ["medium", 860], ["wide", 1350]];

/** Wait for the letters, by whose widths names are placed; not for long, since without them there are others. */
export function ready() {
  const faces = ["400 11px Roboto", "600 11px Roboto", "700 11px Roboto"].map((face) => document.fonts.load(face));
  return Promise.race([Promise.all(faces), new Promise((done) => { setTimeout(done, 400); })]);
}

/** Build the dashboard in an element; `say(what, value, id)` speaks to the server. */
export function mount(root, say) {
  const viewport = document.querySelector("meta[name=viewport]");
  if (viewport) viewport.content = "width=device-width, initial-scale=1"; // a reader may zoom
  return new Dashboard(root, say);
}

class Dashboard {
  constructor(root, say) {
    this.root = root;
    this.say = say;
    this.asked = this.heard = Date.now(); // requests are numbered from here, also after the page was loaded anew
    this.run = new Run();
    this.other = null;
    this.chosen = 0;
    this.clock = NOON - 24;
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    root.classList.add("dashboard");
    this.player = new Player((what, value) => this.ask(what, value), () => this.redraw());
    this.address = new Address();
    this.address.jump = (day) => this.player.seek(day === null ? -1 : day);
    this.build(root);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
    this.resized = () => this.resize();
    window.addEventListener("resize", this.resized);
  }

  build(root) {
    this.head = new Head(root, {
      compare: (wish) => { this.comparing = this.ask("compare", wish); },
      link: () => this.copyLink(),
      picture: () => savePicture(this),
      save: () => {
        this.head.saving(true);
        this.saving = this.ask("export", null);
      },
      tour: () => this.tour.start(this.head.tour),
    });
    const choose = (number) => {
      this.chosen = number;
      this.picked = true;
      this.redraw();
    };
    const go = (day) => this.player.go(day);
    const map = this.panel("Map", "map");
    mapKey(map.querySelector("h3"));
    this.map = new Map_(html("div", "canvas", map));
    this.time = new TimeLine(this.panel("Time", "time"), this.player, (pace) => this.setPace(pace));
    this.ledger = new Ledger(this.panel("Agreements", "ledger"), choose);
    this.story = new StoryList(this.panel("Story", "story"), go);
    const people = this.panel("People", "people");
    this.people = new People(people);
    this.band = new Band(people, (wanted) => this.ask("band", wanted), () => this.redraw());
    this.why = new Why(this.panel("Why", "why"), choose);
    const reports = this.panel("Reports", "reports");
    this.reports = new Reports(reports, reports.querySelector("h3"));
    this.compare = new Compare(this.panel("Side by side", "compare"));
    this.tour = new Tour(root);
  }

  panel(title, name) {
    const panel = html("section", `panel area-${name}`, this.root);
    const head = html("h3", "", panel);
    head.append(title);
    head.id = `title-${name}`;
    panel.setAttribute("aria-labelledby", head.id);
    help(panel, name);
    return panel;
  }

  /** A request with a number of its own, under which it is answered. */
  ask(what, value) {
    this.asked += 1;
    this.say(what, value, this.asked);
    return this.asked;
  }

  setPace(pace) {
    this.player.pace = pace;
    this.ask("pace", pace);
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(this.address.href);
      this.head.say("");
      this.head.copied();
    } catch {
      this.head.say(`The link: ${this.address.href}`); // a browser may refuse; the address bar has it, too
    }
  }

  /** All that the server says comes here, and is taken in as a whole. */
  message(message) {
    const fresh = message.run.number !== this.run.number, before = this.run.last;
    if (!this.run.take(message.run) || !this.takeOther(message.other)) {
      this.ask("resend", null);
      return;
    }
    this.taken = message.message;
    if (message.scenarios) this.scenarios = message.scenarios;
    if (message.run.scene) this.begin(message.run.scene, fresh);
    if ("band" in message) this.band.take(message.band);
    if ("notice" in message) this.notice = message.notice;
    if (this.run.last > before) this.answer = ""; // said of a day that is over
    if (!fresh) this.player.came(before);
    this.answered(message);
    this.redraw();
  }

  takeOther(part) {
    const beside = Boolean(this.other);
    if (part === null) this.other = null;
    else {
      const other = this.other || new Run();
      if (!other.take(part)) return false;
      this.other = other;
    }
    if (beside !== Boolean(this.other)) this.changed = true;
    return true;
  }

  answered({ answers, problem }) {
    for (const { id, problem: said } of answers.filter((answer) => answer.id > this.heard)) {
      this.heard = id;
      this.answer = said;
      this.player.answered(id);
      if (id === this.saving) this.head.saving(false);
      if (id === this.comparing && said) this.head.other.value = "";
    }
    this.head.say(problem || this.answer || this.notice);
  }

  /** Another run is shown. */
  begin(scene, fresh) {
    if (fresh) {
      this.chosen = 0;
      this.picked = false;
      this.clock = NOON - 24;
      this.answer = "";
      this.band.begin();
      this.player.begin(this.run);
      const day = this.address.shows(scene.address);
      if (day === null) this.player.day = this.run.last;
      else this.player.seek(day);
    }
    this.head.offer(this.scenarios, scene);
    this.layOut();
  }

  resize() {
    // The height of the page follows its words; drawings follow its width and the window.
    const size = `${Math.round(this.root.clientWidth)}x${window.innerHeight}`;
    if (size === this.size) return;
    this.size = size;
    this.layOut();
    this.redraw();
  }

  layOut() {
    if (!this.run.scene) return;
    const width = this.root.clientWidth;
    const [now] = WIDTHS.filter(([, least]) => width >= least).pop();
    for (const [name] of WIDTHS) this.root.classList.toggle(name, name === now);
    this.root.classList.toggle("beside", Boolean(this.other));
    for (const part of [this.map, this.time, this.people, this.why, this.compare]) part.scene(this.run.scene);
  }

  /** Draw soon. */
  redraw() {
    this.stale = true;
    if (!this.waiting) this.waiting = requestAnimationFrame((time) => this.paint(time));
  }

  paint(time) {
    this.waiting = null;
    if (this.taken) this.say("have", this.taken);
    this.taken = null;
    if (!this.run.scene || !this.run.days.length) return;
    if (this.stale) {
      this.stale = false;
      if (this.changed) {
        this.changed = false;
        this.layOut();
      }
      this.view = this.viewNow();
      this.follow(this.view.record);
      this.drawAll(this.view);
    }
    this.advance(time);
  }

  viewNow() {
    const { run, other, player } = this;
    const day = Math.max(-1, Math.min(player.day, run.last));
    return { run, other, day, record: run.at(day), band: this.band.band, moving: player.moving };
  }

  drawAll(view) {
    this.head.draw(view);
    this.map.frame(view.record, view.other ? view.other.at(view.day) : null, view.other);
    this.time.draw(view);
    this.ledger.draw(view, this.chosen);
    this.story.draw(view);
    this.people.draw(view);
    this.band.draw(view);
    this.why.draw(view, this.chosen);
    this.reports.draw(view);
    this.compare.draw(view);
    this.root.dataset.day = view.day;
    this.root.dataset.known = view.run.last;
    this.root.dataset.run = view.run.number;
    this.address.at(view.run.scene.scenario, view.day);
  }

  /** Let the clock run towards noon of the shown day, at the pace of the player. */
  advance(time) {
    const { record, day } = this.view;
    const noon = 24 * day + NOON;
    const since = Math.min(time - (this.painted || time), 100);
    this.painted = time;
    if (this.clock > noon || this.clock < noon - 24) this.clock = noon - 24;
    this.clock = Math.min(this.clock + (24 * since * Math.max(this.player.pace, 1.2)) / 1000, noon);
    if (!record.convoys.length || this.still.matches) this.clock = noon;
    this.map.hour(this.clock);
    if (this.clock < noon && !this.waiting) this.waiting = requestAnimationFrame((next) => this.paint(next));
    else if (!this.waiting) this.painted = null;
  }

  /** Until the viewer picks one, the chart shows an enclave that is not gone: one that talks, or the most populous. */
  follow({ enclaves }) {
    this.chosen = Math.min(this.chosen, enclaves.length - 1);
    if (this.picked || !enclaves[this.chosen].gone) return;
    const rank = (e) => (e.gone ? -1 : (e.stage === "talks" ? 2e9 : e.stage === "fighting" ? 1e9 : 0) + e.people);
    const best = enclaves.reduce((a, e, i) => (rank(e) > rank(enclaves[a]) ? i : a), 0);
    if (!enclaves[best].gone) this.chosen = best;
  }

  remove() {
    this.observer.disconnect();
    window.removeEventListener("resize", this.resized);
    this.address.remove();
    this.player.stop();
    if (this.waiting) cancelAnimationFrame(this.waiting);
  }
}
