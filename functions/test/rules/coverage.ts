/** The Firestore emulator's report on its rules: which expressions were evaluated, and to what. */
import { host, projectId } from "../support/backend.js";

type Node = {
  readonly sourcePosition: { line: number; column: number; currentOffset: number; endOffset: number };
  readonly values?: readonly { value: Record<string, unknown>; count: number }[];
  readonly children?: readonly Node[];
};
type Report = { readonly rules: { files: { content: string }[] }; readonly report?: readonly Node[] };

export async function fetchCoverage(): Promise<Report> {
  const address = `http://${host}:8080/emulator/v1/projects/${projectId}:ruleCoverage`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  return (await answer.json()) as Report;
}

export type Gate = {
  /** Expressions of the rules that are true or false. */
  readonly conditions: number;
  /** What was seen only one way, never, or as an error: one sentence each. */
  readonly gaps: string[];
};

const conditional = /==|!=|<|>|&&|\|\||!|\bin\b|\bis\b|\w+\(.*\)$/s;

const withoutValue = ({ values = [] }: Node) =>
  values.reduce((sum, { value, count }) => (Object.keys(value).length === 0 ? sum + count : sum), 0);

/**
 * Requires of every boolean expression that it has been true and that it has been false. The literal `true` cannot
 * be false; it must have been reached.
 */
export function gateOf({ rules, report = [] }: Report): Gate {
  const [{ content } = { content: "" }] = rules.files;
  const gaps: string[] = [];
  let conditions = 0;
  const walk = (node: Node): void => {
    const { line, currentOffset, endOffset } = node.sourcePosition;
    // Offsets count bytes, and both ends are inside.
    const text = Buffer.from(content)
      .subarray(currentOffset, endOffset + 1)
      .toString()
      .trim();
    const values = (node.values ?? []).map(({ value }) => value);
    const seen = values.map((value) => value["boolValue"] ?? value["bool_value"]);
    const say = (problem: string) => gaps.push(`line ${line}: \`${text}\` ${problem}`);
    const literal = text === "true" || text === "false";
    const isBoolean = literal || conditional.test(text) || seen.some((it) => typeof it === "boolean");
    if (isBoolean) {
      conditions++;
      if (values.length === 0) say("was never reached");
      else if (!literal && !seen.includes(true)) say("was never true");
      else if (!literal && !seen.includes(false)) say("was never false");
    }
    // No value: not evaluated, and then its parts were not either; or evaluated with an error.
    const least = Math.min(...(node.children ?? []).map(withoutValue));
    if (least < Infinity && withoutValue(node) > least) say("ended in an error");
    for (const child of node.children ?? []) walk(child);
  };
  for (const node of report) walk(node);
  return { conditions, gaps };
}
