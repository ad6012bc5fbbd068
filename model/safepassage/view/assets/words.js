// Numbers and dates as people write them.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 12,345 */
export function count(n) {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 12,345 as 12k, for an axis. */
export function short(n) {
  if (n >= 1e6) return `${trim(n / 1e6)}m`;
  if (n >= 1e3) return `${trim(n / 1e3)}k`;
  return trim(n);
}

/** 29,512 as 30k, 2,951 as 3k: where there is room for no more. */
export function brief(n) {
  return n >= 1e4 ? `${Math.round(n / 1e3)}k` : n < 1e3 ? String(n) : short(Math.round(n / 100) * 100);
}

function trim(x) {
  return String(Math.round(x * 100) / 100);
}

/** The date of a day of the run. */
export function dateOf(start, day) {
  const date = new Date(`${start}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + day);
  return date;
}

/** 24 Mar */
export function dayMonth(start, day) {
  const date = dateOf(start, day);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export function monthName(date) {
  return MONTHS[date.getUTCMonth()];
}

/** "1 bus", "2 buses" */
export function plural(n, one, many) {
  return `${count(n)} ${n === 1 ? one : many}`;
}
