import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat, useLanguage } from "../../format/use";
import type { Analytics } from "../api";
import { Canvas } from "../canvas/canvas";
import { BARE, type Drawing } from "../canvas/cards";
import type { Flow } from "../model/flow";
import { placesOf } from "../model/layout";
import type { Kinds } from "../model/schema";
import { edgesOf } from "../model/ways";

const NONE: readonly string[] = [];
const NO_FAULTS = new Map<string, never>();

/** The graph with its figures: how many came to each node, and how many of them left there. */
export function AnalyticsGraph({ flowKey, flow, kinds, analytics, onNode }: { flowKey: string; flow: Flow; kinds: Kinds; analytics: Analytics; onNode: (key: string) => void }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const page = useLanguage();
  const drawing = useMemo<Drawing>(() => {
    const most = Math.max(1, ...analytics.nodes.map((node) => node.visits));
    const figures = analytics.nodes.map((node): [string, string] => [
      node.node,
      node.drop_off > 0
        ? t("analytics.cardLeft", { count: node.visits, visits: format.number(node.visits), left: format.number(node.drop_off) })
        : t("analytics.card", { count: node.visits, visits: format.number(node.visits) }),
    ]);
    const edges = edgesOf(flow, kinds);
    // What is counted is from node to node. Where several ways lead to the same node, the first of them tells it.
    const counts = analytics.links.flatMap((link): [string, string][] => {
      const edge = edges.find((each) => each.source === link.from && each.target === link.to);
      return edge ? [[edge.id, format.number(link.count)]] : [];
    });
    return {
      flow,
      kinds,
      places: placesOf(flow, kinds),
      faults: NO_FAULTS,
      language: flow.languages.includes(page) ? page : (flow.languages[0] ?? "en"),
      overlay: {
        ...BARE,
        figures: new Map(figures),
        share: new Map(analytics.nodes.map((node) => [node.node, node.visits / most])),
        counts: new Map(counts),
      },
    };
  }, [flow, kinds, analytics, format, page, t]);
  return (
    <Canvas
      drawing={drawing}
      memory={`${flowKey}/analytics`}
      selected={NONE}
      onSelect={(keys) => {
        if (keys[0] !== undefined) onNode(keys[0]);
      }}
    />
  );
}
