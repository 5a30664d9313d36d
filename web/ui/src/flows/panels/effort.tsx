import { RingProgress, Text, UnstyledButton } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { EffortOut } from "../../api/schema";
import { EmptyState } from "../../common/states";
import { useFormat } from "../../format/use";
import { useEditing } from "../editor-context";
import { nodeOf, titleOf } from "../model/flow";
import { useSentences } from "../use-sentences";
import classes from "./panels.module.css";

const SHOWN = 8;

/** What callers have to do until they are served, and which rules of good menus are not kept. */
export function EffortPanel({ effort }: { effort: EffortOut | null }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const sentences = useSentences();
  const { flow, show, select } = useEditing();
  if (effort === null) return <EmptyState icon={IconGauge} title={t("effort.none")} hint={t("effort.noneHint")} />;
  const name = (key: string) => titleOf(nodeOf(flow, key) ?? { key, kind: "" });
  return (
    <>
      <div className={classes.score}>
        <RingProgress
          size={88}
          thickness={8}
          roundCaps
          sections={[{ value: effort.score, color: effort.score >= 80 ? "var(--tl-accent)" : "var(--tl-warn)" }]}
          label={
            <Text ta="center" fw={600} size="xl" className="tabular">
              {format.number(effort.score)}
            </Text>
          }
        />
        <Text size="sm" c="dimmed">
          {t("effort.what")}
        </Text>
      </div>
      <h3 className={classes.heading}>{t("effort.breaches")}</h3>
      {effort.breaches.length === 0 ? (
        <p className={classes.empty}>{t("effort.noBreach")}</p>
      ) : (
        <ul className={classes.list}>
          {effort.breaches.map((breach, index) => (
            <li key={`${breach.node}.${breach.rule}.${String(index)}`}>
              <UnstyledButton
                className={classes.line}
                onClick={() => {
                  show(breach.node);
                }}
              >
                <span className={classes.strong} dir="auto">
                  {name(breach.node)}
                </span>
                <span dir="auto">{sentences.breach(breach)}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      <h3 className={classes.heading}>{t("effort.paths")}</h3>
      <ul className={classes.list}>
        {effort.paths.slice(0, SHOWN).map((path, index) => (
          <li key={index}>
            <UnstyledButton
              className={classes.line}
              onClick={() => {
                select(path.nodes);
              }}
            >
              <span className={classes.figures}>
                <b>{format.duration(path.seconds)}</b>
                <span>{t("effort.keys", { count: path.keys })}</span>
                <span>{t("effort.depth", { count: path.depth })}</span>
              </span>
              <span className={classes.quiet}>
                {format.way(path.nodes.map(name))}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </>
  );
}
