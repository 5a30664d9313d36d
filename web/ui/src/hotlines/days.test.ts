import { expect, it } from "vitest";
import { daysToCome } from "./days";
import { everyDay, isAlways, weekOf } from "./week";

it("a day of the company's own stands in the place of a holiday, and what is over is not to come", () => {
  const coming = [{ day: "2026-12-25", name: "Christmas Day" }, { day: "2027-01-01", name: "New Year" }];
  const days = [
    { day: "2027-01-01", name: "", open: ["10:00", "12:00"] },
    { day: "2026-12-24", name: "Christmas Eve" },
    { day: "2026-11-02", name: "Stock-taking" },
  ];
  expect(daysToCome({ calendar: { country: "DE", subdivision: null, days }, coming }, "2026-11-30")).toEqual([
    { day: "2026-12-24", name: "Christmas Eve", open: [] },
    { day: "2026-12-25", name: "Christmas Day", open: [] },
    { day: "2027-01-01", name: "New Year", open: ["10:00", "12:00"] },
  ]);
});

it("hours that were never set are a week without a gap, and a day that is not named is closed", () => {
  expect(isAlways(weekOf(null))).toBe(true);
  expect(isAlways(everyDay("Europe/Berlin"))).toBe(true);
  expect(weekOf({ zone: "UTC", mon: ["09:00", "17:00"] }).tue).toEqual([]);
});
