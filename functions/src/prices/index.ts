export { tick } from "./tick.js";
