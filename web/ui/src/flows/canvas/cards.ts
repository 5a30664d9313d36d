/** From a flow to what React Flow draws. What did not change keeps its identity, so that nothing is drawn twice. */
import type { Edge as FlowEdge, Node as FlowNode } from "@xyflow/react";
import type { Flow, NodeData, Place } from "../model/flow";
import { CARD, heightOf } from "../model/layout";
import type { Kinds } from "../model/schema";
import { edgesOf, type Way, waysOf } from "../model/ways";

export interface Fault {
  readonly node: string;
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** What lies over the graph: the path of a simulated call, or figures. */
export interface Overlay {
  /** Nodes that were walked through. */
  readonly walked: ReadonlySet<string>;
  /** Edges that were walked along, by id. */
  readonly along: ReadonlySet<string>;
  /** Where the conversation is now. */
  readonly here: string | null;
  /** Node → a line of figures. */
  readonly figures: ReadonlyMap<string, string>;
  /** Node → 0..1: how much of all that came was here. */
  readonly share: ReadonlyMap<string, number>;
  /** Edge id → how many went along. */
  readonly counts: ReadonlyMap<string, string>;
}

export const BARE: Overlay = {
  walked: new Set(),
  along: new Set(),
  here: null,
  figures: new Map(),
  share: new Map(),
  counts: new Map(),
};

export interface Card extends Record<string, unknown> {
  readonly node: NodeData;
  readonly ways: readonly Way[];
  readonly faults: readonly Fault[];
  readonly language: string;
  readonly isStart: boolean;
  readonly isOperator: boolean;
  readonly lit: "walked" | "here" | "";
  readonly figures: string;
  readonly share: number;
}

export type CardNode = FlowNode<Card, "card">;

const NO_FAULTS: readonly Fault[] = [];

export interface Drawing {
  readonly flow: Flow;
  readonly kinds: Kinds;
  readonly places: Readonly<Record<string, Place>>;
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
  readonly language: string;
  readonly overlay: Overlay;
}

/** `before` is what is drawn now: its selection and measures stay. */
export function cardsOf(drawing: Drawing, before: readonly CardNode[]): CardNode[] {
  const drawn = new Map(before.map((card) => [card.id, card]));
  return drawing.flow.nodes.map((node) => {
    const old = drawn.get(node.key);
    const [x, y] = drawing.places[node.key] ?? [0, 0];
    const data = cardOf(drawing, node, old?.data);
    if (old?.data === data && old.position.x === x && old.position.y === y) return old;
    const height = heightOf(node, drawing.kinds);
    return { ...old, id: node.key, type: "card", position: { x, y }, data, initialWidth: CARD.width, initialHeight: height };
  });
}

function cardOf({ flow, kinds, faults, language, overlay }: Drawing, node: NodeData, old?: Card): Card {
  const card: Card = {
    node,
    ways: waysOf(node, kinds),
    faults: faults.get(node.key) ?? NO_FAULTS,
    language,
    isStart: flow.start === node.key,
    isOperator: flow.operator === node.key,
    lit: overlay.here === node.key ? "here" : overlay.walked.has(node.key) ? "walked" : "",
    figures: overlay.figures.get(node.key) ?? "",
    share: overlay.share.get(node.key) ?? 0,
  };
  return old && same(old, card) ? old : card;
}

function same(a: Card, b: Card): boolean {
  return Object.keys(b).every((name) => a[name] === b[name]);
}

/** Edges as React Flow draws them. */
export function linesOf(flow: Flow, kinds: Kinds, overlay: Overlay, before: readonly FlowEdge[]): FlowEdge[] {
  const drawn = new Map(before.map((edge) => [edge.id, edge]));
  return edgesOf(flow, kinds).map((edge) => {
    const lit = overlay.along.has(edge.id);
    const className = lit ? "lit" : edge.quiet ? "quiet" : "";
    const label = overlay.counts.get(edge.id) ?? "";
    const old = drawn.get(edge.id);
    if (old && old.target === edge.target && old.className === className && (old.label ?? "") === label) return old;
    return {
      id: edge.id,
      source: edge.source,
      sourceHandle: edge.path,
      target: edge.target,
      className,
      label,
      zIndex: lit ? 10 : 0,
      selected: old?.selected ?? false,
    };
  });
}

/** Faults by the node that they are of; those of the flow itself are under "". */
export function byNode(faults: readonly Fault[]): Map<string, readonly Fault[]> {
  const found = new Map<string, Fault[]>();
  for (const fault of faults) found.set(fault.node, [...(found.get(fault.node) ?? []), fault]);
  return found;
}
