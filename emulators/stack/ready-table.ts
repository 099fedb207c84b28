import { host, type PartName } from "./addresses.js";
import type { Stack } from "./stack.js";

const signIns = ["trader1@bourse.test", "trader2@bourse.test", "operator@bourse.test", "admin@bourse.test"];
const password = "open-outcry-1";

const descriptions: Record<PartName | "ui", string> = {
  hosting: "web app",
  auth: "Auth",
  functions: "Functions",
  firestore: "Firestore",
  storage: "Storage",
  pubsub: "Pub/Sub",
  tasks: "Cloud Tasks",
  eventarc: "Eventarc",
  redis: "Redis (Upstash REST)",
  mailbox: "Mailbox",
  ui: "Emulator UI",
};

/** The addresses of what runs and the accounts of the seed, for a person to read. */
export function readyTable(stack: Stack): string {
  const names: (PartName | "ui")[] = stack.ui ? [...stack.parts, "ui"] : [...stack.parts];
  const rows = names.map((name) => [descriptions[name], `http://${host}:${stack.ports[name]}`]);
  if (stack.redisEngine) rows.push(["Redis engine", stack.redisEngine]);
  if (stack.scheduled.length > 0) rows.push(["schedules run", stack.scheduled.join(", ")]);
  if (stack.parts.includes("auth")) rows.push(["sign-ins", signIns.join(", ")], ["password", password]);
  if (stack.logFile) rows.push(["logs", stack.logFile]);
  const width = Math.max(...rows.map(([label]) => label?.length ?? 0));
  return rows.map(([label = "", value = ""]) => `  ${label.padEnd(width)}  ${value}`).join("\n");
}
