/** A hotline's week as the form has it: every day is there, and "always" is a week without a gap. */
import type { HotlineSettings } from "./api";
import { DAYS } from "../format/week";
import type { Week } from "../queues/api";

const WHOLE_DAY = ["00:00", "24:00"];

export function everyDay(zone: string): Week {
  const [mon, tue, wed, thu, fri, sat, sun] = DAYS.map(() => WHOLE_DAY) as [string[], string[], string[], string[], string[], string[], string[]];
  return { zone, mon, tue, wed, thu, fri, sat, sun };
}

/** Hours that were never set are always open, by the clock of UTC. */
export function weekOf(hours: HotlineSettings["hours"] | undefined): Week {
  return hours ? { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [], ...hours } : everyDay("UTC");
}

export function isAlways(week: Week): boolean {
  return DAYS.every((day) => week[day].join() === WHOLE_DAY.join());
}
