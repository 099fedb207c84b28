/**
 * Looks at a callable's request before the SDK decodes it. The SDK turns typed wrappers (`@type`) into lossy numbers
 * or an internal error, and a `__proto__` key into a prototype; Bourse's contracts know neither, so both are
 * refused here. So are values nested deeper than any contract, and strings that are no Unicode: Firestore's client
 * repeats a request with one for seconds before it gives up. A request that the SDK would refuse without details
 * (and with its body in the log) is refused here with them.
 */
import type { Issue } from "./errors.js";

/** Bytes of a request: many times the largest that any contract allows. */
const bytesMax = 64 * 1024;
const depthMax = 12;
const valuesMax = 10_000;
const fieldLengthMax = 100;

const loneSurrogate = /\p{Surrogate}/u;

const issue = (field: string, message: string): Issue => ({
  field: field.slice(0, fieldLengthMax) || "data",
  message,
});

type Envelope = {
  readonly headers: { readonly "content-type"?: string | undefined };
  readonly body: unknown;
};

type Sized = { readonly rawBody?: Buffer | undefined };

/** A request that is larger than any contract allows: nothing in it is looked at. */
export function sizeProblem({ rawBody }: Sized): Issue | null {
  if ((rawBody?.length ?? 0) <= bytesMax) return null;
  return issue("data", `must be at most ${bytesMax} bytes as a whole`);
}

/** What is wrong with a POST around its data, or null. */
export function envelopeProblem({ headers, body }: Envelope): Issue | null {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    return issue("content-type", "must be application/json");
  }
  if (typeof body !== "object" || body === null || !("data" in body)) return issue("data", "is missing");
  const unknown = Object.keys(body).find((key) => key !== "data");
  return unknown === undefined ? null : issue(unknown, "is not a known field");
}

/** The first problem of a JSON value, or null. Bounded in depth and in the number of values that it looks at. */
export function wireProblem(data: unknown): Issue | null {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: data, path: "", depth: 0 }];
  for (let seen = 0; waiting.length > 0; seen++) {
    const { value, path, depth } = waiting.pop() ?? { value: null, path: "", depth: 0 };
    if (seen >= valuesMax) return issue("", "holds too many values");
    if (typeof value === "string" && loneSurrogate.test(value))
      return issue(path, "must be well-formed text");
    if (typeof value !== "object" || value === null) continue;
    if (depth >= depthMax) return issue(path, "is nested too deeply");
    for (const key of Object.keys(value)) {
      const field = path ? `${path}.${key}` : key;
      if (key === "@type") return issue(path, "must be plain JSON, without @type wrappers");
      if (key === "__proto__") return issue(field, "is not a known field");
      waiting.push({ value: (value as Record<string, unknown>)[key], path: field, depth: depth + 1 });
    }
  }
  return null;
}
