/** Changes of records that the audit must find. */
/** Paths of everything in a value that is no object, arrays included. */
export function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

export function changeAt(root: unknown, path: readonly string[], change: (value: unknown) => unknown): void {
  const last = path.at(-1) ?? "";
  const holder = path.slice(0, -1).reduce((value, key) => (value as Record<string, unknown>)[key], root);
  const object = holder as Record<string, unknown>;
  object[last] = change(object[last]);
}

/** Another value of the same looks: amounts stay amounts, times stay times. */
export function tampered(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return "x";
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return value.replace(/^\d{4}/, (year) => String(Number(year) ^ 1));
  if (/^-?[\d.]+$/.test(value)) {
    const changed = value.replace(/[1-9]/, (digit) => String((Number(digit) % 9) + 1));
    return changed === value ? value.replace(/0/, "1") : changed;
  }
  return `${value}x`;
}
