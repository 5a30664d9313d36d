/** Automatic layout, and how large a card is. The card's style sheet keeps to these measures. */
import { Graph, layout } from "@dagrejs/dagre";
import type { Flow, NodeData, Place } from "./flow";
import type { Kinds } from "./schema";
import { bodyOf } from "./summary";
import { edgesOf, waysOf } from "./ways";

export const CARD = { width: 256, head: 48, words: 44, way: 30, foot: 8 } as const;

export function heightOf(node: NodeData, kinds: Kinds): number {
  const words = bodyOf(node, "") ? CARD.words : 0;
  const ways = waysOf(node, kinds).length;
  return CARD.head + words + ways * CARD.way + (ways > 0 ? CARD.foot : 0);
}

type Places = Readonly<Record<string, Place>>;

/** What was arranged last: a large flow takes half a second, and most changes of a flow move nothing. */
let last: { shape: string; places: Places } = { shape: "", places: {} };

/** Places for all nodes, from the start on the left to the ends on the right. */
export function arranged(flow: Flow, kinds: Kinds): Places {
  // The start comes first, so that dagre breaks circles where they lead back to it.
  const nodes = [...flow.nodes]
    .sort((a, b) => Number(b.key === flow.start) - Number(a.key === flow.start))
    .map((node) => ({ key: node.key, height: heightOf(node, kinds) }));
  const edges = edgesOf(flow, kinds)
    .filter((edge) => edge.source !== edge.target)
    .map(({ source, target, quiet }) => ({ source, target, weight: quiet ? 1 : 4 }));
  const shape = JSON.stringify([nodes, edges]);
  if (last.shape !== shape) last = { shape, places: placed(nodes, edges) };
  return last.places;
}

function placed(
  nodes: readonly { key: string; height: number }[],
  edges: readonly { source: string; target: string; weight: number }[],
): Places {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 40, ranksep: 88, ranker: "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { key, height } of nodes) graph.setNode(key, { width: CARD.width, height });
  for (const { source, target, weight } of edges) graph.setEdge(source, target, { weight });
  layout(graph);
  return Object.fromEntries(
    nodes.map(({ key, height }) => {
      const { x = 0, y = 0 } = graph.node(key) as { x?: number; y?: number };
      return [key, [Math.round(x - CARD.width / 2), Math.round(y - height / 2)] as const];
    }),
  );
}

/** Where each node is drawn: where somebody put it, and by itself where nobody did. */
export function placesOf(flow: Flow, kinds: Kinds): Places {
  const kept = flow.layout ?? {};
  return flow.nodes.every((node) => node.key in kept) ? kept : { ...arranged(flow, kinds), ...kept };
}
