import { readBook, writeBook } from "../messages/store.js";
import { callable, everyRole } from "../platform/callable.js";
import { optimistically } from "../platform/optimistic.js";
import { setPreferencesInput, type PreferencesOutput } from "./contract.js";
import { isSameChoice, preferencesOf, withChange } from "./preferences.js";

const policy = {
  name: "notifications-setPreferences",
  roles: everyRole,
  rateClass: "read",
  input: setPreferencesInput,
} as const;

/** Chooses by which ways the caller is told. What is not given stays; the same again writes nothing. */
export const setPreferences = callable(policy, (context, { uid, input }): Promise<PreferencesOutput> => {
  return optimistically(async () => {
    const book = await readBook(context.db, uid);
    const chosen = withChange(book.chosen, input.preferences);
    if (!isSameChoice(chosen, book.chosen)) {
      const batch = context.db.batch();
      writeBook(context.db, batch, uid, { ...book, chosen });
      await batch.commit();
    }
    return { preferences: preferencesOf(chosen) };
  });
});
