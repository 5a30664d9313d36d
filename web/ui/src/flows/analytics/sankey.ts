/** Where each node and each ribbon of a Sankey stands. dagre ranks the nodes, since a flow may lead back to where it was. Pure. */
import { Graph, layout } from "@dagrejs/dagre";

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface Bar {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly count: number;
}

export interface Ribbon extends Link {
  /** The middle line, as an SVG path, and how wide it is. */
  readonly path: string;
  readonly width: number;
}

export interface Sankey {
  readonly bars: readonly Bar[];
  readonly ribbons: readonly Ribbon[];
  readonly width: number;
  readonly height: number;
}

export const BAR = 12;
const TALLEST = 280;
const THINNEST = 2;
const GAP = 36;
const COLUMN = 208;

export function sankey(links: readonly Link[]): Sankey {
  const shown = links.filter((link) => link.count > 0 && link.from !== link.to);
  if (shown.length === 0) return { bars: [], ribbons: [], width: 0, height: 0 };
  const through = new Map<string, number>();
  for (const key of new Set(shown.flatMap((link) => [link.from, link.to]))) {
    const sum = (side: "from" | "to") => shown.reduce((all, link) => all + (link[side] === key ? link.count : 0), 0);
    through.set(key, Math.max(sum("from"), sum("to")));
  }
  const scale = TALLEST / Math.max(...through.values());
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: GAP, ranksep: COLUMN - BAR, edgesep: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [key, count] of through) graph.setNode(key, { width: BAR, height: Math.max(THINNEST, count * scale) });
  for (const link of shown) graph.setEdge(link.from, link.to, { weight: Math.max(1, Math.round(link.count * scale)) });
  layout(graph);
  const bars = new Map(
    [...through].map(([key, count]): [string, Bar] => {
      const { x = 0, y = 0, height = 0 } = graph.node(key) as { x?: number; y?: number; height?: number };
      return [key, { key, x: x - BAR / 2, y: y - height / 2, height, count }];
    }),
  );
  const size = graph.graph() as { width?: number; height?: number };
  return { bars: [...bars.values()], ribbons: ribbonsOf(shown, bars, scale), width: size.width ?? 0, height: size.height ?? 0 };
}

/** Ribbons leave and reach a bar one below the other, in the order of where they go, so that they cross little. */
function ribbonsOf(links: readonly Link[], bars: ReadonlyMap<string, Bar>, scale: number): Ribbon[] {
  const top = (key: string) => bars.get(key)?.y ?? 0;
  const left = offsets(links, "from", (link) => top(link.to), scale);
  const right = offsets(links, "to", (link) => top(link.from), scale);
  return links.map((link) => {
    const width = Math.max(THINNEST, link.count * scale);
    const from = bars.get(link.from);
    const to = bars.get(link.to);
    const x1 = (from?.x ?? 0) + BAR;
    const y1 = top(link.from) + (left.get(link) ?? 0) + width / 2;
    const x2 = to?.x ?? 0;
    const y2 = top(link.to) + (right.get(link) ?? 0) + width / 2;
    const bend = Math.max(48, Math.abs(x2 - x1) / 2);
    return { ...link, width, path: `M${px(x1)},${px(y1)} C${px(x1 + bend)},${px(y1)} ${px(x2 - bend)},${px(y2)} ${px(x2)},${px(y2)}` };
  });
}

function offsets(links: readonly Link[], side: "from" | "to", order: (link: Link) => number, scale: number): Map<Link, number> {
  const used = new Map<string, number>();
  const found = new Map<Link, number>();
  for (const link of [...links].sort((a, b) => order(a) - order(b))) {
    const at = used.get(link[side]) ?? 0;
    found.set(link, at);
    used.set(link[side], at + link.count * scale);
  }
  return found;
}

const px = (value: number) => value.toFixed(1);
