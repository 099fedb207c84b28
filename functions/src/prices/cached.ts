/** What cached answers that hold quotes depend on. */
import type { Cache } from "../platform/cache.js";

export const quotesName = "quotes";

/**
 * Quotes were written. One name for all of them: a tick changes nearly all at once, and an event for each
 * would empty the lists as often as there are assets.
 */
export const quotesChanged = (cache: Cache): Promise<boolean> => cache.invalidate([quotesName]);
