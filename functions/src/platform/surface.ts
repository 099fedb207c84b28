/**
 * What each deployed function has declared of itself. Every builder enters its function here, so that a test can list
 * the whole surface and nothing is reachable that nobody wrote down.
 */
import type { z } from "zod";
import type { Role } from "../users/contract.js";
import type { RateClass } from "./rate-class.js";

/** What starts a function. */
export type Starter = "callable" | "http" | "task" | "schedule" | "event" | "sign-up" | "sign-in";

export type Declaration = {
  /** Deployed name, `<folder>-<file>`. */
  readonly name: string;
  readonly starter: Starter;
  /** Of callables. */
  readonly roles?: readonly Role[] | "anyone";
  /** Of callables and HTTP functions. */
  readonly rateClass?: RateClass;
  /** Shape of what a caller or a task sends. */
  readonly input?: z.ZodType;
  /** Its App Check tokens count once. */
  readonly consumesAppCheck?: boolean;
};

const declarations = new WeakMap<object, Declaration>();

/** Enters a function as it is built. @returns the function */
export function declared<Built extends object>(built: Built, declaration: Declaration): Built {
  declarations.set(built, declaration);
  return built;
}

/** @throws RangeError where no builder of `platform/` has made the function */
export function declarationOf(built: object): Declaration {
  const declaration = declarations.get(built);
  if (!declaration) throw new RangeError("the function was not built by platform/");
  return declaration;
}
