/**
 * Coalesced fresh reads: a caller always gets a value that was read after it asked, and all callers that ask while
 * reads are under way share the next one. A burst of orders costs one read of the quote.
 */
type Wave<Key, Value> = {
  readonly keys: Set<Key>;
  readonly values: Promise<ReadonlyMap<Key, Value>>;
  readonly start: () => void;
  leaving: boolean;
};

/** Reads under way at once: the second lets a caller in while a slow first is still out. */
const wavesMax = 2;

/** @param load reads many keys at once; a key that it leaves out does not exist */
export function coalesced<Key, Value>(
  load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let next: Wave<Key, Value> | null = null;
  let underWay = 0;

  function open(): Wave<Key, Value> {
    const keys = new Set<Key>();
    let start = () => {};
    const started = new Promise<void>((resolve) => (start = resolve));
    const values = started.then(() => load([...keys])).finally(ended);
    return { keys, values, start, leaving: false };
  }

  function ended(): void {
    underWay--;
    launch();
  }

  function launch(): void {
    if (!next || next.leaving || underWay >= wavesMax) return;
    const wave = next;
    wave.leaving = true;
    // Callers of the same turn still join: the wave leaves when they have all asked.
    queueMicrotask(() => {
      if (next === wave) next = null;
      wave.start();
    });
    underWay++;
  }

  return async (key) => {
    if (!next) {
      next = open();
      next.keys.add(key);
      launch();
    }
    next.keys.add(key);
    const { values } = next;
    return (await values).get(key);
  };
}
