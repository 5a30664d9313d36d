/** Days that are no usual ones: public holidays, and those of the company's own. Pure. */
import type { HotlineSettings } from "./api";

export interface OneDay {
  day: string;
  name: string;
  /** When people are there all the same. */
  open: string[];
}

export type Calendar = HotlineSettings["calendar"];

export function ownDays(calendar: Calendar): OneDay[] {
  return (calendar.days ?? []).map((each) => ({ ...each, open: each.open ?? [] }));
}

/** From today on, the next one first. A day of the company's own stands in the place of a holiday. */
export function daysToCome({ calendar, coming }: Pick<HotlineSettings, "calendar" | "coming">, today = todayHere()): OneDay[] {
  const days = new Map(coming.map(({ day, name }): [string, OneDay] => [day, { day, name, open: [] }]));
  for (const own of ownDays(calendar)) days.set(own.day, { ...own, name: own.name || (days.get(own.day)?.name ?? "") });
  return [...days.values()].filter(({ day }) => day >= today).sort((one, other) => one.day.localeCompare(other.day));
}

export function todayHere(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** "DE" → "Germany", in the language of the page. */
export function regionName(country: string, language: string): string {
  return new Intl.DisplayNames([language], { type: "region" }).of(country) ?? country;
}
