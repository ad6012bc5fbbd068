// What the page knows of a run: its scene, every evening so far, and the story.

import { outlook } from "./why.js";

/** One run, put together from the parts of messages. */
export class Run {
  constructor() {
    this.number = 0;
    this.begin(null);
  }

  begin(scene) {
    this.scene = scene;
    this.days = []; // the evening before day 1, then each day's
    this.people = []; // of each day
    this.outlooks = new Map(); // by the number of the enclave
    this.reports = [];
    this.marks = []; // {day, kind, enclave}
    this.lines = []; // [day, sentence]
    this.end = [];
  }

  /** Take in what a message says of this run; false where something is missing before it. */
  take(part) {
    if (part.scene) {
      this.number = part.number;
      this.begin(part.scene);
    }
    if (part.number !== this.number || part.since > this.days.length) return false;
    part.days.slice(this.days.length - part.since).forEach((changed) => this.add(changed));
    this.lines.splice(part.told.from, Infinity, ...part.told.lines);
    this.end = part.end;
    return true;
  }

  /** An evening, told by what differs from the one before. */
  add(changed) {
    const day = { ...this.days[this.days.length - 1], ...changed };
    this.days.push(day);
    if (day.day >= 0) this.people.push(day.people);
    for (const row of day.outlooks.map(outlook)) {
      if (!this.outlooks.has(row.enclave)) this.outlooks.set(row.enclave, []);
      this.outlooks.get(row.enclave).push(row);
    }
    this.reports.push(...day.reports);
    for (const [kind, enclave] of day.marks) this.marks.push({ day: day.day, kind, enclave });
  }

  /** The last day that was simulated, -1 before the first. */
  get last() {
    return this.days.length - 2;
  }

  get over() {
    return this.scene !== null && this.last === this.scene.days - 1;
  }

  /** The evening of a day, the nearest known one. */
  at(day) {
    return this.days[Math.max(0, Math.min(day, this.last) + 1)];
  }
}
