/** What every step of a migration is given. */
import type { Auth } from "firebase-admin/auth";
import type { Firestore } from "firebase-admin/firestore";
import type { Document } from "bson";
import { noOrders, type OrdersDigest } from "../../functions/src/ledger/imported.js";
import { amountReader, Refusal, valueAt, type AmountReader } from "./fields.js";
import type { AssetIndex } from "./assets.js";
import type { Line } from "./balances.js";
import { shownId } from "./ids.js";
import type { Mapping } from "./mapping.js";
import type { ProgressOf } from "./progress.js";
import type { Reading, Source } from "./sources/source.js";
import type { Kind, Tally } from "./tally.js";

/** A user who was taken over, and what the account is to hold. Of orders only the digest is kept. */
export type Holder = {
  readonly uid: string;
  readonly lines: Map<string, Line>;
  digest: OrdersDigest;
  /** Why orders cannot be added to the account. */
  closed?: { readonly reason: string; readonly detail: string };
};

export const newHolder = (uid: string): Holder => ({ uid, lines: new Map(), digest: noOrders });

export type Run = {
  readonly source: Source;
  readonly mapping: Mapping;
  readonly amounts: AmountReader;
  readonly db: Firestore;
  readonly auth: Auth;
  readonly environment: NodeJS.ProcessEnv;
  readonly dryRun: boolean;
  /** Whether prices become quotes of assets that have none. */
  readonly quotes: boolean;
  readonly tally: Tally;
  readonly progress: ProgressOf;
  readonly assets: AssetIndex;
  /** By uid. */
  readonly holders: Map<string, Holder>;
  readonly signal: AbortSignal;
};

export const amountsOf = ({ amounts }: Mapping) => amountReader(amounts);

export type Numbered = { readonly document: Document; readonly id: string; readonly at: number };

/**
 * The documents of a collection; what cannot be read is refused. A collection that is not there has none.
 * @param count whether this reading is the one that counts
 */
export async function* documentsOf(
  { source, tally, progress, signal }: Run,
  kind: Kind,
  { collection, id: idField, what = kind, count = true }: DocumentsOptions,
): AsyncGenerator<Numbered> {
  if (!source.collections.includes(collection)) return;
  const reading: Reading = await source.open(collection);
  const bar = progress(what, reading.total);
  let at = 0;
  try {
    for await (const row of reading.rows) {
      signal.throwIfAborted();
      at += 1;
      if (at % 100 === 0) bar.update(reading.position(), at);
      if (count) tally.add(kind, "read");
      if ("document" in row) {
        yield { document: row.document, id: shownId(valueAt(row.document, idField)), at };
      } else if (count) {
        tally.refuse(kind, `row ${at}`, "unreadable", row.unreadable);
      }
    }
    bar.update(reading.position(), at);
  } finally {
    bar.stop();
  }
}
type DocumentsOptions = {
  readonly collection: string;
  readonly id: string | string[];
  readonly what?: string;
  readonly count?: boolean;
};

/** Reads one thing out of a document. @returns undefined where it is refused, which `refused` is told */
export function attempt<Result>(read: () => Result, refused: (refusal: Refusal) => void): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refused(error);
    return undefined;
  }
}
