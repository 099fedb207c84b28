export { delete } from "./delete.js";
export { list } from "./list.js";
export { save } from "./save.js";
