/** The verifier as web pages import it. The first import stands first on purpose: schemas are made after it. */
import "./no-compiling.js";
export { verifyExport, type Verdict } from "./verify.js";
