import { describe, expect, it } from "vitest";
import { grouped, timesOf, written } from "./week";

describe("the times of a day", () => {
  it.each([
    ["09:00–12:00, 13:00–17:00", ["09:00", "12:00", "13:00", "17:00"]],
    ["9-17", ["09:00", "17:00"]],
    ["۹:۰۰ - ۱۷:۳۰، 20–24", ["09:00", "17:30", "20:00", "24:00"]],
    ["22:00–06:00", ["22:00", "06:00"]],
    ["  ", []],
  ])("are read as people write them: %s", (text, times) => {
    expect(timesOf(text)).toEqual(times);
  });

  it.each(["9", "09:00–", "25–26", "24–25", "9:60–10", "all day", "9–12 13–17", "1–2,3–4,5–6,7–8,9–10"])("are none in %s", (text) => {
    expect(timesOf(text)).toBeNull();
  });

  it("are written so that they are read again", () => {
    const times = ["09:00", "12:00", "13:00", "24:00"];
    expect(timesOf(written(times))).toEqual(times);
  });
});

it("days with the same times are told together, in the order of the reader's week", () => {
  const [work, half] = [["09:00", "17:00"], ["09:00", "12:00"]];
  const week = { mon: work, tue: work, wed: work, thu: half, fri: [], sat: work, sun: work };
  expect(grouped(week)).toEqual([["mon", "wed", work], ["thu", "thu", half], ["fri", "fri", []], ["sat", "sun", work]]);
  expect(grouped(week, ["sat", "sun", "mon", "tue", "wed", "thu", "fri"])[0]).toEqual(["sat", "wed", work]);
});
