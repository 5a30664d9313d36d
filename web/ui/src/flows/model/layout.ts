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

/** Places for all nodes, from the start on the left to the ends on the right. */
export function arranged(flow: Flow, kinds: Kinds): Record<string, Place> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 40, ranksep: 88, ranker: "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  // The start comes first, so that dagre breaks circles where they lead back to it.
  const nodes = [...flow.nodes].sort((a, b) => Number(b.key === flow.start) - Number(a.key === flow.start));
  for (const node of nodes) graph.setNode(node.key, { width: CARD.width, height: heightOf(node, kinds) });
  for (const edge of edgesOf(flow, kinds))
    if (edge.source !== edge.target) graph.setEdge(edge.source, edge.target, { weight: edge.quiet ? 1 : 4 });
  layout(graph);
  return Object.fromEntries(
    nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.key) as { x?: number; y?: number };
      return [node.key, [Math.round(x - CARD.width / 2), Math.round(y - heightOf(node, kinds) / 2)] as const];
    }),
  );
}

/** Where each node is drawn: where somebody put it, and by itself where nobody did. */
export function placesOf(flow: Flow, kinds: Kinds): Readonly<Record<string, Place>> {
  const kept = flow.layout ?? {};
  return flow.nodes.every((node) => node.key in kept) ? kept : { ...arranged(flow, kinds), ...kept };
}
