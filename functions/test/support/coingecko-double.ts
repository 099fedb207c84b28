/** A CoinGecko on loopback that answers whatever a test wants, and counts what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export type CoingeckoDouble = {
  readonly url: string;
  /** Requests in the order they came. */
  readonly asked: { readonly address: URL; readonly headers: IncomingMessage["headers"] }[];
  /** What the next requests are answered with: one each, the last for all that follow. */
  script(...answers: Answering[]): void;
  close(): Promise<void>;
};

export async function startCoingecko(): Promise<CoingeckoDouble> {
  let answers: Answering[] = [];
  const asked: CoingeckoDouble["asked"] = [];
  const server = createServer((request, response) => {
    asked.push({ address: new URL(request.url ?? "/", "http://double"), headers: request.headers });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, asked },
    script: (...given) => {
      answers = given;
      asked.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const body =
  (text: string | Buffer, status = 200, headers: Record<string, string> = {}): Answering =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
