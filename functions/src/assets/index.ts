export { get } from "./get.js";
export { list } from "./list.js";
export { setQuote } from "./set-quote.js";
