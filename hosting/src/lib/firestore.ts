/** Documents and collections to listen to, as `Listen` functions. Only pages after sign-in may load this. */
import {
  collection,
  doc,
  onSnapshot,
  query,
  type Firestore,
  type QueryConstraint,
  type SnapshotMetadata,
  type Timestamp,
} from "firebase/firestore";
import { reportConnection } from "./connection.js";
import { firebaseFirestore } from "./firebase.js";
import type { Listen } from "./live.js";
import { restartStreams, watchForStall } from "./stall.js";

/** A view as it stands in its document: the named ISO times are Timestamps there. */
export type Stored<View, Times extends keyof View> = Omit<View, Times> & Record<Times, Timestamp>;

type Path = readonly [string, ...string[]];

/** Metadata changes are heard because "there is nothing" becomes certain only with one. */
const options = { includeMetadataChanges: true };

/** @param read makes the view of the document, or of its absence */
export function watchDocument<Document extends object, View>(
  path: Path,
  read: (document: Document | null) => View,
): Listen<View> {
  return async (next, fail) => {
    const firestore = await firebaseFirestore();
    const { heard, failed, ended } = connectionOf(firestore);
    const stop = onSnapshot(
      doc(firestore, ...path),
      options,
      (snapshot) => {
        heard(snapshot.metadata);
        if (!snapshot.exists() && snapshot.metadata.fromCache) return;
        next(read((snapshot.data() as Document | undefined) ?? null));
      },
      (error) => {
        failed();
        fail(error);
      },
    );
    return () => ended(stop);
  };
}

/** @param constraints order and bound of the query: there is no listening to a collection without end */
export function watchCollection<Document extends object, View>(
  path: Path,
  constraints: readonly QueryConstraint[],
  read: (document: Document) => View,
): Listen<View[]> {
  return async (next, fail) => {
    const firestore = await firebaseFirestore();
    const { heard, failed, ended } = connectionOf(firestore);
    const stop = onSnapshot(
      query(collection(firestore, ...path), ...constraints),
      options,
      (snapshot) => {
        heard(snapshot.metadata);
        if (snapshot.empty && snapshot.metadata.fromCache) return;
        next(snapshot.docs.map((row) => read(row.data() as Document)));
      },
      (error) => {
        failed();
        fail(error);
      },
    );
    return () => ended(stop);
  };
}

/** A listener says with every snapshot whether it is current, and with its end that nobody need care any more. */
function connectionOf(firestore: Firestore) {
  const listener = {};
  const { waiting, answered } = watchForStall(() => restartStreams(firestore));
  waiting();
  return {
    heard: ({ fromCache }: SnapshotMetadata) => {
      if (fromCache) waiting();
      else answered();
      reportConnection(listener, !fromCache);
    },
    failed: answered,
    ended: (stop: () => void) => {
      answered();
      stop();
      reportConnection(listener, true);
    },
  };
}
