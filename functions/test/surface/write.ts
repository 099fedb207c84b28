/** `npm run surface` writes the document of the deployed surface. */
import { writeFile } from "node:fs/promises";
import { documentFile, surfaceDocument } from "./document.js";

await writeFile(documentFile, surfaceDocument());
