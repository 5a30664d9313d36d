import { Button, Group, NumberInput, Text } from "@mantine/core";
import { IconCircleCheck, IconRepeat } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Moment } from "../../common/moment";
import { EmptyState, ErrorState } from "../../common/states";
import { useFormat } from "../../format/use";
import { replay } from "../api";
import { useEditing } from "../editor-context";
import { nodeOf, titleOf } from "../model/flow";
import classes from "./panels.module.css";

/** The last real calls, walked through the draft: who would land elsewhere. */
export function ReplayPanel() {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const { flowKey, flow, saved, show } = useEditing();
  const [calls, setCalls] = useState(200);
  const run = useMutation({
    mutationFn: async () => {
      await saved();
      return replay(flowKey, calls);
    },
  });
  const name = (key: string) => titleOf(nodeOf(flow, key) ?? { key, kind: "" });
  return (
    <>
      <Text size="sm" c="dimmed" mb={12}>
        {t("replay.what")}
      </Text>
      <Group align="flex-end" gap={8} mb={16}>
        <NumberInput
          label={t("replay.calls")}
          w={120}
          min={1}
          max={10000}
          allowDecimal={false}
          value={calls}
          onChange={(number) => {
            setCalls(Number(number) || 1);
          }}
        />
        <Button leftSection={<IconRepeat size={16} />} loading={run.isPending} onClick={() => { run.mutate(); }}>
          {t("replay.run")}
        </Button>
      </Group>
      {run.isError && <ErrorState fault={run.error} onRetry={() => { run.mutate(); }} />}
      {run.data?.walked === 0 && <EmptyState icon={IconRepeat} title={t("replay.none")} hint={t("replay.noneHint")} />}
      {run.data && run.data.walked > 0 && run.data.differing.length === 0 && (
        <EmptyState icon={IconCircleCheck} title={t("replay.same", { count: run.data.walked, shown: format.number(run.data.walked) })} />
      )}
      {run.data && run.data.differing.length > 0 && (
        <>
          <Text fw={600} mb={8} role="status">
            {t("replay.differ", { count: run.data.differing.length, shown: format.number(run.data.differing.length), of: format.number(run.data.walked) })}
          </Text>
          <ul className={classes.list}>
            {run.data.differing.map((each) => (
              <li key={`${each.kind}-${String(each.id)}`} className={classes.row}>
                <div className={classes.rowHead}>
                  <Link to={`/customers/${String(each.customer_id ?? "")}`} className={classes.link ?? ""}>
                    <bdi>{each.customer}</bdi>
                  </Link>
                  <span className={classes.gap} />
                  <Moment at={each.at} />
                </div>
                <div className={classes.before}>
                  <span className={classes.quiet}>{t("replay.was")}</span> <bdi>{name(each.was.node)}</bdi>
                </div>
                <button
                  type="button"
                  className={classes.after}
                  onClick={() => {
                    show(each.would.node);
                  }}
                >
                  <span className={classes.quiet}>{t("replay.would")}</span> <bdi>{name(each.would.node)}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
