/** Moments for the screen, in the reader's own time zone. */
const dateAndTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const timeOnly = new Intl.DateTimeFormat("en", { timeStyle: "medium" });
const dayOnly = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });

export const formatMoment = (iso: string): string => dateAndTime.format(new Date(iso));
export const formatTime = (iso: string): string => timeOnly.format(new Date(iso));
export const formatDay = (iso: string): string => dayOnly.format(new Date(iso));
