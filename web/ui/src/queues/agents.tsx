import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPencil, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { EmptyState } from "../common/states";
import { useFormat } from "../format/use";
import { type AgentSkills, saveSkills } from "./api";
import { LevelsField } from "./levels-field";
import classes from "./queues.module.css";
import { Skills } from "./skills";

const KINDS = ["call", "chat", "email"] as const;
const HEARS = ["own", "all", "none"] as const;

/** What each agent can do, how well, and how much at once. */
export function AgentsTable({ agents, known }: { agents: readonly AgentSkills[]; known: readonly string[] }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const [editing, setEditing] = useState<AgentSkills | null>(null);
  if (agents.length === 0) return <EmptyState icon={IconUsersGroup} title={t("agents.none")} />;
  return (
    <>
      <ul>
        {agents.map((agent) => (
          <li key={agent.id} className={classes.agent}>
            <Text component="span" fw={550} className={classes.agentName}>
              <bdi>{agent.name}</bdi>
            </Text>
            <Skills skills={agent.skills} none={t("agents.noSkills")} />
            <Text component="span" size="sm" c="dimmed" className={classes.capacity}>
              {KINDS.map((kind) => t(`agents.atOnce.${kind}`, { number: format.number(agent.capacity[kind] ?? 0) })).join(" · ")}
            </Text>
            <Button variant="subtle" color="gray" size="sm" leftSection={<IconPencil size={16} stroke={1.6} />} aria-label={t("agents.edit", { name: agent.name })} onClick={() => { setEditing(agent); }}>
              {t("agents.change")}
            </Button>
          </li>
        ))}
      </ul>
      {editing && <SkillsDialog agent={editing} known={known} onClose={() => { setEditing(null); }} />}
    </>
  );
}

function SkillsDialog({ agent, known, onClose }: { agent: AgentSkills; known: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("queues");
  const [skills, setSkills] = useState(agent.skills);
  const [capacity, setCapacity] = useState(agent.capacity);
  const [hears, setHears] = useState(agent.hears);
  const save = useAct(async () => {
    await saveSkills({ id: agent.id, skills, capacity, hears });
    onClose();
  }, [keys.queues]);
  return (
    <Modal opened onClose={onClose} title={t("agents.edit", { name: agent.name })} centered size="lg">
      <Stack gap={24}>
        <LevelsField label={t("agents.skills")} value={skills} known={known} onChange={setSkills} />
        <div role="group" aria-label={t("agents.capacity")}>
          <Text size="sm" fw={500}>
            {t("agents.capacity")}
          </Text>
          <Text size="xs" c="dimmed" mb={8}>
            {t("agents.capacityHint")}
          </Text>
          <SimpleGrid cols={3}>
            {KINDS.map((kind) => (
              <NumberInput
                key={kind}
                label={t(`kind.${kind}`)}
                min={0}
                max={20}
                allowDecimal={false}
                value={capacity[kind] ?? 0}
                onChange={(value) => {
                  setCapacity({ ...capacity, [kind]: Number(value) || 0 });
                }}
              />
            ))}
          </SimpleGrid>
        </div>
        <Select
          label={t("agents.hears")}
          description={t("agents.hearsHint")}
          allowDeselect={false}
          data={HEARS.map((value) => ({ value, label: t(`agents.hearing.${value}`) }))}
          value={hears}
          onChange={(value) => {
            setHears(HEARS.find((each) => each === value) ?? hears);
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("undo")}
          </Button>
          <Button loading={save.isPending} onClick={() => { save.mutate(); }}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
