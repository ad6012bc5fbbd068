// The page's address holds the run that is shown: scenario, seed, levers and day; and the tab is named after it.

const QUIET = 400; // ms after which the day is written, so that a drag does not fill the browser's books

/** Keeps address and tab in step with the page; `open(query)` asks the server for another run. */
export class Address {
  constructor(open) {
    this.run = ""; // the query of the shown run, without the day
    this.led = true; // whether the next run is one to which the address leads
    this.jump = () => {};
    this.back = () => {
      const { query, day } = read(location.search);
      if (query === this.run) this.jump(day);
      else {
        this.led = true;
        open(location.search);
      }
    };
    window.addEventListener("popstate", this.back);
  }

  /** Another run is shown: a new entry of the history, unless the address led here. Returns the day that it asks for. */
  shows(query) {
    this.write(); // where the run that goes was left
    const asked = read(location.search), led = this.led && (asked.query === query || !this.run);
    if (led || asked.query === query) history.replaceState(history.state, "", link(query, led ? asked.day : null));
    else history.pushState({ top: 0 }, "", link(query, null));
    this.run = query;
    this.led = false;
    return led ? asked.day : null;
  }

  /** A day is shown. */
  at(title, day) {
    document.title = `${title}${day < 0 ? "" : `, day ${day + 1}`} – safepassage`;
    this.day = day < 0 ? null : day;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), QUIET);
  }

  /** Write the shown day into the address. */
  write() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.run || this.led || this.day === undefined) return;
    const url = link(this.run, this.day);
    if (url !== location.href) history.replaceState(history.state, "", url);
  }

  get href() {
    return location.href;
  }

  remove() {
    clearTimeout(this.timer);
    window.removeEventListener("popstate", this.back);
  }
}

function read(search) {
  const given = new URLSearchParams(search);
  const day = parseInt(given.get("day"), 10);
  given.delete("day");
  return { query: given.toString(), day: day > 0 ? day - 1 : null };
}

function link(query, day) {
  const url = new URL(location.href);
  url.search = day === null ? query : `${query}&day=${day + 1}`;
  return url.href;
}
