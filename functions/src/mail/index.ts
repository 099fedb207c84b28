export { deliver } from "./deliver.js";
export { onMail } from "./on-mail.js";
export { sweep } from "./sweep.js";
