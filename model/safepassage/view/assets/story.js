// The story: a sentence for what happened, newest first; a click goes to its day. At the end, what it came to.

import { clear, html } from "./draw.js";

/** The list in a panel; `go(day)` shows a day. */
export class StoryList {
  constructor(parent, go) {
    this.go = go;
    this.scroll = html("div", "scroll", parent);
    this.end = html("details", "ending", this.scroll);
    this.list = html("ol", "lines", this.scroll);
    this.none = html("p", "none", this.scroll, "Nothing has happened yet. Press Step, or play.");
    this.rows = [];
  }

  draw({ run, day }) {
    this.summary(run, day === run.scene.days - 1);
    if (this.run !== run.number) this.rows.splice(0).forEach(({ item }) => item.remove());
    this.run = run.number;
    const kept = run.lines.findIndex((line, i) => !this.rows[i] || this.rows[i].text !== line[1]);
    const from = kept < 0 ? run.lines.length : kept;
    this.rows.splice(from).forEach(({ item }) => item.remove());
    for (const line of run.lines.slice(from)) this.rows.push(this.add(line));
    for (const row of this.rows) {
      if (row.item.hidden !== row.day > day) row.item.hidden = row.day > day;
      if (row.today !== (row.day === day)) row.item.classList.toggle("today", (row.today = row.day === day));
    }
    this.none.hidden = this.rows.some((row) => row.day <= day);
  }

  add([day, text]) {
    const item = html("li");
    this.list.prepend(item);
    const button = html("button", "line", item);
    button.type = "button";
    const [when, ...rest] = text.split(": ");
    html("b", "", button, when);
    html("span", "", button, rest.join(": "));
    button.addEventListener("click", () => this.go(day));
    return { day, text, item };
  }

  /** What the run came to, from its last day on; folded while an earlier day is shown. */
  summary({ end }, last) {
    const key = end.join("\n");
    if (key !== this.ended) {
      this.ended = key;
      clear(this.end);
      this.end.hidden = !end.length;
      html("summary", "", this.end, "What it came to");
      for (const sentence of end) html("p", "", this.end, sentence);
    }
    if (this.last !== last) this.end.open = this.last = last;
  }
}
