/**
 * Which index a query needs, by the rules that Firestore publishes
 * (https://firebase.google.com/docs/firestore/query-data/index-overview). The emulator never asks for one.
 *
 * A query is served by: the automatic index of a single field, unless the field is exempted; automatic indexes
 * merged, where it has equalities only; or a composite index that holds its equalities, its `array-contains` and
 * then its sort fields in their exact order and direction. Composite indexes merge where all end in the same sort
 * fields and together hold the equalities; `array-contains` is not counted as one of those.
 */
export type Direction = "ASCENDING" | "DESCENDING";
export type Sort = { readonly field: string; readonly direction: Direction };
type Scope = "COLLECTION" | "COLLECTION_GROUP";

export type QueryShape = {
  readonly title: string;
  readonly collectionId: string;
  readonly scope: Scope;
  readonly equal: readonly string[];
  readonly contains: string | null;
  readonly ranges: readonly string[];
  readonly sorts: readonly Sort[];
};

type IndexField = { fieldPath: string; order?: Direction; arrayConfig?: "CONTAINS" };
export type CompositeIndex = { collectionGroup: string; queryScope: Scope; fields: IndexField[] };
export type FieldOverride = {
  collectionGroup: string;
  fieldPath: string;
  indexes: { queryScope?: Scope; order?: Direction; arrayConfig?: "CONTAINS" }[];
};
export type IndexFile = { indexes: CompositeIndex[]; fieldOverrides: FieldOverride[] };

export type Plan = { readonly composites: readonly CompositeIndex[]; readonly problem: string | null };

const served = (composites: readonly CompositeIndex[] = []): Plan => ({ composites, problem: null });
const missing = (problem: string): Plan => ({ composites: [], problem });

/**
 * The sort that Firestore applies: a range without one sorts by its own field, and the document's name, which ends
 * every index in the direction of its last field, need not stand in it.
 */
function sortsOf({ sorts: asked, ranges }: QueryShape): readonly Sort[] {
  const [last, before] = [asked.at(-1), asked.at(-2)];
  const named = last?.field === "__name__" && last.direction === (before?.direction ?? "ASCENDING");
  const sorts = named ? asked.slice(0, -1) : asked;
  const [range, second] = [...new Set(ranges)];
  if (second) throw new Error("ranges on two fields: teach this checker their rules first");
  if (!range || sorts[0]?.field === range) return sorts;
  if (sorts.length > 0) throw new Error(`sorts by another field than its range on ${range}`);
  return [{ field: range, direction: "ASCENDING" }];
}

function planOf(shape: QueryShape, file: IndexFile): Plan {
  const sorts = sortsOf(shape);
  const { equal, contains } = shape;
  const [sort, ...laterSorts] = sorts;
  const filters = equal.length + (contains ? 1 : 0);
  if (filters === 0 && !sort) return served();
  if (filters === 0 && sort && laterSorts.length === 0)
    return single(shape, sort.field, sort.direction, file);
  if (contains && filters === 1 && !sort) return single(shape, contains, "CONTAINS", file);
  if (!contains && !sort) {
    const plans = equal.map((field) => single(shape, field, "ASCENDING", file));
    return plans.find(({ problem }) => problem) ?? served();
  }
  return composite(shape, sorts, file);
}

function single(
  { collectionId, scope }: QueryShape,
  field: string,
  mode: Direction | "CONTAINS",
  file: IndexFile,
): Plan {
  const override = file.fieldOverrides
    .filter((it) => it.collectionGroup === collectionId && `${field}.`.startsWith(`${it.fieldPath}.`))
    .sort((left, right) => right.fieldPath.length - left.fieldPath.length)[0];
  const automatic = scope === "COLLECTION";
  const there = override
    ? override.indexes.some(
        ({ queryScope = "COLLECTION", order, arrayConfig }) =>
          queryScope === scope && (order ?? arrayConfig) === mode,
      )
    : automatic;
  if (there) return served();
  return missing(`needs the single-field index ${collectionId}.${field} ${mode}, which is not there`);
}

const usable = (index: CompositeIndex, { collectionId, scope }: QueryShape, sorts: readonly Sort[]) => {
  const tail = index.fields.slice(index.fields.length - sorts.length);
  return (
    index.collectionGroup === collectionId &&
    index.queryScope === scope &&
    index.fields.length >= sorts.length &&
    sorts.every(({ field, direction }, at) => tail[at]?.fieldPath === field && tail[at].order === direction)
  );
};

function composite(shape: QueryShape, sorts: readonly Sort[], file: IndexFile): Plan {
  const { equal, contains } = shape;
  const candidates = file.indexes
    .filter((index) => usable(index, shape, sorts))
    .map((index) => ({ index, head: index.fields.slice(0, index.fields.length - sorts.length) }))
    .filter(({ head }) =>
      head.every(({ fieldPath, arrayConfig }) =>
        arrayConfig ? fieldPath === contains : equal.includes(fieldPath),
      ),
    );
  const whole = candidates.find(({ head }) => head.length === equal.length + (contains ? 1 : 0));
  if (whole) return served([whole.index]);
  const needs = [...(contains ? [contains] : []), ...equal].join(", ");
  const order = sorts.map(({ field, direction }) => `${field} ${direction}`).join(", ");
  const problem = missing(`needs a composite index on ${shape.collectionId}: ${needs} then ${order}`);
  if (contains) return problem;
  const merged: CompositeIndex[] = [];
  const open = new Set(equal);
  for (const { index, head } of candidates) {
    if (!head.some(({ fieldPath }) => open.has(fieldPath))) continue;
    merged.push(index);
    for (const { fieldPath } of head) open.delete(fieldPath);
  }
  return open.size === 0 && merged.length > 0 ? served(merged) : problem;
}

const nameOf = ({ collectionGroup, fields }: CompositeIndex) =>
  `${collectionGroup}: ${fields.map(({ fieldPath, order, arrayConfig }) => `${fieldPath} ${order ?? arrayConfig}`).join(", ")}`;

/** Everything that is wrong between the queries and the index file: one sentence a problem. */
export function problemsOf(
  shapes: readonly QueryShape[],
  file: IndexFile,
  growingFields: readonly string[],
): string[] {
  const plans = shapes.map((shape) => ({ shape, plan: planOf(shape, file) }));
  const missed = plans.flatMap(({ shape, plan }) => (plan.problem ? [`${shape.title} ${plan.problem}`] : []));
  const used = new Set(plans.flatMap(({ plan }) => plan.composites));
  const unused = file.indexes
    .filter((index) => !used.has(index))
    .map((index) => `no query uses ${nameOf(index)}`);
  const grows = (field: string) => growingFields.includes(field);
  const capped = [
    ...file.indexes
      .filter(({ queryScope }) => queryScope === "COLLECTION_GROUP")
      .filter(({ fields }) => fields.some(({ fieldPath }) => grows(fieldPath)))
      .map(nameOf),
    ...file.fieldOverrides
      .filter(({ indexes }) => indexes.some(({ queryScope }) => queryScope === "COLLECTION_GROUP"))
      .filter(({ fieldPath }) => grows(fieldPath))
      .map(({ collectionGroup, fieldPath }) => `${collectionGroup}.${fieldPath}`),
  ].map((name) => `a growing field in a collection-group index caps all writes: ${name}`);
  return [...missed, ...unused, ...capped];
}
