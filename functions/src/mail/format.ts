/** Numbers and times as a reader's country writes them. Amounts stay decimal strings: none becomes a float. */
const fallback = "en";

/** The locale, or English where the runtime can make nothing of it. */
function usable(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale)[0] ?? fallback;
  } catch (error) {
    if (error instanceof RangeError) return fallback;
    throw error;
  }
}

/** Prices may have more decimals than money. */
const priceDecimalsMax = 12;
const quantityDecimalsMax = 18;

/** The formatter takes an exact decimal as a string; its type does not know yet. */
const exact = (decimal: string) => decimal as unknown as number;

export function formatUsd(decimal: string, locale: string): string {
  const format = new Intl.NumberFormat(usable(locale), {
    ...{ style: "currency", currency: "USD", maximumFractionDigits: priceDecimalsMax },
  });
  return format.format(exact(decimal));
}

export function formatQuantity(decimal: string, locale: string): string {
  const format = new Intl.NumberFormat(usable(locale), { maximumFractionDigits: quantityDecimalsMax });
  return format.format(exact(decimal));
}

/** In UTC, and it says so. */
export function formatMoment(iso: string, locale: string): string {
  const format = new Intl.DateTimeFormat(usable(locale), {
    ...{ year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ timeZone: "UTC", timeZoneName: "short" },
  });
  return format.format(new Date(iso));
}

/** @param month `YYYY-MM` */
export function formatMonth(month: string, locale: string): string {
  const format = new Intl.DateTimeFormat(usable(locale), { year: "numeric", month: "long", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}
