import assert from "node:assert/strict";
import { classifyFirestoreError, type FirestoreFailure } from "./firestore-failure.js";

const coded = (code: unknown) => Object.assign(new Error("from Firestore"), { code });

/** gRPC status codes by number, and what each leaves to know of a guarded write. */
const rows: [code: number, name: string, failure: FirestoreFailure][] = [
  [1, "CANCELLED", "unknown"],
  [2, "UNKNOWN", "unknown"],
  [3, "INVALID_ARGUMENT", "permanent"],
  [4, "DEADLINE_EXCEEDED", "unknown"],
  [5, "NOT_FOUND", "conflict"],
  [6, "ALREADY_EXISTS", "exists"],
  [7, "PERMISSION_DENIED", "permanent"],
  [8, "RESOURCE_EXHAUSTED", "unknown"],
  [9, "FAILED_PRECONDITION", "conflict"],
  [10, "ABORTED", "unknown"],
  [11, "OUT_OF_RANGE", "permanent"],
  [12, "UNIMPLEMENTED", "permanent"],
  [13, "INTERNAL", "unknown"],
  [14, "UNAVAILABLE", "unknown"],
  [15, "DATA_LOSS", "permanent"],
  [16, "UNAUTHENTICATED", "permanent"],
];

describe("a Firestore error", () => {
  for (const [code, name, failure] of rows) {
    it(`of ${name} is ${failure} (R-DATA-3)`, () => {
      assert.equal(classifyFirestoreError(coded(code)), failure);
    });
  }

  it("of a code that nobody knows may have happened (R-DATA-3)", () => {
    assert.equal(classifyFirestoreError(coded(99)), "unknown");
    assert.equal(classifyFirestoreError(coded("ECONNRESET")), "unknown");
  });

  it("without a code never left the process (R-DATA-3)", () => {
    assert.equal(classifyFirestoreError(new TypeError("cannot encode")), "permanent");
    assert.equal(classifyFirestoreError("text"), "permanent");
  });
});
