/** The times of a day as they are written in one field, and a week in a few words. Pure. */

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
export type Days = Record<Day, string[]>;

const SPAN = /^(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?$/;
const MOST_SPANS = 4;

/** "9–12, 13:00-17:00" → ["09:00", "12:00", "13:00", "17:00"]; nothing is closed. Null: these are no times. */
export function timesOf(text: string): string[] | null {
  // Persian, Arabic and Thai digits end in the same four bits as ours.
  const plain = text.replace(/[۰-۹٠-٩๐-๙]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15));
  const spans = plain.split(/[,،;]/).map((part) => part.trim()).filter(Boolean);
  const times = spans.flatMap((span) => {
    const [, from, minute, to, last] = SPAN.exec(span) ?? [];
    return [clock(from, minute, 23), clock(to, last, 24)];
  });
  return spans.length <= MOST_SPANS && times.every((time) => time !== null) ? times : null;
}

function clock(hours: string | undefined, minutes = "00", most: number): string | null {
  if (hours === undefined || Number(hours) > most || Number(minutes) > (Number(hours) === 24 ? 0 : 59)) return null;
  return `${hours.padStart(2, "0")}:${minutes}`;
}

/** ["09:00", "12:00", "13:00", "17:00"] → "09:00–12:00, 13:00–17:00" */
export function written(times: string[], shown: (time: string) => string = (time) => time): string {
  return times.map((time, at) => (at % 2 ? `–${shown(time)}` : `${at ? ", " : ""}${shown(time)}`)).join("");
}

/** Days that follow each other with the same times are one: [first, last, times]. */
export function grouped(days: Days, order: readonly Day[] = DAYS): [Day, Day, string[]][] {
  const groups: [Day, Day, string[]][] = [];
  for (const day of order) {
    const last = groups.at(-1);
    if (last && last[2].join() === days[day].join()) last[1] = day;
    else groups.push([day, day, days[day]]);
  }
  return groups;
}
