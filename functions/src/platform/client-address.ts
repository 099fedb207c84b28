/**
 * Where a request comes from. Every proxy appends the address that it was called from to `X-Forwarded-For`, so only
 * the last entries are true: as many as there are proxies of ours (`TRUSTED_HOPS`). What stands before them was
 * sent by the client and is never read. A function that is called directly has one such proxy, Google's front end;
 * a call through hosting has more, and counts as the hosting node's, because the same function can be called
 * directly with any header.
 */
import ipaddr from "ipaddr.js";
import { trustedHops } from "./config.js";

export type Forwarded = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
};

/** Of an IPv6 address the first 64 bits are the subscriber's: he has all addresses below them. */
const networkBits = 64;
const partBits = 16;

/** For requests that tell nothing, as over the emulator's local sockets: they count together. */
export const unknownAddress = "unknown";
/** `::1` in its spelling here. */
const loopbackNetwork = "::/64";

/**
 * The caller's address, in one spelling for all spellings of the same caller: IPv4 in dots, also where it was
 * mapped into IPv6; of IPv6 the /64 network, in lower case, without zone.
 */
export function clientAddress({ headers, socket }: Forwarded, hops = trustedHops()): string {
  const header = headers["x-forwarded-for"] ?? "";
  const entries = (Array.isArray(header) ? header.join(",") : header).split(",").filter(Boolean);
  // Each proxy appends whom it was called by; the last of them calls us.
  const chain = [...entries, socket?.remoteAddress ?? ""];
  const trusted = hops === 0 ? chain.at(-1) : (chain.at(-1 - hops) ?? chain[0]);
  return normalisedAddress(trusted) ?? normalisedAddress(socket?.remoteAddress) ?? unknownAddress;
}

/** Whether the address is nobody's in particular: this machine itself, or none. */
export const isNobodys = (address: string) =>
  address === unknownAddress || address.startsWith("127.") || address === loopbackNetwork;

/** An address in its one spelling; undefined where the text is none. */
export function normalisedAddress(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? "";
  if (!ipaddr.IPv4.isValidFourPartDecimal(trimmed) && !ipaddr.IPv6.isValid(trimmed)) return undefined;
  const address = ipaddr.process(trimmed);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const network = new ipaddr.IPv6(
    address.parts.map((part, index) => (index < networkBits / partBits ? part : 0)),
  );
  return `${network.toString()}/${networkBits}`;
}
