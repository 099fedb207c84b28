/**
 * Where webhooks may go. An address is written by a user and asked for by us, from inside: it must lead out. The name
 * is judged when it is saved and again when it is used; what it resolves to is judged at every connection, because
 * names change what they stand for.
 */
import ipaddr from "ipaddr.js";

export type AddressRules = {
  /** Whether this machine itself may be reached, over plain HTTP and on any port: on the local stack. */
  readonly loopback: boolean;
};

const ports: ReadonlySet<string> = new Set(["", "443", "8443"]);
/** Names that only mean something inside a network. */
const innerSuffixes = [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion"];

type Reach = "public" | "loopback" | "inner";

/** What an IP address is, by the registries of special-purpose addresses. Forms that hold a v4 address count as it. */
export function reachOf(text: string): Reach {
  if (!ipaddr.isValid(text)) return "inner";
  let address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) address = address.toIPv4Address();
  const range: string = address.range();
  if (range === "loopback") return "loopback";
  if (range !== "unicast") return "inner";
  if (address instanceof ipaddr.IPv4) return "public";
  // Of v6, only this block is given out to the public internet.
  return address.match(ipaddr.IPv6.parse("2000::"), globalBits) ? "public" : "inner";
}

const globalBits = 3;

const isLoopbackName = (host: string) => host === "localhost" || host.endsWith(".localhost");

/** The host of a URL without brackets and final dot. The parser has made each way to write a v4 address one. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

/** @returns what is wrong with the address, as the end of a sentence about the field; null: nothing */
export function addressProblem(text: string, { loopback }: AddressRules): string | null {
  if (!URL.canParse(text)) return "must be an address, like https://example.com/hooks";
  const url = new URL(text);
  const host = hostOf(url);
  const literal = ipaddr.isValid(host);
  const local = isLoopbackName(host) || (literal && reachOf(host) === "loopback");
  if (url.username !== "" || url.password !== "") return "must carry no user name and no password";
  if (url.hash !== "") return "must have no fragment";
  if (local) return loopback && /^https?:$/.test(url.protocol) ? null : "must be reachable from the internet";
  if (url.protocol !== "https:") return "must begin with https://";
  if (!ports.has(url.port)) return "must have the port 443 or 8443";
  if (literal) return reachOf(host) === "public" ? null : "must be reachable from the internet";
  const isInner = !host.includes(".") || innerSuffixes.some((suffix) => host.endsWith(suffix));
  return isInner ? "must be reachable from the internet" : null;
}

/** Whether a connection for this URL may go to an address that its name resolves to. */
export function mayConnect({ protocol }: URL, address: string, { loopback }: AddressRules): boolean {
  const reach = reachOf(address);
  // Plain HTTP never leaves this machine.
  if (protocol === "http:") return loopback && reach === "loopback";
  return reach === "public" || (loopback && reach === "loopback");
}
