/** What operators see of the system, asked for again while the page shows it, and what they do about it. */
import type {
  AuditInput,
  AuditOutput,
  DeadLettersOutput,
  QueuesInput,
  QueuesOutput,
  RetryDeadLetterInput,
  RetryDeadLetterOutput,
} from "@bourse/functions/ops/contract";
import type {
  BlockInput,
  BlockOutput,
  SecurityEventsInput,
  SecurityEventsOutput,
  UnblockInput,
  UnblockOutput,
} from "@bourse/functions/security/contract";
import { queryOptions } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";

const listSecurityEvents = callable<SecurityEventsInput, SecurityEventsOutput>("ops-securityEvents");
const listDeadLetters = callable<{ openOnly: boolean; limit: number }, DeadLettersOutput>("ops-deadLetters");
/** Without an action it reads all queues; with one it steers one. */
export const steerQueue = callable<QueuesInput, QueuesOutput>("ops-queues");
/** Without a request's id it reads the newest report; with one it begins an audit too. */
export const audit = callable<AuditInput, AuditOutput>("ops-audit");
export const block = callable<BlockInput, BlockOutput>("ops-block");
export const unblock = callable<UnblockInput, UnblockOutput>("ops-unblock");
export const retryDeadLetter = callable<RetryDeadLetterInput, RetryDeadLetterOutput>("ops-retryDeadLetter");

const shownMax = 25;
/** The class `admin` has sixty calls a minute: four lists take a quarter of them. */
const refreshMs = 15_000;
const shared = { refetchInterval: refreshMs, networkMode: "always" } as const;

export const operationsKey = (uid: string) => ["operations", uid] as const;

export const securityEvents = (uid: string) =>
  queryOptions<SecurityEventsOutput, Failure>({
    queryKey: [...operationsKey(uid), "security"],
    queryFn: () => listSecurityEvents({ limit: shownMax }),
    ...shared,
  });

export const openLetters = (uid: string) =>
  queryOptions<DeadLettersOutput, Failure>({
    queryKey: [...operationsKey(uid), "letters"],
    queryFn: () => listDeadLetters({ openOnly: true, limit: shownMax }),
    ...shared,
  });

export const queues = (uid: string) =>
  queryOptions<QueuesOutput, Failure>({
    queryKey: [...operationsKey(uid), "queues"],
    queryFn: () => steerQueue({}),
    ...shared,
  });

export const newestAudit = (uid: string) =>
  queryOptions<AuditOutput, Failure>({
    queryKey: [...operationsKey(uid), "audit"],
    queryFn: () => audit({}),
    ...shared,
  });
