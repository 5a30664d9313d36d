/** What can be done to a flow. Each function returns a new flow and leaves the old one as it was. Pure. */
import { type Flow, isRecord, type NodeData, type Place } from "./flow";
import { blank, type Kind, type Kinds } from "./schema";
import { waysOf } from "./ways";

export interface Clip {
  readonly nodes: readonly NodeData[];
  readonly layout: Readonly<Record<string, Place>>;
}

type Json = unknown;

/** A copy of `value` with what stands at the path replaced; `undefined` takes it out. */
export function withValue(value: Json, path: readonly string[], put: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return put;
  if (Array.isArray(value)) {
    const index = Number(head);
    const items: Json[] = [...(value as Json[])];
    if (rest.length === 0 && put === undefined) items.splice(index, 1);
    else items[index] = withValue(items[index], rest, put);
    return items;
  }
  const { [head]: present, ...others } = isRecord(value) ? value : {};
  const next = withValue(present, rest, put);
  if (next === undefined) return others;
  // The order of the fields stays, so that a file kept in git changes in one line.
  return isRecord(value) && head in value ? { ...value, [head]: next } : { ...others, [head]: next };
}

export function valueAt(value: Json, path: readonly string[]): Json {
  return path.reduce<Json>(
    (held, part) => (Array.isArray(held) ? (held as Json[])[Number(part)] : isRecord(held) ? held[part] : undefined),
    value,
  );
}

function changed(flow: Flow, key: string, change: (node: NodeData) => NodeData): Flow {
  return { ...flow, nodes: flow.nodes.map((node) => (node.key === key ? change(node) : node)) };
}

/** Put a value into a field of a node, such as "options.2.label". */
export function setField(flow: Flow, key: string, path: string, value: Json): Flow {
  return changed(flow, key, (node) => withValue(node, path.split("."), value) as NodeData);
}

/** Lead a way to a node, or nowhere. */
export function connect(flow: Flow, key: string, path: string, target: string | null): Flow {
  return setField(flow, key, path, target ?? undefined);
}

/** A name that no node has yet: `menu`, `menu_2`, … */
export function freeKey(wished: string, taken: ReadonlySet<string>): string {
  const base = (wished.toLowerCase().replace(/[^a-z0-9_]+/g, "_").replace(/^[^a-z]+/, "") || "node").slice(0, 36);
  let key = base;
  for (let number = 2; taken.has(key); number++) key = `${base}_${String(number)}`;
  return key;
}

const keysOf = (flow: Flow) => new Set(flow.nodes.map((node) => node.key));

/** A new node of this kind, with what its schema demands. The first one becomes the start. */
export function addNode(flow: Flow, kind: Kind, at: Place): [Flow, string] {
  const key = freeKey(kind.kind, keysOf(flow));
  const node: NodeData = { kind: kind.kind, title: "", ...blank(kind.schema, kind.schema), key };
  return [
    {
      ...flow,
      start: flow.nodes.length === 0 || !flow.start ? key : flow.start,
      nodes: [...flow.nodes, node],
      layout: { ...flow.layout, [key]: rounded(at) },
    },
    key,
  ];
}

/** Take nodes out, and every way that led to them. */
export function removeNodes(flow: Flow, keys: ReadonlySet<string>, kinds: Kinds): Flow {
  const nodes = flow.nodes
    .filter((node) => !keys.has(node.key))
    .map((node) => redirect(node, kinds, (target) => (keys.has(target) ? null : target)));
  const layout = Object.fromEntries(Object.entries(flow.layout ?? {}).filter(([key]) => !keys.has(key)));
  const start = keys.has(flow.start) ? (nodes[0]?.key ?? "") : flow.start;
  return { ...flow, start, nodes, layout, ...operatorNow(flow, (key) => (keys.has(key) ? null : key)) };
}

/** Give a node another name, everywhere it is named. The flow is unchanged where the name is taken or empty. */
export function renameNode(flow: Flow, from: string, to: string, kinds: Kinds): Flow {
  if (!to || from === to || keysOf(flow).has(to)) return flow;
  const name = (key: string) => (key === from ? to : key);
  const nodes = flow.nodes.map((node) => {
    const led = redirect(node, kinds, name);
    return led.key === from ? { ...led, key: to } : led;
  });
  const layout = Object.fromEntries(Object.entries(flow.layout ?? {}).map(([key, place]) => [name(key), place]));
  return { ...flow, start: name(flow.start), nodes, layout, ...operatorNow(flow, name) };
}

function operatorNow(flow: Flow, name: (key: string) => string | null): Partial<Flow> {
  return typeof flow.operator === "string" ? { operator: name(flow.operator) } : {};
}

/** A node with each of its ways led to where `to` says; null takes the way out. */
function redirect(node: NodeData, kinds: Kinds, to: (target: string) => string | null): NodeData {
  let led: unknown = node;
  for (const way of waysOf(node, kinds)) {
    if (way.target === null) continue;
    const target = to(way.target);
    if (target !== way.target) led = withValue(led, way.path.split("."), target ?? undefined);
  }
  return led as NodeData;
}

export function copyNodes(flow: Flow, keys: ReadonlySet<string>): Clip {
  const layout = Object.entries(flow.layout ?? {}).filter(([key]) => keys.has(key));
  return { nodes: flow.nodes.filter((node) => keys.has(node.key)), layout: Object.fromEntries(layout) };
}

/** Paste copies under new names. Ways within the clip follow; ways to elsewhere stay where that node exists. */
export function pasteNodes(flow: Flow, clip: Clip, by: Place, kinds: Kinds): [Flow, string[]] {
  const taken = keysOf(flow);
  const names = new Map<string, string>();
  for (const node of clip.nodes) {
    const key = freeKey(node.key.replace(/_\d+$/, ""), taken);
    taken.add(key);
    names.set(node.key, key);
  }
  const present = keysOf(flow);
  const nodes = clip.nodes.map((node) => ({
    ...redirect(node, kinds, (target) => names.get(target) ?? (present.has(target) ? target : null)),
    key: names.get(node.key) ?? node.key,
  }));
  const layout: Record<string, Place> = { ...flow.layout };
  for (const [key, [x, y]] of Object.entries(clip.layout)) layout[names.get(key) ?? key] = rounded([x + by[0], y + by[1]]);
  return [{ ...flow, start: flow.start || (nodes[0]?.key ?? ""), nodes: [...flow.nodes, ...nodes], layout }, [...names.values()]];
}

export function moveNodes(flow: Flow, places: Readonly<Record<string, Place>>): Flow {
  const moved = Object.entries(places).map(([key, place]) => [key, rounded(place)] as const);
  return { ...flow, layout: { ...flow.layout, ...Object.fromEntries(moved) } };
}

function rounded([x, y]: Place): Place {
  return [Math.round(x), Math.round(y)];
}
