export { explain } from "./explain.js";
export { get } from "./get.js";
export { performance } from "./performance.js";
export { snapshot } from "./snapshot.js";
export { snapshotPage } from "./snapshot-page.js";
