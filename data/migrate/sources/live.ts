/** A running MongoDB. It is only read. */
import { MongoClient, MongoError } from "mongodb";
import { typedValues } from "./bson-rows.js";
import { SourceError, type Row, type Source } from "./source.js";

const serverSelectionMs = 10_000;
const batchSize = 1_000;

export const isMongoUri = (from: string) => /^mongodb(\+srv)?:\/\//.test(from);

/** @param database in place of the one that the address names */
export async function openLive(uri: string, database: string | undefined): Promise<Source> {
  const client = await connected(uri);
  const db = client.db(database);
  const source = `${client.options.hosts.map(String).join(",")}/${db.databaseName}`;
  const collections = await told(async () => {
    const all = await db.listCollections({}, { nameOnly: false }).toArray();
    return all.filter(({ type, name }) => type !== "view" && !name.startsWith("system."));
  });
  return {
    name: source,
    collections: collections.map(({ name }) => name).sort(),
    async open(name) {
      const collection = db.collection(name);
      const total = await told(() => collection.estimatedDocumentCount());
      let position = 0;
      // By id: the one order that every server can answer in and that a second reading finds again.
      const cursor = collection.find({}, { ...typedValues, batchSize, sort: { _id: 1 } });
      async function* rows(): AsyncGenerator<Row> {
        try {
          for await (const document of cursor) {
            position += 1;
            yield { document };
          }
        } catch (error) {
          throw sourceError(error);
        }
      }
      return { rows: rows(), total, position: () => position };
    },
    close: () => client.close(),
  };
}

async function connected(uri: string): Promise<MongoClient> {
  try {
    const client = new MongoClient(uri, {
      serverSelectionTimeoutMS: serverSelectionMs,
      appName: "bourse-migrate",
    });
    await client.connect();
    return client;
  } catch (error) {
    throw sourceError(error);
  }
}

async function told<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw sourceError(error);
  }
}

function sourceError(error: unknown): unknown {
  const parse = error instanceof Error && error.name === "MongoParseError";
  return error instanceof MongoError || parse ? new SourceError(`MongoDB: ${error.message}`) : error;
}
