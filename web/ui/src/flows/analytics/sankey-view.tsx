import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use";
import type { Analytics } from "../api";
import { type Flow, nodeOf, titleOf } from "../model/flow";
import classes from "./analytics.module.css";
import { BAR, sankey } from "./sankey";

const MARGIN = 24;
const LABEL = 176;

/** Which ways callers went, and how many on each. */
export function SankeyView({ analytics, flow, onNode }: { analytics: Analytics; flow: Flow; onNode: (key: string) => void }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const drawn = useMemo(() => sankey(analytics.links), [analytics.links]);
  const title = (key: string) => {
    const node = nodeOf(flow, key);
    return node ? titleOf(node) : (analytics.nodes.find((each) => each.node === key)?.title ?? key);
  };
  return (
    // Time runs from left to right here, in every language, as it does on the graph.
    <div className={classes.sankey} dir="ltr">
      <svg
        width={drawn.width + MARGIN * 2 + LABEL}
        height={drawn.height + MARGIN * 2}
        viewBox={`${String(-MARGIN)} ${String(-MARGIN)} ${String(drawn.width + MARGIN * 2 + LABEL)} ${String(drawn.height + MARGIN * 2)}`}
        role="group"
        aria-label={t("analytics.view.paths")}
      >
        {drawn.ribbons.map((ribbon) => (
          <Tooltip.Floating key={`${ribbon.from} ${ribbon.to}`} label={`${format.way([title(ribbon.from), title(ribbon.to)])}: ${format.number(ribbon.count)}`}>
            <path d={ribbon.path} strokeWidth={ribbon.width} className={classes.ribbon} />
          </Tooltip.Floating>
        ))}
        {drawn.bars.map((bar) => (
          <g
            key={bar.key}
            className={classes.bar}
            role="button"
            tabIndex={0}
            aria-label={`${title(bar.key)}: ${format.number(bar.count)}`}
            onClick={() => {
              onNode(bar.key);
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter" || event.key === " ") onNode(bar.key);
            }}
          >
            <rect x={bar.x} y={bar.y} width={BAR} height={Math.max(2, bar.height)} rx={3} />
            <text x={bar.x + BAR + 8} y={bar.y + bar.height / 2} dominantBaseline="middle">
              <tspan fontWeight={600}>{short(title(bar.key))}</tspan>
              <tspan dx={6} className={classes.count}>
                {format.number(bar.count)}
              </tspan>
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function short(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}
