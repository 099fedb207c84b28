export { health } from "./health.js";
