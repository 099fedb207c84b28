export { get } from "./get.js";
export { history } from "./history.js";
export { list } from "./list.js";
export { onSave } from "./on-save.js";
export { save } from "./save.js";
export { setQuote } from "./set-quote.js";
export { setStatus } from "./set-status.js";
