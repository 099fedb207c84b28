/** Turns a contract's schema into arbitrary inputs that it accepts. */
import * as fc from "fast-check";
import type { z } from "zod";
import { acceptedStrings, type Dictionary } from "./dictionary.js";

const numbers = [1, 2, 3, 5, 8, 10, 25, 50, 99, 100, 500, 0, 18, 12, 1_000, 60_000, 86_400_000, 1_048_576];
/** An optional field is there this often: most of them exclude each other. */
const presentShare = { maxOf: 10, below: 3 };
/** Fields that depend on each other are drawn anew this often until they fit. */
const drawsMax = 5;
const arrayLengthMax = 5;

/** @throws RangeError of a type that no contract has had yet, or of a leaf for which nothing acceptable is known */
export function acceptedBy(
  schema: z.core.$ZodType,
  dictionary: Dictionary,
  name = "",
): fc.Arbitrary<unknown> {
  const accepts = (value: unknown) => (schema as z.ZodType).safeParse(value).success;
  const inner = (type: z.core.$ZodType, field = name) => acceptedBy(type, dictionary, field);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return acceptedStrings(name, accepts, dictionary);
    case "number":
      return chosen(numbers.filter(accepts), name);
    case "boolean":
      return fc.boolean();
    case "enum":
      return chosen(Object.values(def.entries), name);
    case "literal":
      return chosen(def.values, name);
    case "null":
      return fc.constant(null);
    case "nullable":
      return fc.oneof({ arbitrary: inner(def.innerType), weight: 3 }, fc.constant(null));
    case "optional":
    case "default":
      // Objects leave them out; elsewhere there is nothing to leave out.
      return inner(def.innerType);
    case "array":
      return accepting(fc.array(inner(def.element), { maxLength: arrayLengthMax }), accepts);
    case "pipe":
      return accepting(inner(def.in), accepts);
    case "union":
      return fc.oneof(...def.options.map((option) => inner(option)));
    case "record":
      return accepting(
        fc.dictionary(inner(def.keyType) as fc.Arbitrary<string>, inner(def.valueType)),
        accepts,
      );
    case "object":
      return accepting(objectOf(def.shape, inner), accepts);
    default:
      throw new RangeError(`the fuzzer knows no values of the zod type "${def.type}"`);
  }
}

function chosen<Value>(values: readonly Value[], name: string): fc.Arbitrary<Value> {
  if (values.length === 0) throw new RangeError(`nothing is known that "${name}" accepts`);
  return fc.constantFrom(...values);
}

function objectOf(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  inner: (type: z.core.$ZodType, field: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(shape).map(([field, type]) => {
    const needed = !(type as z.ZodType).safeParse(undefined).success;
    const isThere = needed
      ? fc.constant(true)
      : fc.nat({ max: presentShare.maxOf }).map((draw) => draw < presentShare.below);
    return fc.tuple(fc.constant(field), isThere, inner(type, field));
  });
  return fc
    .tuple(...fields)
    .map((drawn) =>
      Object.fromEntries(drawn.flatMap(([field, there, value]) => (there ? [[field, value]] : []))),
    );
}

/** The first of some draws that is accepted; where none is, the first: then it is a nearly valid one. */
function accepting<Value>(
  values: fc.Arbitrary<Value>,
  accepts: (value: unknown) => boolean,
): fc.Arbitrary<Value> {
  return fc
    .array(values, { minLength: drawsMax, maxLength: drawsMax })
    .map((drawn) => drawn.find(accepts) ?? (drawn[0] as Value));
}
