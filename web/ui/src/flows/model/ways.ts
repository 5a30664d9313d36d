/** The ways out of a node: every field that names another node, found by the schema's own marks. Pure. */
import { type Flow, isRecord, type NodeData } from "./flow";
import { type Field, fieldsOf, type Kinds, type Schema, resolve } from "./schema";

export interface Way {
  /** Where it stands in the node: "next", "options.2.next", "no_input.next". Its handle has this id. */
  readonly path: string;
  readonly target: string | null;
  /** What the way belongs to: the option, the case, the retry; the node itself for a field of its own. */
  readonly of: Readonly<Record<string, unknown>>;
  /** The field that says what kind of way it is: "options", "no_input", "next". */
  readonly name: string;
  readonly optional: boolean;
}

/** Ways on which something went wrong: they are drawn quietly, after the others. */
const QUIET = new Set(["no_input", "no_match", "failure", "wrong", "expired", "used", "too_many", "busy", "no_answer", "holiday", "special", "emergency"]);

export function isQuiet(way: Way): boolean {
  return QUIET.has(way.name);
}

const found = new WeakMap<NodeData, readonly Way[]>();

/** Options and cases first, then the node's own ways, then what happens when something went wrong. */
export function waysOf(node: NodeData, kinds: Kinds): readonly Way[] {
  const known = found.get(node);
  if (known) return known;
  const kind = kinds.get(node.kind);
  const ways = kind ? [...collect(node, kind.schema, kind.schema, "", "")].sort((a, b) => rank(a) - rank(b)) : [];
  if (kind) found.set(node, ways);
  return ways;
}

function rank(way: Way): number {
  if (isQuiet(way)) return 2;
  return /\.\d+\./.test(way.path) ? 0 : 1;
}

function* collect(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  root: Schema,
  within: string,
  name: string,
): Generator<Way> {
  for (const field of fieldsOf(schema, root, new Set())) {
    const held = value[field.name];
    const path = within + field.name;
    if (field.shape === "way") {
      const target = typeof held === "string" && held !== "" ? held : null;
      yield { path, target, of: value, name: name || field.name, optional: !field.required };
    } else yield* inside(field, held, root, path, name || field.name);
  }
}

function* inside(field: Field, held: unknown, root: Schema, path: string, name: string): Generator<Way> {
  if (field.shape === "object" && isRecord(held)) yield* collect(held, field.schema, root, `${path}.`, name);
  if (field.shape !== "list" || !Array.isArray(held) || !field.schema.items) return;
  const item = resolve(field.schema.items, root);
  for (const [index, each] of held.entries())
    if (isRecord(each)) yield* collect(each, item, root, `${path}.${String(index)}.`, name);
}

export interface Edge {
  readonly id: string;
  readonly source: string;
  readonly path: string;
  readonly target: string;
  readonly quiet: boolean;
}

/** Every way that leads to a node that exists. */
export function edgesOf(flow: Flow, kinds: Kinds): Edge[] {
  const keys = new Set(flow.nodes.map((node) => node.key));
  return flow.nodes.flatMap((node) =>
    waysOf(node, kinds).flatMap((way) =>
      way.target !== null && keys.has(way.target)
        ? [{ id: `${node.key}:${way.path}`, source: node.key, path: way.path, target: way.target, quiet: isQuiet(way) }]
        : [],
    ),
  );
}
