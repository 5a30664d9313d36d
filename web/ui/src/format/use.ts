/** The clock and the formats, for components: they follow the language and tick by themselves. */
import { useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { isLanguage, type Language } from "../locales/languages";
import { way } from "./direction";
import * as time from "./time";
import type { Day } from "./week";

const tickers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  tickers.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of tickers) each();
  }, 1000);
  return () => {
    tickers.delete(listener);
    if (tickers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Milliseconds since 1970, renewed every second. One timer serves the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : "en";
}

/** The formats of `time.ts` with the page's language filled in. */
export function useFormat() {
  const language = useLanguage();
  return useMemo(
    () => ({
      number: (value: number) => time.number(value, language),
      money: (amount: number, currency: string) => time.money(amount, currency, language),
      percent: (share: number) => time.percent(share, language),
      clock: (seconds: number) => time.clock(seconds, language),
      duration: (seconds: number) => time.duration(seconds, language),
      ago: (at: string, present: number) => time.ago(at, present, language),
      timeOfDay: (at: string) => time.timeOfDay(at, language),
      moment: (at: string) => time.moment(at, language),
      dayHeading: (at: string, present: number) => time.dayHeading(at, present, language),
      list: (names: string[]) => time.list(names, language),
      date: (day: string) => time.date(day, language),
      wall: (clock: string) => time.wall(clock, language),
      toCome: (at: string, present: number, zone: string) => time.toCome(at, present, zone, language),
      soon: (day: string, present: number, yearly = false) => time.soon(day, present, language, yearly),
      way: (steps: readonly string[]) => way(steps, language),
      bytes: (size: number) => time.bytes(size, language),
    }),
    [language],
  );
}

/** The days as the reader knows them: their names, and with which of them the week begins. */
export function useWeekdays(length: "long" | "short"): { order: Day[]; nameOf: (day: Day) => string } {
  const language = useLanguage();
  return useMemo(() => ({ order: time.weekOrder(language), nameOf: (day: Day) => time.weekday(day, length, language) }), [language, length]);
}
