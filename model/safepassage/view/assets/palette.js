// Colours. Kinds of holders differ in lightness as well as in hue, so that they stay apart for colour-blind people and
// in grey; destinations have strong colours, each far from all holders' and from each other for everybody.

const KINDS = {
  government: "#a9b8c6",
  garrison: "#6c86ba",
  rebel: "#4f9f88",
  jihadist: "#dda63a",
  islamic_state: "#5b4775",
};

export const KIND_NAMES = {
  rebel: "rebels",
  jihadist: "jihadists",
  islamic_state: "Islamic State",
  garrison: "government side, besieged",
  government: "government",
};

const PLACES = ["#0c32f2", "#f26df2", "#59162d", "#f2f200", "#6df2b0", "#2d0059", "#a60000"];

export const SHARES = {
  inside: "#8fa0ae",
  stayed: "#d3dce4",
  boarded: "#37474f",
  crossed: "#b9ad86",
  killed: "#8e2a1c",
  strength: "#c8553d",
};

/** The colour of a kind of holder. */
export function kindColour(kind) {
  return KINDS[kind] || "#999999";
}

/** The colour of a district: its holder's, the darker the more of its housing is damaged. */
export function groundColour(kind, damage) {
  return mix("#ffffff", kindColour(kind), 0.58 + 0.42 * damage);
}

/** The colour of a destination, by its number. */
export function placeColour(number) {
  return PLACES[number % PLACES.length];
}

function mix(a, b, share) {
  const parts = [1, 3, 5].map((i) => {
    const x = parseInt(a.slice(i, i + 2), 16), y = parseInt(b.slice(i, i + 2), 16);
    return Math.round(x + share * (y - x)).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
