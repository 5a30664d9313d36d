import { Alert, Group, NumberInput, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconLogout2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFaultText } from "../api/act";
import { useFormat } from "../format/use";
import { CODES, LANGUAGES } from "../locales/languages";
import { type AgentSkills, type QueueSettings, usePreview } from "./api";
import { WhyBlock } from "./why";

const KINDS = ["call", "chat", "email"] as const;

/** Who would get such a call now, by the rules as they are written here, saved or not. */
export function PreviewPanel({ queue, draft, agents }: { queue: string; draft: Pick<QueueSettings, "skills" | "rules">; agents: readonly AgentSkills[] }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const faultText = useFaultText();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("call");
  const [language, setLanguage] = useState<string | null>(null);
  const [preferred, setPreferred] = useState<string | null>(null);
  const [waited, setWaited] = useState(0);
  const [rules] = useDebouncedValue(draft, 300);
  const preview = usePreview(queue, {
    kind,
    language,
    own_skills: [],
    priority: 0,
    value: 0,
    waited_s: waited,
    preferred_agent: preferred === null ? null : Number(preferred),
    skills: rules.skills,
    rules: rules.rules,
  });
  return (
    <Paper withBorder radius="lg" p={24} component="section" aria-label={t("preview.title")}>
      <Stack gap={16}>
        <div>
          <Title order={2} size="h3">
            {t("preview.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("preview.hint")}
          </Text>
        </div>
        <Group grow gap={8}>
          <Select
            label={t("preview.kind")}
            data={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))}
            value={kind}
            allowDeselect={false}
            onChange={(value) => {
              setKind((value ?? "call") as typeof kind);
            }}
          />
          <NumberInput
            label={t("preview.waited")}
            suffix={` ${t("unit.s")}`}
            min={0}
            max={86400}
            step={10}
            allowDecimal={false}
            value={waited}
            onChange={(value) => {
              setWaited(Number(value) || 0);
            }}
          />
        </Group>
        <Group grow gap={8}>
          <Select
            label={t("preview.language")}
            data={CODES.map((code) => ({ value: code, label: LANGUAGES[code].name }))}
            value={language}
            onChange={setLanguage}
            clearable
            placeholder={t("preview.any")}
          />
          <Select
            label={t("preview.last")}
            data={agents.map((agent) => ({ value: String(agent.id), label: agent.name }))}
            value={preferred}
            onChange={setPreferred}
            clearable
            placeholder={t("preview.none")}
          />
        </Group>
        <div aria-live="polite">
          {preview.isError ? (
            <Alert color="yellow" variant="light">
              {faultText(preview.error)}
            </Alert>
          ) : preview.data ? (
            <Stack gap={12}>
              {preview.data.way_out ? (
                <Alert color="yellow" variant="light" icon={<IconLogout2 size={18} />}>
                  {t("preview.out", { where: t(`to.${preview.data.way_out as "message"}`) })}
                </Alert>
              ) : (
                preview.data.queue.key !== queue && (
                  <Alert color="yellow" variant="light" icon={<IconLogout2 size={18} />}>
                    {t("preview.moved", { queue: preview.data.queue.name })}
                  </Alert>
                )
              )}
              {preview.data.step > 0 && (
                <Text size="xs" c="dimmed">
                  {t("preview.step", { step: format.number(preview.data.step) })}
                </Text>
              )}
              {!preview.data.way_out && <WhyBlock why={preview.data.why} />}
            </Stack>
          ) : null}
        </div>
      </Stack>
    </Paper>
  );
}
