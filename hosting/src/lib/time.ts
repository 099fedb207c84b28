/** Moments for the screen, in the reader's own time zone. */
const thisYear = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
});
const anyYear = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
});
const timeOnly = new Intl.DateTimeFormat("en", { timeStyle: "medium" });

export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  return (moment.getFullYear() === new Date().getFullYear() ? thisYear : anyYear).format(moment);
}

/** For a phone's width. */
export const formatShortMoment = (iso: string): string => short.format(new Date(iso));
export const formatTime = (iso: string): string => timeOnly.format(new Date(iso));
