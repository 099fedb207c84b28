/**
 * Looks at a callable's body before the SDK decodes it. The SDK turns typed wrappers (`@type`) into lossy numbers
 * or an internal error, and a `__proto__` key into a prototype; Bourse's contracts know neither, so both are
 * refused here, as are values nested deeper than any contract.
 */
import type { Issue } from "./errors.js";

const depthMax = 12;
const valuesMax = 10_000;

/** The first problem of a JSON value, or null. Bounded in depth and in the number of values that it looks at. */
export function wireProblem(data: unknown): Issue | null {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: data, path: "", depth: 0 }];
  for (let seen = 0; waiting.length > 0; seen++) {
    const { value, path, depth } = waiting.pop() ?? { value: null, path: "", depth: 0 };
    if (seen >= valuesMax) return { field: "data", message: "holds too many values" };
    if (typeof value !== "object" || value === null) continue;
    if (depth >= depthMax) return { field: path.slice(0, 100) || "data", message: "is nested too deeply" };
    for (const key of Object.keys(value)) {
      const field = path ? `${path}.${key}` : key;
      if (key === "@type")
        return { field: path || "data", message: "must be plain JSON, without @type wrappers" };
      if (key === "__proto__") return { field, message: "is not a known field" };
      waiting.push({ value: (value as Record<string, unknown>)[key], path: field, depth: depth + 1 });
    }
  }
  return null;
}
