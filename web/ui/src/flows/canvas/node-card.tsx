import { Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconFlag, IconLifebuoy } from "@tabler/icons-react";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { titleOf } from "../model/flow";
import { bodyOf, wayLabel } from "../model/summary";
import { isQuiet, type Way } from "../model/ways";
import type { CardNode } from "./cards";
import { groupOf, KindIcon, useNames } from "./kinds";
import classes from "./node-card.module.css";

/** One node: what it is, what it says, and each way out with a handle of its own. */
export const NodeCard = memo(
  function NodeCard({ data, selected }: NodeProps<CardNode>) {
    const { t } = useTranslation("flows");
    const names = useNames();
    const { node, ways, faults, language, lit, figures, share } = data;
    const body = bodyOf(node, language);
    return (
      <div className={classes.card} data-selected={selected || undefined} data-lit={lit || undefined} data-fault={faults.length > 0 || undefined}>
        <Handle type="target" position={Position.Left} className={classes.in ?? ""} />
        <div className={classes.head}>
          <span className={classes.icon} data-group={groupOf(node.kind)}>
            <KindIcon kind={node.kind} />
          </span>
          <div className={classes.names}>
            <div className={classes.title} dir="auto">
              {titleOf(node)}
            </div>
            <div className={classes.kind} dir="auto">
              {figures || names.kind(node.kind)}
            </div>
          </div>
          {data.isStart && <Sign text={t("canvas.start")} icon={IconFlag} />}
          {data.isOperator && <Sign text={t("canvas.operator")} icon={IconLifebuoy} />}
          {faults.length > 0 && (
            <Tooltip
              multiline
              maw={320}
              openDelay={150}
              label={faults.slice(0, 4).map((fault) => (
                <div key={fault.field + fault.problem} dir="auto">
                  {fault.problem} {fault.remedy}
                </div>
              ))}
            >
              <span className={classes.fault} role="img" aria-label={t("canvas.faults", { count: faults.length })}>
                <IconAlertTriangle size={14} stroke={2} aria-hidden />
                {faults.length > 1 && faults.length}
              </span>
            </Tooltip>
          )}
        </div>
        {body && (
          <div className={classes.words} dir="auto">
            {body}
          </div>
        )}
        {share > 0 && <div className={classes.share} style={{ inlineSize: `${String(Math.round(share * 100))}%` }} />}
        {ways.length > 0 && (
          <ul className={classes.ways}>
            {ways.map((way) => (
              <WayLine key={way.path} way={way} language={language} />
            ))}
          </ul>
        )}
      </div>
    );
  },
  (before, after) => before.data === after.data && before.selected === after.selected,
);

function WayLine({ way, language }: { way: Way; language: string }) {
  const names = useNames();
  const { key, text } = wayLabel(way, language);
  return (
    <li className={classes.way} data-quiet={isQuiet(way) || undefined} data-open={(way.target === null && !way.optional) || undefined}>
      {key && <kbd className={classes.key}>{key}</kbd>}
      <span className={classes.label} dir="auto">
        {text || names.field(way.name)}
      </span>
      <Handle type="source" position={Position.Right} id={way.path} className={classes.out ?? ""} />
    </li>
  );
}

function Sign({ text, icon: Icon }: { text: string; icon: typeof IconFlag }) {
  return (
    <Tooltip label={text}>
      <span className={classes.sign} role="img" aria-label={text}>
        <Icon size={16} stroke={1.6} aria-hidden />
      </span>
    </Tooltip>
  );
}
