/**
 * The emulator's Firestore over REST, because its JSON tells every type apart (whole numbers from doubles, references,
 * bytes, times to the nanosecond) and carries it back unchanged. One query answers with every document of a database,
 * at any depth, in the order of names and as of one moment.
 */
import { documentTexts } from "../migrate/sources/json-rows.js";

/** A value as Firestore's REST API writes it: one key that names the type. */
export type RestValue = { readonly [type: string]: unknown };
export type RestDocument = {
  /** Below the database's root: `accounts/ann`. */
  readonly path: string;
  readonly fields: Readonly<Record<string, RestValue>>;
};

export type FirestoreRest = {
  /** `projects/…/databases/…/documents`: what its own references begin with. */
  readonly root: string;
  documents(limit?: number): AsyncGenerator<RestDocument>;
  /** All of them or none. */
  write(documents: readonly RestDocument[]): Promise<void>;
  wipe(): Promise<void>;
};

export class RestFailure extends Error {
  override readonly name = "RestFailure";
}

/** What the emulators take for anybody who may do everything. */
const headers = { authorization: "Bearer owner", "content-type": "application/json" };

/** @returns the answer, where it is not an error */
export async function ask(url: string, method: string, body?: unknown): Promise<Response> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await fetch(url, { method, headers, ...content });
  } catch (error) {
    throw new RestFailure(`${new URL(url).host} does not answer: do the emulators run?`, { cause: error });
  }
  if (response.ok) return response;
  throw new RestFailure(`${method} ${new URL(url).pathname}: ${response.status} ${await response.text()}`);
}

export function firestoreRest(host: string, project: string, database: string): FirestoreRest {
  const root = `projects/${project}/databases/${database}/documents`;
  const api = `http://${host}/v1/${root}`;
  return {
    root,
    documents: (limit) => everyDocument(api, root, limit),
    async write(documents) {
      const writes = documents.map(({ path, fields }) => ({ update: { name: `${root}/${path}`, fields } }));
      await ask(`${api}:commit`, "POST", { writes });
    },
    async wipe() {
      await ask(`http://${host}/emulator/v1/${root}`, "DELETE");
    },
  };
}

type Answer = {
  readonly document?: { readonly name: string; readonly fields?: RestDocument["fields"] };
  readonly error?: unknown;
};

async function* everyDocument(api: string, root: string, limit?: number): AsyncGenerator<RestDocument> {
  const structuredQuery = {
    from: [{ allDescendants: true }],
    orderBy: [{ field: { fieldPath: "__name__" }, direction: "ASCENDING" }],
    ...(limit === undefined ? {} : { limit }),
  };
  const { body } = await ask(`${api}:runQuery`, "POST", { structuredQuery });
  if (!body) return;
  for await (const text of documentTexts(
    body.pipeThrough(new TextDecoderStream()),
    "the answer of Firestore",
  )) {
    const { document, error } = JSON.parse(text) as Answer;
    if (error) throw new RestFailure(`Firestore: ${JSON.stringify(error)}`);
    if (document) yield { path: document.name.slice(root.length + 1), fields: document.fields ?? {} };
  }
}
