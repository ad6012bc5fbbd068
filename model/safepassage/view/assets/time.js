// The time line below the map: a slider over all days, marks of important ones, buttons, and the speed.

import { clear, html, write } from "./draw.js";
import { dayMonth } from "./words.js";

// What is marked, the weightiest first: where several fall on one spot, the first gives it its look.
const KINDS = [
  ["signature", "signature"], ["storming", "stormed"], ["split", "pocket split"], ["assault", "assault begins"],
  ["first convoy", "first convoy"], ["handover", "handed over"], ["truce", "truce"],
  ["withdrawal", "group withdrew"], ["control", "full control"],
];
const NAMES = Object.fromEntries(KINDS);
const NEAR = 13; // pixels within which marks share a spot
export const SPEEDS = [2, 4, 8, 15, 30, 60];
const ICONS = {
  back: "M14 4v12L6 10zM3 4h2v12H3z", forward: "M6 4v12l8-6zM15 4h2v12h-2z", play: "M5 3v14l12-7z",
  pause: "M4 3h4v14H4zM12 3h4v14h-4z", end: "M3 4v12l7-6zM10 4v12l7-6z",
};

/** The panel of the time line; it drives a player. */
export class TimeLine {
  constructor(parent, player, paced) {
    this.player = player;
    const bar = html("div", "bar", parent);
    this.icon(bar, "back", "Back a day", () => player.go(player.day - 1));
    this.play = this.icon(bar, "play", "Play from here", () => player.toggle());
    this.icon(bar, "forward", "Forward a day", () => player.seek(player.day + 1));
    this.icon(bar, "end", "To the end", () => player.seek(Infinity));
    this.where = html("span", "where", bar);
    const label = html("label", "speed", bar, "Speed");
    this.speed = html("select", "", label);
    this.speed.setAttribute("aria-label", "Speed, in days a second");
    for (const pace of SPEEDS) html("option", "", this.speed, `${pace} days a second`).value = String(pace);
    this.speed.value = String(player.pace);
    this.speed.addEventListener("change", () => paced(Number(this.speed.value)));
    const track = html("div", "track", parent);
    this.marks = html("div", "spots", track);
    this.known = html("i", "known", html("div", "rail", track));
    this.slider = html("input", "days", track);
    Object.assign(this.slider, { type: "range", min: -1, step: 1 });
    this.slider.setAttribute("aria-label", "Day that is shown");
    this.slider.addEventListener("input", () => player.go(Number(this.slider.value)));
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.key_ = html("div", "marks-key", parent);
  }

  icon(parent, name, label, act) {
    const button = html("button", "icon", parent);
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
    button.addEventListener("click", act);
    return button;
  }

  /** Page up and down go to the next marked day. */
  key(event) {
    const step = { PageUp: 1, PageDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const days = this.player.run.marks.map((mark) => mark.day).filter((day) => (day - this.player.day) * step > 0);
    if (days.length) this.player.go(step > 0 ? Math.min(...days) : Math.max(...days));
  }

  /** A new run, or another width. */
  scene(scene) {
    this.slider.max = scene.days - 1;
    this.drawn = "";
  }

  draw({ run, day, record, moving }) {
    const { scene } = run;
    this.slider.value = String(day);
    const words = day < 0 ? "before day 1" : `${record.date}, day ${day + 1} of ${scene.days}`;
    this.slider.setAttribute("aria-valuetext", words);
    const behind = run.last - day;
    write(this.where, behind > 0 ? `${behind} ${behind === 1 ? "day" : "days"} before the latest` : "");
    this.known.style.width = `${(100 * (run.last + 1)) / scene.days}%`;
    const playing = this.player.playing ? "pause" : "play";
    if (this.shown !== playing) {
      this.shown = playing;
      this.play.querySelector("path").setAttribute("d", ICONS[playing]);
      this.play.setAttribute("aria-label", playing === "play" ? "Play from here" : "Pause");
      this.play.title = this.play.getAttribute("aria-label");
    }
    this.spots(run);
    this.play.classList.toggle("moving", moving);
  }

  /** Marks that lie close share a spot; a click on it goes to its days in turn. */
  spots(run) {
    const width = this.marks.clientWidth;
    const key = `${run.number}|${run.marks.length}|${width}`;
    if (key === this.drawn || width < 50) return;
    this.drawn = key;
    clear(this.marks);
    const place = (day) => ((day + 1) / run.scene.days) * width;
    const spots = [];
    for (const mark of run.marks) {
      const last = spots[spots.length - 1];
      if (last && place(mark.day) - place(last[0].day) < NEAR) last.push(mark);
      else spots.push([mark]);
    }
    for (const spot of spots) this.spot(run, spot, place(spot[0].day));
    this.legend(run);
  }

  spot(run, spot, x) {
    const kind = KINDS.map(([name]) => name).find((name) => spot.some((mark) => mark.kind === name));
    const button = html("button", `mark ${kind.replace(" ", "-")}`, this.marks);
    button.type = "button";
    button.tabIndex = -1; // by keyboard: page up and down on the slider
    button.style.left = `${x}px`;
    const told = spot.map((mark) => tell(run, mark));
    button.title = told.join("\n");
    button.setAttribute("aria-label", told.join("; "));
    button.addEventListener("click", () => {
      const later = spot.find((mark) => mark.day > this.player.day);
      const here = spot.some((mark) => mark.day === this.player.day);
      this.player.go((here && later ? later : spot[0]).day);
    });
  }

  legend(run) {
    clear(this.key_);
    for (const [kind, name] of KINDS) {
      if (!run.marks.some((mark) => mark.kind === kind)) continue;
      const key = html("span", "key", this.key_);
      html("i", `mark ${kind.replace(" ", "-")}`, key);
      html("span", "", key, name);
    }
  }
}

function tell(run, { day, kind, enclave }) {
  const who = enclave === null ? "" : `: ${run.days[run.days.length - 1].enclaves[enclave].name}`;
  return `${dayMonth(run.scene.start, day)}, ${NAMES[kind]}${who}`;
}
