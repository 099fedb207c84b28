/** What a session remembers of the device that it began on: enough to be recognised, too little to be found by. */
import ipaddr from "ipaddr.js";

const agentLengthMax = 200;
/** The network that a provider hands out. */
const ipv4Prefix = 24;
const ipv6Prefix = 48;

/** The address's network, as `203.0.113.0/24`; `unknown` where it is no address. */
export function coarseAddress(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) {
    const network = ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${ipv4Prefix}`);
    return `${network.toString()}/${ipv4Prefix}`;
  }
  const [first = 0, second = 0, third = 0] = parsed.parts;
  return `${new ipaddr.IPv6([first, second, third, 0, 0, 0, 0, 0]).toString()}/${ipv6Prefix}`;
}

/** What the device called itself, fit to be shown. */
export const shownAgent = (userAgent: string) =>
  Array.from(userAgent.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ""))
    .slice(0, agentLengthMax)
    .join("");
