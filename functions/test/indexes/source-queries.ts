/** What the source says about queries: who makes them, and those of the web app, which run in browsers. */
import { globSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { QueryShape, Sort } from "./index-rules.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export type SourceFile = { readonly path: string; readonly text: string };

/** TypeScript sources below a folder of the repository, without tests. */
export function sourcesOf(folder: string): SourceFile[] {
  return globSync(`${root}${folder}/**/*.{ts,tsx}`)
    .filter((path) => !/\.test\.tsx?$|\/test\/|\/node_modules\/|\/dist\//.test(path))
    .map((path) => ({ path: relative(`${root}${folder}`, path), text: readFileSync(path, "utf8") }));
}

const parse = ({ path, text }: SourceFile) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}

const queryMethods = new Set([
  ...["where", "orderBy", "limit", "limitToLast", "collectionGroup", "count", "aggregate", "listDocuments"],
]);

/** Exported functions of a file that make a query, by themselves or through a function beside them. */
export function queryMakers(file: SourceFile): string[] {
  const functions = parse(file).statements.filter(ts.isFunctionDeclaration);
  const making = new Set<string>();
  const calls = new Map<string, Set<string>>();
  for (const declared of functions) {
    const name = declared.name?.text ?? "";
    const called = new Set<string>();
    calls.set(name, called);
    visit(declared, (node) => {
      if (!ts.isCallExpression(node)) return;
      if (ts.isIdentifier(node.expression)) called.add(node.expression.text);
      const method = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : "";
      if (queryMethods.has(method)) making.add(name);
    });
  }
  for (let grown = true; grown;) {
    const more = [...calls].filter(
      ([name, called]) => !making.has(name) && [...called].some((it) => making.has(it)),
    );
    for (const [name] of more) making.add(name);
    grown = more.length > 0;
  }
  return functions
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap(({ name }) => (name && making.has(name.text) ? [`${file.path} ${name.text}`] : []));
}

/** `watchCollection(["accounts", uid, "orders"], [orderBy("createdAt", "desc"), …])` as a shape. */
export function webQueries(file: SourceFile): QueryShape[] {
  const shapes: QueryShape[] = [];
  const constraintsSeen = new Set<ts.Node>();
  const source = parse(file);
  visit(source, (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== "watchCollection") return;
    const [path, constraints] = node.arguments;
    if (!path || !constraints || !ts.isArrayLiteralExpression(path)) return;
    if (!ts.isArrayLiteralExpression(constraints)) return;
    const last = path.elements.at(-1);
    if (!last || !ts.isStringLiteral(last)) return;
    const sorts: Sort[] = [];
    const equal: string[] = [];
    for (const constraint of constraints.elements) {
      if (!ts.isCallExpression(constraint)) continue;
      const made = constraint.expression.getText();
      const [field, direction] = constraint.arguments;
      const equals =
        made === "where" && direction && ts.isStringLiteral(direction) && direction.text === "==";
      if (made !== "orderBy" && !equals) continue;
      constraintsSeen.add(constraint);
      if (!field || !ts.isStringLiteral(field)) throw new Error(`${file.path}: asks for a computed field`);
      if (equals) {
        equal.push(field.text);
        continue;
      }
      const descending = direction && ts.isStringLiteral(direction) && direction.text === "desc";
      sorts.push({ field: field.text, direction: descending ? "DESCENDING" : "ASCENDING" });
    }
    shapes.push({
      title: `hosting ${file.path} (${[...equal, ...sorts.map(({ field }) => field)].join(", ")})`,
      ...{ collectionId: last.text, scope: "COLLECTION", equal, contains: null, ranges: [], sorts },
    });
  });
  visit(source, (node) => {
    if (!ts.isCallExpression(node) || constraintsSeen.has(node)) return;
    if (!["orderBy", "where", "collectionGroup"].includes(node.expression.getText())) return;
    throw new Error(`${file.path}: ${node.getText()} is in no query that this checker can read`);
  });
  return shapes;
}
