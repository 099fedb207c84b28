export { created } from "./created.js";
export { get } from "./get.js";
export { update } from "./update.js";
