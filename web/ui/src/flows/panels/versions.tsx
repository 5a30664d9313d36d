import { Badge, Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import type { VersionLine } from "../../api/schema";
import { Moment } from "../../common/moment";
import { EmptyState, ErrorState, LoadingLines } from "../../common/states";
import { useFormat } from "../../format/use";
import { changeTrial, flowKeys, rollBack, unschedule, useVersions } from "../api";
import { useEditing } from "../editor-context";
import { DifferenceList } from "./difference";
import classes from "./panels.module.css";

const COLOURS: Record<string, string> = { live: "thread", trial: "yellow", scheduled: "blue" };

/** Every version that was ever published; one press brings an old one back. */
export function VersionsPanel() {
  const { t } = useTranslation("flows");
  const { flowKey } = useEditing();
  const versions = useVersions(flowKey);
  if (versions.isPending) return <LoadingLines />;
  if (versions.isError) return <ErrorState fault={versions.error} onRetry={() => void versions.refetch()} />;
  if (versions.data.length === 0) return <EmptyState icon={IconHistory} title={t("versions.none")} hint={t("versions.noneHint")} />;
  const live = versions.data.find((version) => version.state === "live");
  return (
    <ul className={classes.list}>
      {versions.data.map((version) => (
        <Version key={version.number} version={version} live={live?.number ?? null} />
      ))}
    </ul>
  );
}

function Version({ version, live }: { version: VersionLine; live: number | null }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const { flowKey } = useEditing();
  const [open, setOpen] = useState(false);
  const touched = [flowKeys.one(flowKey), flowKeys.all];
  const back = useAct(async () => {
    await rollBack(flowKey, version.number, t("versions.backNote", { number: version.number }));
    notifications.show({ message: t("versions.isBack", { number: format.number(version.number) }), withBorder: true });
  }, touched);
  const cancel = useAct(() => unschedule(flowKey, version.number), touched);
  const trial = useAct((act: "end" | "promote") => changeTrial(flowKey, act), touched);
  return (
    <li className={classes.row}>
      <div className={classes.rowHead}>
        <span className={classes.strong}>{t("versions.number", { number: format.number(version.number) })}</span>
        {version.state !== "past" && (
          <Badge size="sm" variant="light" color={COLOURS[version.state] ?? "gray"}>
            {t(`versions.state.${version.state as "live"}`)}
          </Badge>
        )}
        <span className={classes.gap} />
        <Moment at={version.published_at} />
      </div>
      {version.note && <div dir="auto">{version.note}</div>}
      <Text size="sm" c="dimmed">
        <bdi>{version.author}</bdi>
        {version.state === "scheduled" && version.live_from && ` · ${t("versions.from", { at: format.moment(version.live_from) })}`}
      </Text>
      {version.override_reason && (
        <Text size="sm" c="var(--tl-warn)">
          {t("versions.override", { reason: version.override_reason })}
        </Text>
      )}
      <Group gap={4} mt={4} ms={-8}>
        {version.state === "past" && (
          <Act text={t("versions.back")} busy={back.isPending} onClick={() => { back.mutate(); }} />
        )}
        {version.state === "scheduled" && <Act text={t("versions.cancel")} busy={cancel.isPending} onClick={() => { cancel.mutate(); }} />}
        {version.state === "trial" && (
          <>
            <Act text={t("versions.promote")} busy={trial.isPending} onClick={() => { trial.mutate("promote"); }} />
            <Act text={t("versions.endTrial")} busy={trial.isPending} onClick={() => { trial.mutate("end"); }} />
          </>
        )}
        {live !== null && version.number !== live && (
          <Act text={t(open ? "versions.hide" : "versions.compare")} busy={false} onClick={() => { setOpen(!open); }} />
        )}
      </Group>
      {open && live !== null && <DifferenceList from={String(live)} to={String(version.number)} />}
    </li>
  );
}

function Act({ text, busy, onClick }: { text: string; busy: boolean; onClick: () => void }) {
  return (
    <Button variant="subtle" size="compact-sm" loading={busy} onClick={onClick}>
      {text}
    </Button>
  );
}
