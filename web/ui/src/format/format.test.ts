import { describe, expect, it } from "vitest";
import { directionOf, way } from "./direction";
import { ago, bytes, clock, day, dayHeading, soon, toCome, wall, weekday, weekOrder } from "./time";

const now = Date.parse("2026-03-10T12:00:00Z");

describe("times", () => {
  it("run as minutes and seconds, in the digits of the language", () => {
    expect(clock(65, "en")).toBe("1:05");
    expect(clock(3665, "en")).toBe("1:01:05");
    expect(clock(65, "fa")).toBe("۱:۰۵");
    expect(clock(65, "th")).toBe("1:05");
    expect(clock(-3, "en")).toBe("0:00");
  });

  it("that come within a month are told, birthdays each year", () => {
    expect(soon("2026-03-22", now, "en")).toBe("in 12 days");
    expect(soon("2026-03-10", now, "en")).toBe("today");
    expect(soon("2026-03-09", now, "en")).toBe("");
    expect(soon("2026-06-01", now, "en")).toBe("");
    expect(soon("1990-03-11", now, "en", true)).toBe("tomorrow");
    expect(soon("1990-01-05", Date.parse("2026-12-28T12:00:00Z"), "en", true)).toBe("in 8 days");
    expect(soon("2026-03-22", now, "fa")).toBe("۱۲ روز دیگر");
  });

  it("are told relative, and as a date when they are long past", () => {
    expect(ago("2026-03-10T11:59:40Z", now, "en")).toBe("now");
    expect(ago("2026-03-10T11:55:00Z", now, "en")).toBe("5 min ago");
    expect(ago("2026-02-01T12:00:00Z", now, "en")).toBe("1 February");
    expect(ago("2026-03-10T12:00:05Z", now, "en")).toBe("now");
    expect(ago("2026-03-10T11:58:00Z", now, "ru")).toBe("2 мин. назад");
  });

  it("are dates of the calendar that people reckon in", () => {
    expect(day("2025-02-01T12:00:00Z", now, "en")).toBe("1 February 2025");
    expect(day("2025-02-01T12:00:00Z", now, "ru")).toBe("1 февраля 2025 г.");
    expect(day("2025-02-01T12:00:00Z", now, "fa")).toBe("۱۳ بهمن ۱۴۰۳");
    expect(day("2025-02-01T12:00:00Z", now, "th")).toBe("1 กุมภาพันธ์ 2568");
  });

  it("head a day by its name where it has one", () => {
    expect(dayHeading("2026-03-10T10:00:00Z", now, "en")).toBe("today");
    expect(dayHeading("2026-03-09T10:00:00Z", now, "en")).toBe("yesterday");
  });
});

it("a moment to come is told by the clock of the place that is meant", () => {
  expect(toCome("2026-03-10T16:00:00Z", now, "Europe/Berlin", "en")).toBe("17:00");
  expect(toCome("2026-03-16T08:00:00Z", now, "Europe/Berlin", "en")).toBe("Monday 09:00");
  expect(toCome("2026-12-24T23:00:00Z", now, "Europe/Berlin", "en")).toBe("25 December at 00:00");
  expect([wall("09:30", "fa"), wall("24:00", "en")]).toEqual(["۰۹:۳۰", "00:00"]);
});

it("a week begins with the day that it begins with there", () => {
  expect([weekOrder("en")[0], weekOrder("fa")[0], weekOrder("th")[0]]).toEqual(["mon", "sat", "sun"]);
  expect([weekday("sat", "long", "fa"), weekday("mon", "short", "en")]).toEqual(["شنبه", "Mon"]);
});

it("sizes of files are round", () => {
  expect(bytes(231_000, "en")).toBe("231 kB");
});

it("a text reads in the direction of its first letter, and digits follow the page", () => {
  expect(directionOf("سلام Sara")).toBe("rtl");
  expect(directionOf("«Hello»")).toBe("ltr");
  expect(directionOf("427")).toBeUndefined();
});

it("says a way from step to step as the page is read", () => {
  expect(way(["Menu", "Orders"], "en")).toBe("\u2068Menu\u2069 → \u2068Orders\u2069");
  expect(way(["Menu", "Orders"], "fa")).toBe("\u2068Menu\u2069 ← \u2068Orders\u2069");
});
