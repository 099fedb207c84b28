export { getPreferences } from "./get-preferences.js";
export { list } from "./list.js";
export { markRead } from "./mark-read.js";
export { onAccount } from "./on-account.js";
export { setPreferences } from "./set-preferences.js";
