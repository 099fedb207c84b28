/** Somebody's own server that takes webhooks: a real one on loopback, with its own verification. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: { id: string; type: string; createdAt: string; data: Record<string, string> };
};

export type Receiver = {
  readonly url: string;
  readonly received: readonly Received[];
  /** What the next requests are answered with, in their order; 200 after them. */
  readonly answerWith: (...statuses: number[]) => void;
  /** Waits for requests that satisfy `wanted`. */
  readonly until: (wanted: (received: readonly Received[]) => boolean, deadlineMs?: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const statuses: number[] = [];
  let wake: () => void = () => undefined;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      received.push({ headers, body, event: JSON.parse(body) as Received["event"] });
      response.writeHead(statuses.shift() ?? 200).end("noted");
      wake();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answerWith: (...next) => void statuses.push(...next),
    until: async (wanted, deadlineMs = 60_000) => {
      const deadline = Date.now() + deadlineMs;
      while (!wanted(received)) {
        const leftMs = deadline - Date.now();
        const types = received.map(({ event }) => event.type).join(", ");
        if (leftMs <= 0) throw new Error(`not within ${deadlineMs} ms; received: ${types}`);
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, leftMs);
        });
        clearTimeout(timer);
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const toleranceMs = 300_000;

/** Standard Webhooks' verification, written from the specification: id, age and one signature that is right. */
export function isGenuine({ headers, body }: Received, secret: string, nowMs = Date.now()): boolean {
  const {
    "webhook-id": id = "",
    "webhook-timestamp": timestamp = "",
    "webhook-signature": signatures = "",
  } = headers;
  if (Math.abs(nowMs - Number(timestamp) * 1000) > toleranceMs) return false;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(" ").some((signature) => {
    const [version, encoded = ""] = signature.split(",");
    const given = Buffer.from(encoded, "base64");
    return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
