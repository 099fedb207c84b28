/**
 * A test double of a MongoDB server: as much of its wire protocol (OP_MSG, and OP_QUERY for the first hello) as the real
 * driver uses to read. It holds a few collections in memory.
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import { deserialize, Long, serialize, type Document } from "bson";

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const headerBytes = 16;
const notFound = 26;

export type MongoDouble = {
  readonly uri: string;
  /** Names of the commands that were asked for, in their order. */
  readonly asked: string[];
  close(): Promise<void>;
};

type Cursors = Map<string, { readonly namespace: string; rest: Document[] }>;

/** @param failAt the number of the getMore that fails */
export async function startMongoDouble(
  database: string,
  collections: Readonly<Record<string, readonly Document[]>>,
  failAt = Infinity,
): Promise<MongoDouble> {
  const asked: string[] = [];
  const cursors: Cursors = new Map();
  const sockets = new Set<Socket>();
  let getMores = 0;
  const answer = (command: Document): Document => {
    const name = Object.keys(command)[0] ?? "";
    asked.push(name);
    switch (name.toLowerCase()) {
      case "hello":
      case "ismaster":
        return hello;
      case "listcollections": {
        const firstBatch = Object.keys(collections).map((it) => ({ name: it, type: "collection" }));
        return cursor(0, `${database}.$cmd.listCollections`, { firstBatch });
      }
      case "count":
        return { n: collections[String(command["count"])]?.length ?? 0, ok: 1 };
      case "find":
        return find(command);
      case "getmore":
        if (++getMores >= failAt) return { ok: 0, code: notFound, errmsg: "the double fails here" };
        return more(command);
      default:
        return { ok: 1 };
    }
  };
  const find = (command: Document): Document => {
    const name = String(command["find"]);
    const all = [...(collections[name] ?? [])];
    const batchSize = Number(command["batchSize"] ?? 101);
    const id = all.length > batchSize ? cursors.size + 1 : 0;
    const namespace = `${database}.${name}`;
    if (id > 0) cursors.set(String(id), { namespace, rest: all.slice(batchSize) });
    return cursor(id, namespace, { firstBatch: all.slice(0, batchSize) });
  };
  const more = (command: Document): Document => {
    const id = Number(command["getMore"]);
    const open = cursors.get(String(id));
    if (!open) return { ok: 0, code: 43, errmsg: "cursor not found" };
    const nextBatch = open.rest.splice(0, Number(command["batchSize"] ?? 101));
    return cursor(open.rest.length > 0 ? id : 0, open.namespace, { nextBatch });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `mongodb://127.0.0.1:${port}/${database}`,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const hello: Document = {
  ...{ helloOk: true, isWritablePrimary: true, ismaster: true, readOnly: false },
  ...{ minWireVersion: 0, maxWireVersion: 21, maxBsonObjectSize: 16 * 1024 * 1024 },
  ...{ maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000, logicalSessionTimeoutMinutes: 30 },
  ...{ connectionId: 1, ok: 1 },
};

const cursor = (id: number, namespace: string, batch: Document): Document => ({
  cursor: { id: Long.fromNumber(id), ns: namespace, ...batch },
  ok: 1,
});

/** Messages begin with their length, the number of the request, that of the request they answer, and their kind. */
function serve(socket: Socket, answer: (command: Document) => Document): void {
  let rest = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headerBytes && rest.length >= rest.readInt32LE(0)) {
      const message = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(message.length);
      socket.write(reply(message, answer));
    }
  });
}

function reply(message: Buffer, answer: (command: Document) => Document): Buffer {
  const [requestId, kind] = [message.readInt32LE(4), message.readInt32LE(12)];
  if (kind === opMsg) {
    // Flags, then a section of kind 0: the command.
    const command = deserialize(message.subarray(headerBytes + 5));
    const flagsAndKind = Buffer.alloc(5);
    return framed(opMsg, requestId, [flagsAndKind, serialize(answer(command))]);
  }
  if (kind !== opQuery) throw new Error(`the double does not know messages of kind ${kind}`);
  const nameEnd = message.indexOf(0, headerBytes + 4);
  const command = deserialize(message.subarray(nameEnd + 9));
  const head = Buffer.alloc(20);
  head.writeInt32LE(8, 0);
  head.writeInt32LE(1, 16);
  return framed(opReply, requestId, [head, serialize(answer(command))]);
}

function framed(kind: number, responseTo: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(headerBytes);
  header.writeInt32LE(headerBytes + body.length, 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(kind, 12);
  return Buffer.concat([header, body]);
}
