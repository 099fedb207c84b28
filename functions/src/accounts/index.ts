export { deposit } from "./deposit.js";
export { entries } from "./entries.js";
export { get } from "./get.js";
export { withdraw } from "./withdraw.js";
