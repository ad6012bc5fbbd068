// What the page knows of a run: its scene, the latest frame, and the rows of all days so far.

import { outlook } from "./why.js";

/** Puts the frames of a run together; `gap` is called when one is missing. */
export class Story {
  constructor(gap) {
    this.gap = gap;
    this.begin(null);
  }

  begin(scene) {
    this.scene = scene;
    this.frame = null;
    this.people = [];
    this.reports = [];
    this.outlooks = new Map();
  }

  /** Take in a frame; false where days are missing before it or it belongs to another run. */
  add(frame) {
    if (!this.scene || frame.run !== this.scene.run) return false;
    if (frame.since > this.people.length) {
      this.gap();
      return false;
    }
    this.people.splice(frame.since, Infinity, ...frame.people);
    this.reports = this.reports.filter((report) => report.day < frame.since).concat(frame.reports);
    for (const row of frame.outlooks.map(outlook)) {
      if (!this.outlooks.has(row.enclave)) this.outlooks.set(row.enclave, []);
      const rows = this.outlooks.get(row.enclave);
      while (rows.length && rows[rows.length - 1].day >= row.day) rows.pop();
      rows.push(row);
    }
    this.frame = frame;
    return true;
  }
}
