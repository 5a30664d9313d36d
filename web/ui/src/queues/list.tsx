import { Badge, Button, Modal, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { Line, LinePage } from "../common/line-page";
import { Unread } from "../common/page";
import { EmptyState } from "../common/states";
import { useFormat } from "../format/use";
import { useLook } from "../live/live";
import { AgentsTable } from "./agents";
import { type QueueSettings, saveQueue, useQueues } from "./api";
import { useSummary } from "./use-summary";

/** Every queue with its rules in sentences, and what each agent can do. */
export function QueuesPage() {
  const { t } = useTranslation("queues");
  const queues = useQueues();
  const [making, setMaking] = useState(false);
  useLook({ floor: true });
  if (!queues.data) return <Unread query={queues} />;
  const all = queues.data;
  return (
    <>
      <LinePage
        title={t("title")}
        what={t("what")}
        actions={
          <Button leftSection={<IconPlus size={16} />} onClick={() => { setMaking(true); }}>
            {t("new")}
          </Button>
        }
        empty={<EmptyState icon={IconUsersGroup} title={t("none")} />}
        lines={all.queues.map((queue) => (
          <OneQueue key={queue.key} queue={queue} queues={all.queues} />
        ))}
      >
        <Stack component="section" gap={12} mt={32} aria-label={t("agents.title")}>
          <div>
            <Title order={2}>{t("agents.title")}</Title>
            <Text c="dimmed" size="sm">
              {t("agents.what")}
            </Text>
          </div>
          <Paper withBorder radius="lg">
            <AgentsTable agents={all.agents} known={all.known} />
          </Paper>
        </Stack>
      </LinePage>
      {making && <NewQueue taken={all.queues.map((queue) => queue.key)} onClose={() => { setMaking(false); }} />}
    </>
  );
}

function OneQueue({ queue, queues }: { queue: QueueSettings; queues: QueueSettings[] }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const summary = useSummary(queues);
  return (
    <Line to={`/queues/${queue.key}`} name={queue.name} about={summary(queue).join(" ")}>
      <Badge variant="light" color={queue.serving === 0 ? "yellow" : "gray"}>
        {t("serving", { count: queue.serving, number: format.number(queue.serving) })}
      </Badge>
    </Line>
  );
}

const KEY = /^[a-z][a-z0-9_-]{0,39}$/;

function NewQueue({ taken, onClose }: { taken: string[]; onClose: () => void }) {
  const { t } = useTranslation("queues");
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const make = useAct(async () => {
    await saveQueue(key, { names: { en: name }, ring_s: 20, wrap_up_s: 30, rules: NO_RULES, survey_flow: null, callback_first: "agent" });
    onClose();
    go(`/queues/${key}`);
  }, [keys.queues]);
  const fault = key && (!KEY.test(key) ? t("make.badKey") : taken.includes(key) ? t("make.taken") : "");
  return (
    <Modal opened onClose={onClose} title={t("new")} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && key && !fault) make.mutate();
        }}
      >
        <Stack gap={16}>
          <TextInput label={t("make.name")} required maxLength={80} data-autofocus value={name} onChange={(event) => { setName(event.currentTarget.value); }} />
          <TextInput className="ltr" label={t("make.key")} description={t("make.keyHint")} required maxLength={40} error={fault} value={key} onChange={(event) => { setKey(event.currentTarget.value); }} />
          <Button type="submit" loading={make.isPending} style={{ alignSelf: "flex-end" }}>
            {t("make.do")}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

const NO_RULES: QueueSettings["rules"] = {
  prefers: {},
  language: "ignore",
  widening: [],
  ageing_s: 0,
  value_points: 0,
  pick: "longest_idle",
  alone: false,
  prefer_s: 30,
  hours: null,
  overflow: [],
  short_s: 5,
};
