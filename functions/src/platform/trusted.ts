/** A value that may be some seconds old: read when first asked for and again when its time is over. */

/**
 * @param load reads the value of a key; undefined means that there is none, which is never remembered
 * @param trustedMs how long an answer may be given again
 */
export function trusted<Value>(
  load: (key: string) => Promise<Value | undefined>,
  trustedMs: number,
  clock: () => number,
): (key: string) => Promise<Value | undefined> {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<Value | undefined> }>();
  return async (key) => {
    const known = kept.get(key);
    if (known && clock() < known.until) return known.value;
    const value = load(key);
    kept.set(key, { until: clock() + trustedMs, value });
    // A slow answer must not take away the one that has replaced it.
    const forget = () => kept.get(key)?.value === value && kept.delete(key);
    try {
      const loaded = await value;
      if (loaded === undefined) forget();
      return loaded;
    } catch (error) {
      forget();
      throw error;
    }
  };
}
