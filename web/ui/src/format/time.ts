/** Times and numbers in the language of the page, always by Intl. Pure: `now` is given, never read. */
import { type Language, LANGUAGES } from "../locales/languages";
import { type Day, DAYS } from "./week";

export function number(value: number, language: Language): string {
  return new Intl.NumberFormat(LANGUAGES[language].locale).format(value);
}

/** 0.125 → "13%" */
export function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(LANGUAGES[language].locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** An amount as it is written with that currency; one that nobody knows stands before its number. */
export function money(amount: number, currency: string, language: Language): string {
  const locale = LANGUAGES[language].locale;
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
  } catch {
    return `${currency} ${number(amount, language)}`;
  }
}

/** 65 → "1:05", 3665 → "1:01:05"; in Persian digits where the page is Persian. */
export function clock(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown
    .map((part, index) =>
      new Intl.NumberFormat(LANGUAGES[language].locale, {
        minimumIntegerDigits: index === 0 ? 1 : 2,
        useGrouping: false,
      }).format(part),
    )
    .join(":");
}

/** "3 minutes", "1 min": a duration for a sentence. */
export function duration(seconds: number, language: Language): string {
  const [unit, amount] =
    seconds < 90 ? ["second", seconds] : seconds < 5400 ? ["minute", seconds / 60] : ["hour", seconds / 3600];
  return new Intl.NumberFormat(LANGUAGES[language].locale, {
    style: "unit",
    unit: String(unit),
    unitDisplay: "short",
    maximumFractionDigits: 0,
  }).format(Number(amount));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["minute", 60, 3600],
  ["hour", 3600, 86_400],
  ["day", 86_400, 7 * 86_400],
];

/** "now", "5 min ago", "yesterday"; older than a week it is the date. Never seconds: they would make the page tick. */
export function ago(moment: string, now: number, language: Language): string {
  const past = Math.max(0, (now - Date.parse(moment)) / 1000);
  const words = new Intl.RelativeTimeFormat(LANGUAGES[language].locale, { numeric: "auto", style: "short" });
  if (past < 45) return words.format(0, "second");
  const step = STEPS.find(([, , until]) => past < until);
  if (!step) return day(moment, now, language);
  return words.format(-Math.max(1, Math.round(past / step[1])), step[0]);
}

export function timeOfDay(moment: string, language: Language): string {
  return new Intl.DateTimeFormat(LANGUAGES[language].locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
}

/** The absolute time, for the hover. */
export function moment(at: string, language: Language): string {
  return new Intl.DateTimeFormat(LANGUAGES[language].locale, { dateStyle: "full", timeStyle: "medium" }).format(new Date(at));
}

/** "12 March", with the year where it is another one. */
export function day(at: string, now: number, language: Language): string {
  const date = new Date(at);
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(LANGUAGES[language].locale, { day: "numeric", month: "long", year }).format(date);
}

/** "today", "yesterday", or the date: the heading over the lines of one day. */
export function dayHeading(at: string, now: number, language: Language): string {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(now) - midnight(Date.parse(at))) / 86_400_000);
  if (days > 1) return day(at, now, language);
  return new Intl.RelativeTimeFormat(LANGUAGES[language].locale, { numeric: "auto" }).format(-days, "day");
}

/** Which calendar day a moment falls on here, as a key. */
export function dayKey(at: string): string {
  return new Date(at).toDateString();
}

/** "Sara, Omid and Daniel": names for a sentence. */
export function list(names: string[], language: Language): string {
  return new Intl.ListFormat(LANGUAGES[language].locale).format(names);
}

/** "3 MB": the size of a file. */
export function bytes(size: number, language: Language): string {
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][power] ?? "byte";
  return new Intl.NumberFormat(LANGUAGES[language].locale, { style: "unit", unit, maximumFractionDigits: 0 }).format(
    size / 1000 ** power,
  );
}

/** A calendar day, `2026-03-21`, which is the same day everywhere. */
export function date(day: string, language: Language): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LANGUAGES[language].locale, options).format(new Date(`${day}T00:00:00Z`));
}

const SOON_DAYS = 30;

/** "today", "in 12 days": a calendar day that comes within a month, else nothing. Of a `yearly` one the next time counts. */
export function soon(day: string, now: number, language: Language, yearly = false): string {
  const present = new Date(now);
  const today = Date.UTC(present.getFullYear(), present.getMonth(), present.getDate());
  const then = new Date(`${day}T00:00:00Z`);
  if (yearly) {
    then.setUTCFullYear(present.getFullYear());
    if (then.getTime() < today) then.setUTCFullYear(present.getFullYear() + 1);
  }
  const days = Math.round((then.getTime() - today) / 86_400_000);
  if (days < 0 || days > SOON_DAYS) return "";
  return new Intl.RelativeTimeFormat(LANGUAGES[language].locale, { numeric: "auto" }).format(days, "day");
}

/** "17:00" as the language writes it. */
export function wall(clock: string, language: Language): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LANGUAGES[language].locale, options).format(new Date(`1970-01-01T${clock === "24:00" ? "00:00" : clock}Z`));
}

/** A moment to come, by the clock in `zone`: "17:00" if it is today, else "Monday 09:00", else "25 December at 00:00". */
export function toCome(at: string, now: number, zone: string, language: Language): string {
  const said = (options: Intl.DateTimeFormatOptions, moment: number = Date.parse(at)) =>
    new Intl.DateTimeFormat(LANGUAGES[language].locale, { timeZone: zone, ...options }).format(moment);
  const hour: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  if (said({ dateStyle: "short" }) === said({ dateStyle: "short" }, now)) return said(hour);
  if (Date.parse(at) - now < 6 * 86_400_000) return said({ weekday: "long", ...hour });
  return said({ day: "numeric", month: "long", ...hour });
}

/** A Monday, to ask Intl for the names of the days. */
const MONDAY = Date.UTC(2024, 0, 1);

export function weekday(day: Day, length: "long" | "short", language: Language): string {
  const names = new Intl.DateTimeFormat(LANGUAGES[language].locale, { weekday: length, timeZone: "UTC" });
  return names.format(MONDAY + DAYS.indexOf(day) * 86_400_000);
}

interface Starts {
  firstDay: number;
}

/** The days in the order of the reader's week; Monday first where the browser does not know it. */
export function weekOrder(language: Language): Day[] {
  const locale = new Intl.Locale(LANGUAGES[language].locale) as Intl.Locale & { weekInfo?: Starts; getWeekInfo?: () => Starts };
  const first = ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) - 1;
  return [...DAYS.slice(first), ...DAYS.slice(0, first)];
}
