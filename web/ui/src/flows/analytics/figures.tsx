import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use";
import type { Analytics } from "../api";
import classes from "./analytics.module.css";

/** The three figures that say how the flow does. */
export function Figures({ analytics }: { analytics: Analytics }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const share = (part: number) => format.percent(analytics.contacts === 0 ? 0 : part / analytics.contacts);
  return (
    <dl className={classes.figures}>
      <Figure label={t("analytics.contacts")} value={format.number(analytics.contacts)} hint={t("analytics.contactsHint")} />
      <Figure label={t("analytics.containment")} value={format.percent(analytics.containment)} hint={t("analytics.containmentHint")} />
      <Figure label={t("analytics.escapes")} value={share(analytics.operator_escapes)} hint={t("analytics.escapesHint")} />
    </dl>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <Tooltip label={hint} multiline maw={280}>
      <div className={classes.figure}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    </Tooltip>
  );
}
