/** Which edges a simulated conversation went along. Pure. */
import type { Flow } from "./flow";
import type { Kinds } from "./schema";
import { type Way, waysOf } from "./ways";

export interface WalkedStep {
  readonly node: string;
  readonly heard: string;
  readonly way: string;
  readonly turn: number;
}

/** Ids of the edges between the nodes of this path, in its order. */
export function along(flow: Flow, kinds: Kinds, path: readonly WalkedStep[]): Set<string> {
  const nodes = new Map(flow.nodes.map((node) => [node.key, node]));
  const edges = new Set<string>();
  for (const [index, step] of path.entries()) {
    const next = path[index + 1];
    const node = nodes.get(step.node);
    if (!next || !node || next.node === step.node) continue;
    const ways = waysOf(node, kinds).filter((way) => way.target === next.node);
    const taken = ways.find((way) => fits(way, step)) ?? ways[0];
    if (taken) edges.add(`${node.key}:${taken.path}`);
  }
  return edges;
}

/** Several ways may lead to the same node: the option that was pressed, or the retry that ran out. */
function fits(way: Way, step: WalkedStep): boolean {
  if (step.way === way.name) return true;
  return step.way === "next" && step.heard !== "" && way.of.key === step.heard;
}
