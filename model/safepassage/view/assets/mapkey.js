// The key of the map.

import { html } from "./draw.js";
import { KIND_NAMES, groundColour, kindColour } from "./palette.js";

/** Entries for holders, damage, sieges, fronts and buses, beside the map's title. */
export function mapKey(title) {
  const legend = html("div", "legend", title);
  const key = (className, text, style = "") => {
    const entry = html("span", `key ${className === "elsewhere" ? "only-beside" : ""}`.trim(), legend);
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
  key("elsewhere", "held by another side in the run beside");
}
