/**
 * A store that fails as networks and SDKs fail, over any store that does not: the model's or Firestore's. Each call
 * is three steps in the hands of a scheduler: it reaches the store, it takes effect, its answer arrives.
 */
import { StoreFailure, type LedgerStore } from "../../src/ledger/store-port.js";

/**
 * What becomes of one call. `lose`: takes effect, the answer is lost. `fail`: no effect, unknown to the caller.
 * `late`: unknown to the caller, takes effect at any later time. `retry`: takes effect, the answer is lost, and the
 * SDK tries again by itself. `late_retry`: the same, the two tries in the other order. `refuse`: never takes effect.
 */
export const faults = ["none", "lose", "fail", "late", "retry", "late_retry", "refuse"] as const;
export type Fault = (typeof faults)[number];

/** Waits for its turn; the label tells what waits. */
export type Turn = (label: string) => Promise<void>;

/** A process that is dead gets no answers; what it had sent may still arrive. */
export type Connection = {
  readonly name: string;
  readonly turn: Turn;
  readonly nextFault: () => Fault;
  readonly isDead: () => boolean;
};

const never = () => new Promise<never>(() => undefined);

/** @param backend never fails by itself but for conflicts and documents that exist */
export function connectFaulty(backend: LedgerStore, process: Connection): LedgerStore {
  const { turn, isDead } = process;
  const arrives = (what: string) => turn(`${process.name} ${what}`);

  async function reading<Result>(what: string, look: () => Promise<Result>): Promise<Result> {
    if (isDead()) return never();
    const fault = process.nextFault();
    await arrives(`${what} reaches the store`);
    const result = await look();
    await arrives(`${what} is answered`);
    if (isDead()) return never();
    if (fault === "fail" || fault === "lose") throw new StoreFailure("unknown", fault);
    return result;
  }

  async function writing<Result>(what: string, write: () => Promise<Result>): Promise<Result> {
    if (isDead()) return never();
    const answer = await send(process.nextFault(), what, write).then(
      (result) => () => result,
      (error: unknown) => () => {
        throw error;
      },
    );
    await arrives(`${what} is answered`);
    return isDead() ? never() : answer();
  }

  async function send<Result>(fault: Fault, what: string, write: () => Promise<Result>): Promise<Result> {
    const later = () =>
      void arrives(`${what} takes effect late`)
        .then(write)
        .catch(() => undefined);
    if (fault === "late") later();
    else await arrives(`${what} reaches the store`);
    if (fault === "late" || fault === "fail") throw new StoreFailure("unknown", fault);
    if (fault === "refuse") throw new StoreFailure("permanent", fault);
    if (fault === "late_retry") later();
    const result = await write();
    if (fault === "none" || fault === "late_retry") return result;
    if (fault === "lose") throw new StoreFailure("unknown", fault);
    await arrives(`${what} is tried again`);
    return write();
  }

  return {
    readAccount: (uid) => reading("readAccount", () => backend.readAccount(uid)),
    readProofs: (uid, proofs) => reading("readProofs", () => backend.readProofs(uid, proofs)),
    commit: (batch) => writing("commit", () => backend.commit(batch)),
    freeze: (uid, guard, invariant) => writing("freeze", () => backend.freeze(uid, guard, invariant)),
  };
}
