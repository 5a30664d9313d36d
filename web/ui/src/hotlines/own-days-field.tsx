import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import { TimesField } from "../queues/hours-field";
import { type Calendar, type OneDay, ownDays, todayHere } from "./days";
import classes from "./hotlines.module.css";

/** Days of the company's own: closed, or open at other times. */
export function OwnDaysField({ calendar, onChange }: { calendar: Calendar; onChange: (calendar: Calendar) => void }) {
  const { t } = useTranslation("hotlines");
  const format = useFormat();
  const days = ownDays(calendar);
  const today = todayHere();
  const over = days.filter(({ day }) => day && day < today).length;
  const put = (next: OneDay[]) => { onChange({ ...calendar, days: next }); };
  return (
    <>
      {days.length > 0 && (
        <ul className={classes.days}>
          {days.map((each, index) => (
            // A day has no name of its own that stays while its date is typed.
            <Row
              key={index}
              day={each}
              twice={days.some((other, at) => at !== index && other.day === each.day)}
              change={(change) => { put(days.map((other, at) => (at === index ? { ...other, ...change } : other))); }}
              remove={() => { put(days.filter((_, at) => at !== index)); }}
            />
          ))}
        </ul>
      )}
      <div className={classes.tools}>
        <Button variant="default" leftSection={<IconPlus size={16} stroke={1.6} />} onClick={() => { put([...days, { day: nextFree(days), name: "", open: [] }]); }}>
          {t("addDay")}
        </Button>
        {over > 0 && (
          <Button variant="subtle" color="gray" onClick={() => { put(days.filter(({ day }) => day >= today)); }}>
            {t("dropPast", { count: over, shown: format.number(over) })}
          </Button>
        )}
      </div>
    </>
  );
}

/** The day after the one that stands last, since they often come in a row; else tomorrow. Never one that is named already. */
function nextFree(days: OneDay[]): string {
  const [today, last] = [todayHere(), days.at(-1)?.day ?? ""];
  const day = new Date(`${last > today ? last : today}T00:00:00Z`);
  do day.setUTCDate(day.getUTCDate() + 1);
  while (days.some((each) => each.day === iso(day)));
  return iso(day);
}

const iso = (day: Date) => day.toISOString().slice(0, 10);

interface RowProps {
  day: OneDay;
  twice: boolean;
  change: (change: Partial<OneDay>) => void;
  remove: () => void;
}

function Row({ day, twice, change, remove }: RowProps) {
  const { t } = useTranslation("hotlines");
  const format = useFormat();
  const shown = day.day ? format.date(day.day) : "";
  return (
    <li className={classes.day} aria-label={shown}>
      <TextInput
        ref={(input) => input?.setCustomValidity(twice ? t("twice") : "")}
        type="date"
        label={t("date")}
        required
        withAsterisk={false}
        value={day.day}
        error={twice && t("twice")}
        description={shown}
        inputWrapperOrder={["label", "input", "error", "description"]}
        onChange={(event) => { change({ day: event.currentTarget.value }); }}
      />
      <TextInput
        label={t("dayName")}
        placeholder={t("dayNameHint")}
        maxLength={80}
        dir="auto"
        value={day.name}
        onChange={(event) => { change({ name: event.currentTarget.value }); }}
      />
      <TimesField labelled label={t("openTimes")} value={day.open} onChange={(open) => { change({ open }); }} />
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("removeDay", { day: shown })} onClick={remove}>
        <IconTrash size={18} stroke={1.5} />
      </ActionIcon>
    </li>
  );
}
