export { deposit } from "./deposit.js";
export { entries } from "./entries.js";
export { exportAccount as export } from "./export.js";
export { get } from "./get.js";
export { withdraw } from "./withdraw.js";
