// A word of help for each panel, behind a button in its title.

import { html } from "./draw.js";

export const HELP = {
  map: "Districts that lie together share a panel, each in its true direction from its neighbours; areas are no measure of "
    + "size. The colour is the holder's, darker the more housing is damaged; destinations have colours of their own, which "
    + "they share with nobody. A thick outline is a siege, a dashed one the line between two groups, red edges and arrows "
    + "are fronts under assault. Roads lead to the boxes of the destinations; buses carry their number and stand where "
    + "they are at noon.",
  time: "Drag the slider to any day that was simulated, or use the arrow keys; page up and page down go to the next "
    + "important day, and so does a click on a mark. Play goes on from the shown day, first through known days, then "
    + "through new ones. Step and Reset in the side bar are Mesa's own controls: Step simulates one day more (its count "
    + "of steps is a count of days), Reset begins anew with the scenario, seed and levers that are set.",
  ledger: "A row for each enclave with its stage and, once it has signed, the terms in words. A click on a row chooses the "
    + "enclave of Why.",
  story: "What happened, newest first. A click on a line shows its day. When the run is over, its sum stands above.",
  people: "Above, who is inside the enclaves and who stayed in districts that changed hands; in the middle, who left and "
    + "where to; below, the strength of the assaults. A dashed line is the run beside; the band is where 80 % of many "
    + "runs lie: above for all at home, in the middle for all who have arrived.",
  why: "For each side, what fighting on is worth (full line) and the best deal that the other side would still sign (dashed). "
    + "Where the deal is worth more the bargaining range is open (shaded). Below, how much of the defence is broken, and "
    + "what the group believes. Then in words: what both sides know, want and would sign, and what residents say.",
  reports: "What the monitor, state media and the United Nations say, newest first; denials in red. The switch shows what "
    + "happened beside what was reported. Nobody inside the model reads the truth here.",
  compare: "Another run with the same seed: chance falls the same way in both, so what differs comes from what was changed. "
    + "Each chart is this run less the other, day by day; above the line this run has more.",
};

/** Put a help button into a panel's title. */
export function help(panel, name) {
  const title = panel.querySelector("h3");
  const button = html("button", "ask", title, "?");
  const text = html("p", "help-text", panel, HELP[name]);
  title.after(text);
  text.id = `help-${name}`;
  text.hidden = true;
  button.type = "button";
  button.setAttribute("aria-label", `What ${title.firstChild.textContent} shows`);
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", text.id);
  button.addEventListener("click", () => {
    text.hidden = !text.hidden;
    button.setAttribute("aria-expanded", String(!text.hidden));
  });
}
