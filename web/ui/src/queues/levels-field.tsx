import { ActionIcon, Autocomplete, Group, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import classes from "./queues.module.css";

interface LevelsProps {
  label: string;
  hint?: string;
  value: Record<string, number>;
  onChange: (value: Record<string, number>) => void;
  /** Skills to choose from; another one may be typed. */
  known: readonly string[];
  /** 0, where a skill can stop being needed. */
  least?: 0 | 1;
}

/** Skills, each with a level of 1 to 5. */
export function LevelsField({ label, hint, value, onChange, known, least = 1 }: LevelsProps) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const [typed, setTyped] = useState("");
  const levels = [0, 1, 2, 3, 4, 5].slice(least).map((level) => ({
    value: String(level),
    label: level === 0 ? t("field.notNeeded") : t("field.level", { level: format.number(level) }),
  }));
  const add = (skill: string) => {
    const name = skill.trim();
    if (name && !(name in value)) onChange({ ...value, [name]: least });
    setTyped("");
  };
  return (
    <Stack gap={8} role="group" aria-label={label}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {hint && (
        <Text size="xs" c="dimmed" mt={-6}>
          {hint}
        </Text>
      )}
      {Object.entries(value).map(([skill, level]) => (
        <Group key={skill} gap={8} wrap="nowrap">
          <span className={classes.skill}>
            <bdi>{skill}</bdi>
          </span>
          <Select
            w={152}
            aria-label={t("field.levelOf", { skill })}
            data={levels}
            value={String(level)}
            allowDeselect={false}
            onChange={(chosen) => {
              onChange({ ...value, [skill]: Number(chosen) });
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t("field.removeSkill", { skill })}
            onClick={() => {
              onChange(Object.fromEntries(Object.entries(value).filter(([name]) => name !== skill)));
            }}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap={8} wrap="nowrap">
        <Autocomplete
          flex={1}
          maw={320}
          aria-label={t("field.addSkill")}
          placeholder={t("field.addSkill")}
          maxLength={40}
          data={known.filter((skill) => !(skill in value))}
          value={typed}
          onChange={setTyped}
          onOptionSubmit={add}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add(typed);
            }
          }}
        />
        <ActionIcon variant="default" size={36} aria-label={t("field.addSkill")} disabled={!typed.trim()} onClick={() => { add(typed); }}>
          <IconPlus size={16} />
        </ActionIcon>
      </Group>
    </Stack>
  );
}
