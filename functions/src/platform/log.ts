/**
 * Structured logs: one JSON object a line in Cloud Logging's own field names, on standard output, where the
 * platform collects them. The request's correlation id and trace are added to every line.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import winston from "winston";
import { projectId } from "./config.js";

/** What is known of the request that is being served. */
export type RequestScope = {
  readonly function: string;
  readonly correlationId: string;
  /** 32 hexadecimal digits, where the caller or the platform sent a trace. */
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  uid?: string;
  /** What became of the request's ID token, told apart further than the client is told. */
  identity?: string;
};

const scopes = new AsyncLocalStorage<RequestScope>();

export function withScope<Result>(scope: RequestScope, run: () => Promise<Result>): Promise<Result> {
  return scopes.run(scope, run);
}

/** The request that is being served, if one is. */
export const currentScope = (): RequestScope | undefined => scopes.getStore();

const severities: Record<string, string> = { error: "ERROR", warn: "WARNING", info: "INFO", debug: "DEBUG" };

const cloudFormat = winston.format((info) => {
  const scope = currentScope();
  const { level, message, ...fields } = info;
  return {
    level,
    message,
    severity: severities[level] ?? "DEFAULT",
    time: new Date().toISOString(),
    ...(scope && {
      function: scope.function,
      correlationId: scope.correlationId,
      ...(scope.uid && { uid: scope.uid }),
      ...(scope.identity && { identity: scope.identity }),
      ...(scope.traceId && {
        "logging.googleapis.com/trace": `projects/${projectId()}/traces/${scope.traceId}`,
      }),
      ...(scope.spanId && { "logging.googleapis.com/spanId": scope.spanId }),
    }),
    ...fields,
  };
});

let logger: winston.Logger | undefined;

/** The process's logger, made at first use. */
export function log(): winston.Logger {
  logger ??= winston.createLogger({
    level: process.env["LOG_LEVEL"] ?? "info",
    format: winston.format.combine(cloudFormat(), winston.format.json()),
    transports: [new winston.transports.Console()],
  });
  return logger;
}

/** Causes of one error that are told: they may go in circles. */
const causesMax = 5;

/** An error as fields: name, message and stack, with those of its causes. */
export function errorFields(error: unknown, causes = causesMax): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const told = error.cause !== undefined && causes > 0;
  const cause = told ? { cause: errorFields(error.cause, causes - 1) } : {};
  return { error: error.message, errorName: error.name, stack: error.stack, ...cause };
}
