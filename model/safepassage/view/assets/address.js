// The page's address holds the run that is shown: scenario, seed, levers and day; and the tab is named after it.

const QUIET = 400; // ms after which the day is written, so that a drag does not fill the browser's books

/** Keeps address and tab in step with the page; back and forward to another run load the page anew. */
export class Address {
  constructor() {
    this.run = ""; // the query of the shown run, without the day
    this.jump = () => {};
    this.back = () => {
      const { query, day } = read(location.search);
      if (query === this.run) this.jump(day);
      else location.reload();
    };
    window.addEventListener("popstate", this.back);
  }

  /** A run is shown: the first is the one that the address asks for, others are new entries of the browser's history.
   * Returns the day that the address asks for. */
  shows(query) {
    const first = !this.run, asked = read(location.search);
    this.write(); // where the run that goes was left
    if (first || asked.query === query) history.replaceState(history.state, "", link(query, first ? asked.day : null));
    else history.pushState({ top: 0 }, "", link(query, null));
    this.run = query;
    return first ? asked.day : null;
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
    if (!this.run || this.day === undefined) return;
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
