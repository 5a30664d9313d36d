import { Stack, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../format/use";
import { LANGUAGES } from "../locales/languages";
import type { Week } from "./api";
import classes from "./queues.module.css";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** A Monday, to ask Intl for the names of the days. */
const MONDAY = Date.UTC(2024, 0, 1);
const WORKDAY = ["09:00", "17:00"];

/** When newcomers are let in. Off: always. */
export function HoursField({ value, onChange }: { value: Week | null; onChange: (value: Week | null) => void }) {
  const { t } = useTranslation("queues");
  const names = new Intl.DateTimeFormat(LANGUAGES[useLanguage()].locale, { weekday: "long", timeZone: "UTC" });
  return (
    <Stack gap={12}>
      <Switch
        label={t("field.hours")}
        checked={value !== null}
        onChange={(event) => {
          const week = { mon: WORKDAY, tue: WORKDAY, wed: WORKDAY, thu: WORKDAY, fri: WORKDAY, sat: [], sun: [] };
          onChange(event.currentTarget.checked ? { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...week } : null);
        }}
      />
      {value && (
        <>
          <TextInput
            maw={320}
            className="ltr"
            label={t("field.zone")}
            value={value.zone}
            onChange={(event) => {
              onChange({ ...value, zone: event.currentTarget.value });
            }}
          />
          {DAYS.map((day, index) => (
            <div key={day} className={classes.day}>
              <span>{names.format(MONDAY + index * 86_400_000)}</span>
              <Times
                label={names.format(MONDAY + index * 86_400_000)}
                value={value[day]}
                onChange={(times) => {
                  onChange({ ...value, [day]: times });
                }}
              />
            </div>
          ))}
        </>
      )}
    </Stack>
  );
}

/** "09:00–12:00, 13:00–17:00"; empty is closed. Kept as written until it is left. */
function Times({ label, value, onChange }: { label: string; value: string[]; onChange: (times: string[]) => void }) {
  const { t } = useTranslation("queues");
  return (
    <TextInput
      key={value.join()}
      className="ltr"
      aria-label={label}
      placeholder={t("field.closed")}
      defaultValue={value.map((time, at) => (at % 2 ? `–${time}` : at ? `, ${time}` : time)).join("")}
      onBlur={(event) => {
        onChange(event.currentTarget.value.match(/\d\d:\d\d/g) ?? []);
      }}
    />
  );
}
