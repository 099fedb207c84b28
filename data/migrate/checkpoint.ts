/**
 * Where a run has come to in writing orders, the one long step: how many rows, and a digest of their ids. A run that
 * goes on reads everything again, so that its counts, refusals and digests are whole, and spares the writes. Without a
 * checkpoint nothing is lost: what is there already is found and left as it is.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** The last of the first `at` rows, and the digest of their ids. */
export type Mark = { readonly at: number; readonly digest: string };

export type Checkpoint = {
  /** Told of each row by the first reading: a source that has other rows now makes the checkpoint void. */
  meet(mark: Mark): void;
  /** Whether the interrupted run has written the row. */
  covers(at: number): boolean;
  /** Told of each group of rows that is written, by its number; groups may end out of order. */
  done(index: number, last: Mark): void;
  remove(): void;
};

const schema = z.strictObject({
  version: z.literal(1),
  /** Of the source, the mapping and the target. */
  of: z.string(),
  at: z.int().nonnegative(),
  digest: z.string(),
});

/** @param what everything that must be the same for a run to go on */
export function openCheckpoint(file: string, what: readonly string[], resume: boolean): Checkpoint {
  const of = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  const known = resume ? read(file) : undefined;
  const start = known?.of === of ? known : undefined;
  let confirmed = 0;
  const finished = new Map<number, Mark>();
  let next = 0;
  return {
    meet({ at, digest }) {
      if (start?.at === at && start.digest === digest) confirmed = at;
    },
    covers: (at) => at <= confirmed,
    done(index, last) {
      finished.set(index, last);
      let reached: Mark | undefined;
      for (let mark = finished.get(next); mark; mark = finished.get(next)) {
        finished.delete(next++);
        reached = mark;
      }
      if (reached) write(file, { version: 1, of, ...reached });
    },
    remove: () => rmSync(file, { force: true }),
  };
}

function read(file: string): z.infer<typeof schema> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // Half a file is no checkpoint: the run begins anew, which costs time and nothing else.
    return undefined;
  }
}

function write(file: string, content: z.infer<typeof schema>): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
}
