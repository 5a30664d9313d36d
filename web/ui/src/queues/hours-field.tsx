import { Select, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWeekdays } from "../format/use";
import { timesOf, written } from "../format/week";
import type { Week } from "./api";
import classes from "./queues.module.css";

const WORKDAY = ["09:00", "17:00"];

/** A week as most have it, by the clock of whoever looks. */
export function usualWeek(): Week {
  const work = { mon: WORKDAY, tue: WORKDAY, wed: WORKDAY, thu: WORKDAY, fri: WORKDAY };
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...work, sat: [], sun: [] };
}

/** When newcomers are let in. Off: always. */
export function HoursField({ value, onChange }: { value: Week | null; onChange: (value: Week | null) => void }) {
  const { t } = useTranslation("queues");
  return (
    <Stack gap={12}>
      <Switch
        label={t("field.hours")}
        checked={value !== null}
        onChange={(event) => {
          onChange(event.currentTarget.checked ? usualWeek() : null);
        }}
      />
      {value && (
        <>
          <ZoneField value={value.zone} onChange={(zone) => { onChange({ ...value, zone }); }} />
          <WeekField value={value} onChange={onChange} />
        </>
      )}
    </Stack>
  );
}

/** By which clock the times are meant. */
export function ZoneField({ value, fault, onChange }: { value: string; fault?: string | undefined; onChange: (zone: string) => void }) {
  const { t } = useTranslation("queues");
  const known = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), value]);
  return (
    <Select
      maw={320}
      label={t("field.zone")}
      searchable
      allowDeselect={false}
      data={[...known]}
      value={value}
      error={fault}
      onChange={(zone) => { onChange(zone ?? value); }}
    />
  );
}

/** Each day's times, beginning with the day with which the reader's week begins. */
export function WeekField({ value, onChange }: { value: Week; onChange: (value: Week) => void }) {
  const { order, nameOf } = useWeekdays("long");
  return (
    <div className={classes.days}>
      {order.map((day) => (
        <div key={day} className={classes.day}>
          <span aria-hidden>{nameOf(day)}</span>
          <TimesField label={nameOf(day)} value={value[day]} onChange={(times) => { onChange({ ...value, [day]: times }); }} />
        </div>
      ))}
    </div>
  );
}

interface TimesProps {
  label: string;
  /** Whether the label is to be seen, too. */
  labelled?: boolean;
  value: string[];
  onChange: (times: string[]) => void;
}

/** "09:00–12:00, 13:00–17:00"; empty is closed. What cannot be read stays as it was written, and no form is sent with it. */
export function TimesField({ label, labelled = false, value, onChange }: TimesProps) {
  const { t } = useTranslation("queues");
  const [typed, setTyped] = useState<string | null>(null);
  // Nobody is told in the middle of a word that it is wrong.
  const [left, setLeft] = useState(true);
  const wrong = typed !== null && timesOf(typed) === null;
  return (
    <TextInput
      ref={(input) => input?.setCustomValidity(wrong ? t("field.timesWrong") : "")}
      classNames={{ input: "ltr tabular" }}
      label={labelled && label}
      aria-label={labelled ? undefined : label}
      placeholder={t("field.closed")}
      value={typed ?? written(value)}
      error={wrong && left && t("field.timesWrong")}
      onInvalid={(event) => {
        // Said below the field; the browser's own words would lie over it. The first that is wrong has the cursor.
        event.preventDefault();
        setLeft(true);
        const input = event.currentTarget;
        if (input.form?.querySelector("input:invalid") === input) input.focus();
      }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        setLeft(false);
        const times = timesOf(text);
        if (times) onChange(times);
      }}
      onBlur={() => {
        setLeft(true);
        if (!wrong) setTyped(null);
      }}
    />
  );
}
