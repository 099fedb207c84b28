export { cancel } from "./cancel.js";
export { create } from "./create.js";
export { get } from "./get.js";
export { list } from "./list.js";
export { monthlyStatements } from "./monthly-statements.js";
export { retry } from "./retry.js";
export { run } from "./run.js";
export { sweep } from "./sweep.js";
