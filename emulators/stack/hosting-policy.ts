/**
 * The content security policy that is deployed knows no loopback address. On this machine the page talks to the
 * emulators, so the local stack serves a firebase.json of its own, with just their addresses added.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { host, type Ports } from "./addresses.js";

const policyName = "Content-Security-Policy";
/** Beside firebase.json, because its paths are relative to it. Git ignores it. */
const localName = "firebase.local.json";

type Header = { readonly key: string; readonly value: string };
type Config = {
  readonly hosting?: { readonly headers?: readonly { readonly headers: readonly Header[] }[] };
};

/** @returns the file that the emulators are to read: the given one where it has no such policy */
export async function writeLocalConfig(configFile: string, ports: Ports): Promise<string> {
  const config = JSON.parse(readFileSync(configFile, "utf8")) as Config;
  if (!config.hosting?.headers) return configFile;
  const file = join(dirname(configFile), localName);
  await writeFile(file, `${JSON.stringify(withEmulators(config, ports), null, 2)}\n`);
  return file;
}

function withEmulators({ hosting, ...config }: Config, ports: Ports): Config {
  const headers = hosting?.headers?.map((rule) => ({
    ...rule,
    headers: rule.headers.map(({ key, value }) => ({
      key,
      value: key === policyName ? localPolicy(value, ports) : value,
    })),
  }));
  return { ...config, hosting: { ...hosting, ...(headers && { headers }) } };
}

/** The policy with the emulators' addresses where the page needs them. */
export function localPolicy(policy: string, ports: Ports): string {
  const services = [ports.auth, ports.firestore, ports.functions, ports.storage].map(
    (port) => `http://${host}:${port}`,
  );
  const more: Record<string, string[]> = {
    "connect-src": services,
    "img-src": [`http://${host}:${ports.storage}`],
  };
  return policy
    .split("; ")
    .map((directive) => [directive, ...(more[directive.split(" ")[0] ?? ""] ?? [])].join(" "))
    .join("; ");
}
