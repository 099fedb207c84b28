/**
 * An issuer of ID tokens with keys of its own, which the real Admin SDK fetches over loopback in place of Google's:
 * all of its verification runs as it does when deployed.
 */
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import { Agent } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { projectId, uniqueName } from "./backend.js";

type Part = Record<string, unknown>;
const encoded = (part: Part) => Buffer.from(JSON.stringify(part)).toString("base64url");

const keyId = "the-current-key";
export const secondsOf = (atMs: number) => Math.floor(atMs / 1_000);

/** What a token of the platform says. */
export const claimsOf = (uid: string, nowMs: number): Part => ({
  ...{ iss: `https://securetoken.google.com/${projectId}`, aud: projectId, sub: uid, user_id: uid },
  ...{ auth_time: secondsOf(nowMs) - 60, iat: secondsOf(nowMs) - 60, exp: secondsOf(nowMs) + 3_540 },
});

export type Issuer = {
  readonly verifyIdToken: (token: string) => Promise<unknown>;
  /** A token with these claims, signed as the platform signs. */
  readonly sign: (claims: Part, header?: Part) => string;
  /** The same with a key that was never published. */
  readonly signWithOther: (claims: Part, header?: Part) => string;
  readonly unsigned: (claims: Part) => string;
  /** Signed with the published key as if it were a shared secret. */
  readonly signWithSecret: (claims: Part) => string;
  readonly fetches: () => number;
  readonly close: () => Promise<void>;
};

/** Speaks plain HTTP with a server of this machine where the SDK asks for Google's. */
class Loopback extends Agent {
  constructor(private readonly port: number) {
    super({ keepAlive: false });
  }
  override createConnection(): ReturnType<Agent["createConnection"]> {
    return connect(this.port, "127.0.0.1");
  }
}

const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

/** @param broken the keys cannot be had */
export async function startIssuer({ broken = false } = {}): Promise<Issuer> {
  const own = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const published = own.publicKey.export({ type: "spki", format: "pem" }) as string;
  let fetches = 0;
  const server = createServer((_, response) => {
    fetches++;
    response.statusCode = broken ? 503 : 200;
    response.setHeader("content-type", "application/json").setHeader("cache-control", "public, max-age=3600");
    response.end(JSON.stringify(broken ? { error: "down" } : { [keyId]: published }));
  });
  const httpAgent = new Loopback(await listening(server));
  const app = initializeApp({ projectId, httpAgent }, uniqueName("issuer-"));
  const token = (header: Part, claims: Part, signed: (text: string) => string) => {
    const text = `${encoded(header)}.${encoded(claims)}`;
    return `${text}.${signed(text)}`;
  };
  const withKey =
    (key: KeyObject) =>
    (claims: Part, header: Part = {}) =>
      token({ alg: "RS256", kid: keyId, typ: "JWT", ...header }, claims, (text) =>
        createSign("RSA-SHA256").update(text).sign(key, "base64url"),
      );
  return {
    verifyIdToken: (presented) => getAuth(app).verifyIdToken(presented),
    sign: withKey(own.privateKey),
    signWithOther: withKey(other.privateKey),
    unsigned: (claims) => token({ alg: "none", typ: "JWT" }, claims, () => ""),
    signWithSecret: (claims) =>
      token({ alg: "HS256", kid: keyId, typ: "JWT" }, claims, (text) =>
        createHmac("sha256", published).update(text).digest("base64url"),
      ),
    fetches: () => fetches,
    close: async () => {
      await deleteApp(app);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
