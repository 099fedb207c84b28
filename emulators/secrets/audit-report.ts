/** Makes lines for people of what `npm audit --json` says. */

type Vulnerability = {
  readonly severity: string;
  readonly isDirect: boolean;
  readonly range: string;
  readonly fixAvailable: unknown;
};
type Audit = { readonly vulnerabilities?: Readonly<Record<string, Vulnerability>> };

const severities = ["critical", "high", "moderate", "low", "info"];

function read(json: string): Audit {
  try {
    return JSON.parse(json) as Audit;
  } catch {
    return {};
  }
}

export function reportOf(json: string): string[] {
  const { vulnerabilities } = read(json);
  if (!vulnerabilities) return ["audit: npm could not say (no network?); nothing is known"];
  const found = Object.entries(vulnerabilities).sort(
    ([, one], [, other]) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  );
  if (found.length === 0) return ["audit: nothing is known against what is deployed"];
  return [
    `audit: ${found.length} packages of what is deployed have known vulnerabilities`,
    ...found.map(([name, { severity, range, isDirect, fixAvailable }]) => {
      const how = fixAvailable === false ? "no fix yet" : "a fix is there";
      return `  ${severity.padEnd(9)} ${name} ${range} (${isDirect ? "direct" : "indirect"}, ${how})`;
    }),
  ];
}
