import { Select, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import { type HotlineSettings, useCountries } from "./api";
import { type Calendar, regionName } from "./days";
import type { Faults } from "./editor";
import classes from "./hotlines.module.css";

const FEW = 6;

interface Props {
  hotline: HotlineSettings;
  calendar: Calendar;
  faults: Faults;
  onChange: (calendar: Calendar) => void;
}

/** Whose public holidays close it, and which of them come. */
export function HolidaysField({ hotline, calendar, faults, onChange }: Props) {
  const { t, i18n } = useTranslation("hotlines");
  const countries = useCountries();
  const { country, subdivision } = calendar;
  const named = useMemo(
    () =>
      Object.keys(countries.data ?? {})
        .map((value) => ({ value, label: regionName(value, i18n.language) }))
        .sort((one, other) => one.label.localeCompare(other.label, i18n.language)),
    [countries.data, i18n.language],
  );
  const parts = Object.entries(countries.data?.[country ?? ""] ?? {}).map(([value, label]) => ({ value, label }));
  return (
    <>
      <div className={classes.fields}>
        <Select
          label={t("country")}
          placeholder={t("noHolidays")}
          searchable
          clearable
          data={named}
          value={country}
          error={faults.country}
          onChange={(chosen) => { onChange({ ...calendar, country: chosen, subdivision: null }); }}
        />
        {parts.length > 0 && (
          <Select
            label={t("part")}
            placeholder={t("wholeCountry")}
            searchable
            clearable
            data={parts}
            value={subdivision || null}
            error={faults.part}
            onChange={(chosen) => { onChange({ ...calendar, subdivision: chosen }); }}
          />
        )}
      </div>
      {country && <Coming hotline={hotline} fresh={country === hotline.calendar.country && (subdivision || null) === (hotline.calendar.subdivision || null)} />}
    </>
  );
}

/** The public holidays of the next year, the first few of them at once. */
function Coming({ hotline, fresh }: { hotline: HotlineSettings; fresh: boolean }) {
  const { t } = useTranslation("hotlines");
  const format = useFormat();
  const [all, setAll] = useState(false);
  if (!fresh) return <Text size="sm" c="dimmed">{t("comingUnsaved")}</Text>;
  const { coming } = hotline;
  const more = coming.length - FEW;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>{t("coming")}</Text>
      <ul className={classes.lines}>
        {coming.slice(0, all ? undefined : FEW).map(({ day, name }) => (
          <li key={day}>
            <span className="tabular">{format.date(day)}</span>
            <span><bdi>{name}</bdi></span>
          </li>
        ))}
      </ul>
      {more > 0 && !all && (
        <button type="button" className={classes.more} onClick={() => { setAll(true); }}>{t("more", { count: more, shown: format.number(more) })}</button>
      )}
    </div>
  );
}
