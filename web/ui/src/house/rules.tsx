import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { saveRules } from "../api/house";
import type { HouseOut, RulesOut } from "../api/schema";
import { Card } from "./card";
import { useEdited } from "./draft";
import classes from "./house.module.css";

const NUMBERS = [
  ["declines_per_hour", 0, 100],
  ["extend_s", 0, 600],
  ["park_s", 30, 1800],
  ["goal_contacts", 0, 1000],
  ["goal_handle_s", 0, 7200],
] as const;
const DECLINES: RulesOut["decline"][] = ["free", "reason", "never"];

/** What agents may decline, how long a press extends a wrap-up and callers are parked, and the goals of a day. */
export function Rules({ house }: { house: HouseOut }) {
  const { t } = useTranslation("house");
  const edited = useEdited<RulesOut>(house.rules, saveRules);
  const rules = edited.value;
  return (
    <Card title={t("rules.title")} hint={t("rules.hint")} edited={edited}>
      <div className={classes.rules}>
        <Select
          label={t("rules.decline")}
          allowDeselect={false}
          data={DECLINES.map((value) => ({ value, label: t(`rules.declines.${value}`) }))}
          value={rules.decline}
          onChange={(decline) => {
            edited.change({ ...rules, decline: decline as RulesOut["decline"] });
          }}
        />
        {NUMBERS.map(([name, least, most]) => (
          <NumberInput
            key={name}
            label={t(`rules.${name}`)}
            description={t(`rules.${name}_hint`)}
            inputWrapperOrder={["label", "input", "description"]}
            min={least}
            max={most}
            allowDecimal={false}
            value={rules[name]}
            onChange={(value) => {
              edited.change({ ...rules, [name]: Number(value) || least });
            }}
          />
        ))}
      </div>
    </Card>
  );
}
