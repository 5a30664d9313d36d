import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconEar, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { type How, listen, stopListening } from "../api/rooms";
import classes from "./consult.module.css";
import { useAgentDesk } from "./provider";

const WAYS: How[] = ["listen", "whisper", "barge"];

/** On every page, while a supervisor listens to an agent: to whom, in which way, and how to stop. */
export function ListeningStrip() {
  const { t } = useTranslation("rooms");
  const { desk } = useAgentDesk();
  const change = useAct((how: How) => listen(desk?.listening?.call_id ?? 0, how), [keys.desk]);
  const stop = useAct(stopListening, [keys.desk, keys.floor]);
  const now = desk?.listening;
  if (!now) return null;
  return (
    <section className={classes.strip} aria-label={t("listening.title")}>
      <Group gap={12} wrap="nowrap" miw={0}>
        <IconEar size={18} stroke={1.8} aria-hidden />
        <Text fw={550} role="status">
          {t(`listening.${now.joined ? now.how : "connecting"}`, { agent: now.agent })}
        </Text>
      </Group>
      <Group gap={8}>
        <SegmentedControl
          aria-label={t("listening.how")}
          value={now.how}
          onChange={(how) => {
            change.mutate(how as How);
          }}
          data={WAYS.map((how) => ({ value: how, label: t(`how.${how}`) }))}
        />
        <Button
          variant="default"
          leftSection={<IconX size={18} stroke={1.8} />}
          loading={stop.isPending}
          onClick={() => {
            stop.mutate();
          }}
        >
          {t("listening.stop")}
        </Button>
      </Group>
    </section>
  );
}
