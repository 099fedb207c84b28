/**
 * `npm run audit` reports what npm knows to be wrong with our dependencies. It never fails a build: a finding is for
 * people to judge, and without a network there is none.
 */
import { spawnSync } from "node:child_process";
import { root } from "../stack/paths.js";
import { reportOf } from "./audit-report.js";

const deadlineMs = 60_000;

const { stdout } = spawnSync("npm", ["audit", "--json", "--omit=dev"], {
  cwd: root,
  encoding: "utf8",
  timeout: deadlineMs,
  maxBuffer: 64 * 1024 * 1024,
});
for (const line of reportOf(stdout ?? "")) console.log(line);
