/**
 * One server process of the build that is deployed, with real concurrency, as Cloud Run serves it. Every function
 * of the build answers under `/<project>/<region>/<name>`, the addresses of the functions emulator.
 *
 * Prints `listening <port>` when it can be called; ends when its standard input does.
 */
import type { AddressInfo } from "node:net";
import { http, type HttpFunction } from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";

type Domain = Record<string, unknown>;

const build = (await import(new URL("../../dist/index.js", import.meta.url).href)) as Record<string, Domain>;

http("bourse", (request, response) => {
  const [domain = "", name = ""] = request.path.split("/").at(-1)?.split("-") ?? [];
  const found = build[domain]?.[name];
  if (typeof found !== "function") return void response.status(404).send("no such function");
  return (found as HttpFunction)(request, response) as void;
});

const server = getTestServer("bourse");
// Longer than any client keeps a connection: one that is used again just as it ends looks like a lost server.
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();
