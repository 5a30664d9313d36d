import { Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UserLine } from "../api/schema";
import { useFormat } from "../format/use";
import { CODES, LANGUAGES } from "../i18n";
import { LevelsField } from "../queues/levels-field";
import { useUser } from "../shell/session";
import { isSpoken, type Levels } from "./api";
import classes from "./people.module.css";

export type Wished = Pick<UserLine, "name" | "role" | "skills"> & { desk: boolean };

const ROLES = ["agent", "supervisor", "admin"] as const;

interface FieldsProps {
  wished: Wished;
  known: readonly string[];
  /** Their desk stays theirs, and their own role is not theirs to change. */
  hasDesk: boolean;
  own: boolean;
  change: (wished: Wished) => void;
}

/** What somebody is called, may do and can do. */
export function PersonFields({ wished, known, hasDesk, own, change }: FieldsProps) {
  const { t } = useTranslation(["people", "common"]);
  const { role: mine } = useUser();
  const set = (part: Partial<Wished>) => { change({ ...wished, ...part }); };
  const roles = ROLES.filter((role) => role !== "admin" || mine === "admin");
  const answers = wished.role === "agent" || wished.desk;
  return (
    <>
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        dir="auto"
        required
        withAsterisk={false}
        maxLength={120}
        value={wished.name}
        onChange={(event) => { set({ name: event.currentTarget.value }); }}
      />
      <Select
        label={t("role")}
        description={own ? t("ownRole") : t(`roleHint.${wished.role}`)}
        allowDeselect={false}
        disabled={own}
        data={roles.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
        value={wished.role}
        onChange={(role) => { set({ role: ROLES.find((each) => each === role) ?? wished.role }); }}
      />
      {wished.role !== "agent" && !hasDesk && (
        <Switch
          label={t("desk")}
          description={t("deskHint")}
          checked={wished.desk}
          onChange={(event) => { set({ desk: event.currentTarget.checked }); }}
        />
      )}
      {answers && (
        <>
          <LanguagesField value={wished.skills} onChange={(skills) => { set({ skills }); }} />
          <SkillsField value={wished.skills} known={known} onChange={(skills) => { set({ skills }); }} />
        </>
      )}
    </>
  );
}

interface LevelsProps {
  value: Levels;
  onChange: (value: Levels) => void;
}

const not = (value: Levels, left: (skill: string) => boolean) => Object.fromEntries(Object.entries(value).filter(([skill]) => !left(skill)));

/** How well each language is spoken. */
function LanguagesField({ value, onChange }: LevelsProps) {
  const { t } = useTranslation(["people", "queues"]);
  const format = useFormat();
  const levels = [
    { value: "0", label: t("notSpoken") },
    ...[1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t("queues:field.level", { level: format.number(level) }) })),
  ];
  return (
    <Stack gap={8} role="group" aria-label={t("languages")}>
      <div>
        <Text size="sm" fw={500}>{t("languages")}</Text>
        <Text size="xs" c="dimmed">{t("languagesHint")}</Text>
      </div>
      <div className={classes.languages}>
        {CODES.map((code) => (
          <Select
            key={code}
            label={<bdi>{LANGUAGES[code].name}</bdi>}
            data={levels}
            value={String(value[code] ?? 0)}
            allowDeselect={false}
            onChange={(level) => {
              const others = not(value, (skill) => skill === code);
              onChange(Number(level) ? { ...others, [code]: Number(level) } : others);
            }}
          />
        ))}
      </div>
    </Stack>
  );
}

/** What else they can do; languages have a field of their own. */
function SkillsField({ value, known, onChange }: LevelsProps & { known: readonly string[] }) {
  const { t } = useTranslation("people");
  const spoken = not(value, (skill) => !isSpoken(skill));
  return (
    <LevelsField
      label={t("skills")}
      hint={t("skillsHint")}
      value={not(value, isSpoken)}
      known={known.filter((skill) => !isSpoken(skill))}
      onChange={(skills) => { onChange({ ...spoken, ...skills }); }}
    />
  );
}
