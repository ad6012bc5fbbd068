// Which day is shown: playing, stepping and dragging through the days that are known, and asking for more of them.

const LOOK_AHEAD = 0.25; // seconds of days that are asked for before they are due
const SETTLE = 500; // ms without a day of Mesa's own player after which it is taken to have paused

/** Keeps the shown day; `draw()` is called when it has changed, `ask(what, value)` speaks to the server. */
export class Player {
  constructor(ask, draw) {
    this.ask = ask;
    this.draw = draw;
    this.pace = 15;
    this.begin(null);
  }

  begin(run) {
    this.run = run;
    this.day = -1;
    this.playing = false;
    this.wanted = null; // a day to go to as soon as it is known
    this.mine = -1; // days up to here were asked for from here
    this.asking = null;
  }

  get moving() {
    return this.playing || this.wanted !== null;
  }

  /** New days have come: those that nobody here asked for are Mesa's Step or player, and are shown at once. */
  came(before) {
    if (this.run.last <= before) return;
    if (this.run.last > this.mine && !this.stragglers()) {
      this.playing = false;
      this.wanted = null;
      this.day = this.run.last;
    }
    this.reach();
  }

  /** Whether days that come are still those of Mesa's player, which was paused from here. */
  stragglers() {
    if (!this.pausedAt) return false;
    const now = performance.now();
    const late = Boolean(pauseButton()) || now - this.pausedAt < SETTLE;
    this.pausedAt = late ? now : null;
    return late;
  }

  /** An answer has come. */
  answered(id) {
    if (id !== this.asking) return;
    this.asking = null;
    if (!this.moving) this.mine = this.run.last;
    this.reach();
  }

  /** Go to a day that is known, or as far as is known. */
  go(day) {
    this.stop();
    this.day = Math.max(-1, Math.min(day, this.run.last));
    this.draw();
  }

  /** Go to a day that may have to be simulated first. */
  seek(day) {
    this.stop();
    this.wanted = Math.min(day, this.run.scene.days - 1);
    this.reach();
    this.draw();
  }

  stop() {
    this.playing = false;
    this.wanted = null;
    if (this.asking === null) this.mine = this.run.last;
    if (pauseMesa()) this.pausedAt = performance.now();
  }

  toggle() {
    const playing = !this.playing;
    this.stop();
    this.playing = playing;
    this.since = performance.now();
    if (playing) {
      if (this.run.over && this.day === this.run.last) this.day = -1;
      requestAnimationFrame((time) => this.tick(time));
    }
    this.draw();
  }

  tick(time) {
    if (!this.playing) return;
    const passed = Math.floor(((time - this.since) * this.pace) / 1000);
    const due = Math.min(this.day + passed, this.run.last);
    if (passed > 0) {
      // What could not be shown for want of days is not made up for.
      this.since = due === this.day + passed ? this.since + (1000 * passed) / this.pace : time;
      if (due !== this.day) {
        this.day = due;
        this.draw();
      }
    }
    if (this.run.over && this.day === this.run.last) {
      this.playing = false;
      this.draw();
      return;
    }
    this.more(this.day + 2 + Math.ceil(this.pace * LOOK_AHEAD));
    requestAnimationFrame((next) => this.tick(next));
  }

  /** Towards the day that is wanted. */
  reach() {
    if (this.wanted === null) return;
    this.day = Math.max(Math.min(this.wanted, this.run.last), this.day);
    if (this.wanted <= this.run.last || this.run.over) {
      this.day = Math.min(this.wanted, this.run.last);
      this.wanted = null;
    } else this.more(this.wanted);
    this.draw();
  }

  /** Ask for days up to one, where they are not known and not asked for. */
  more(day) {
    const until = Math.min(day, this.run.scene.days - 1);
    if (until <= this.run.last || this.asking !== null) return;
    this.mine = Math.max(this.mine, until);
    this.asking = this.ask("ahead", until + 1);
  }
}

/** Mesa's pause, where Mesa's player runs. */
function pauseButton() {
  return [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "❚❚");
}

/** Press Mesa's pause where Mesa's player runs; returns whether it did. */
function pauseMesa() {
  const pause = pauseButton();
  if (pause) pause.click();
  return Boolean(pause);
}
