export { createDownload } from "./create-download.js";
export { createUpload } from "./create-upload.js";
export { delete } from "./delete.js";
export { get } from "./get.js";
export { list } from "./list.js";
export { onFinalized } from "./on-finalized.js";
export { sweep } from "./sweep.js";
export { update } from "./update.js";
