export { create } from "./create.js";
export { delete } from "./delete.js";
export { list } from "./list.js";
