import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Mails } from "./mails.js";
import { listPage, mailPage } from "./page.js";

// `GET /` and `/messages/{id}` for people; `GET /api/messages?to=…`, `GET /api/messages/{id}` and
// `DELETE /api/messages` for programs. On loopback only, like everything local.

/** Mail is somebody else's HTML: no scripts, and nothing is fetched from anywhere. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'self'";

export function createMailboxServer(mails: Mails): Server {
  return createServer((request, response) => {
    response.setHeader("content-security-policy", policy);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("cache-control", "no-store");
    serve(mails, request, response);
  });
}

function serve(mails: Mails, { method = "GET", url = "/" }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const to = searchParams.get("to") ?? undefined;
  const [, api, id, part] = /^(\/api)?\/messages(?:\/([0-9a-f-]{36})(\/html)?)?$/.exec(pathname) ?? [];
  const isMessages = pathname.startsWith("/api/messages") || pathname.startsWith("/messages");
  if (method === "DELETE" && pathname === "/api/messages") {
    mails.clear();
    return void response.writeHead(204).end();
  }
  if (method !== "GET") return json(response, 405, { error: "only GET, and DELETE of /api/messages" });
  if (pathname === "/") return html(response, 200, listPage(mails.list(to), to));
  if (!isMessages || (part && api)) return json(response, 404, { error: "there is no such page" });
  if (api && id === undefined) return json(response, 200, { messages: mails.list(to) });
  const mail = id === undefined ? undefined : mails.get(id);
  if (!mail) return json(response, 404, { error: "there is no such message" });
  if (api) return json(response, 200, mail);
  return html(response, 200, part ? mail.html : mailPage(mail));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}
