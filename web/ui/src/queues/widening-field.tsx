import { ActionIcon, Button, Group, MultiSelect, NumberInput, Paper, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import type { QueueSettings, Widening } from "./api";
import { LevelsField } from "./levels-field";

interface WideningProps {
  steps: Widening[];
  onChange: (steps: Widening[]) => void;
  known: readonly string[];
  others: readonly QueueSettings[];
}

const MOST = 8;
const LANGUAGE = ["keep", "prefer", "ignore"] as const;

/** What is asked less, or who joins, as the wait grows. */
export function WideningField({ steps, onChange, known, others }: WideningProps) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const put = (at: number, change: Partial<Widening>) => {
    onChange(steps.map((step, index) => (index === at ? { ...step, ...change } : step)));
  };
  return (
    <Stack gap={16}>
      {steps.map((step, index) => (
        <Paper key={index} withBorder radius="md" p={16} bg="var(--tl-page)" component="fieldset" m={0}>
          <Stack gap={16}>
            <Group justify="space-between" wrap="nowrap" align="flex-end">
              <NumberInput
                w={200}
                label={t("field.afterWait", { step: format.number(index + 1) })}
                suffix={` ${t("unit.s")}`}
                min={1}
                max={86400}
                allowDecimal={false}
                value={step.after_s}
                onChange={(value) => {
                  put(index, { after_s: Number(value) || 1 });
                }}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={44}
                aria-label={t("field.removeStep", { step: format.number(index + 1) })}
                onClick={() => {
                  onChange(steps.filter((_, at) => at !== index));
                }}
              >
                <IconTrash size={18} stroke={1.6} />
              </ActionIcon>
            </Group>
            <LevelsField
              label={t("field.newLevels")}
              value={step.levels}
              known={known}
              least={0}
              onChange={(levels) => {
                put(index, { levels });
              }}
            />
            <Group grow align="flex-start" preventGrowOverflow={false}>
              <Select
                label={t("field.language")}
                miw={200}
                data={LANGUAGE.map((each) => ({ value: each, label: t(`loosen.${each}`) }))}
                value={step.language}
                allowDeselect={false}
                onChange={(value) => {
                  put(index, { language: value as Widening["language"] });
                }}
              />
              <MultiSelect
                label={t("field.joins")}
                miw={200}
                data={others.map((queue) => ({ value: queue.key, label: queue.name }))}
                value={step.joins}
                onChange={(joins) => {
                  put(index, { joins });
                }}
              />
            </Group>
          </Stack>
        </Paper>
      ))}
      {steps.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("field.noSteps")}
        </Text>
      )}
      <Button
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={16} />}
        disabled={steps.length >= MOST}
        onClick={() => {
          onChange([...steps, { after_s: (steps.at(-1)?.after_s ?? 0) + 30, levels: {}, language: "keep", joins: [] }]);
        }}
      >
        {t("field.addStep")}
      </Button>
    </Stack>
  );
}
