import { expect, it } from "vitest";
import { mentioning, named } from "./mentions";

it("names a colleague after an @ at the beginning of a word", () => {
  expect(mentioning("Ask @dan")).toBe("dan");
  expect(mentioning("@Daniel We")).toBe("Daniel We");
  expect(mentioning("a@example")).toBeNull();
  expect(named("Ask @dan", "Daniel Weber")).toBe("Ask @Daniel Weber ");
});
