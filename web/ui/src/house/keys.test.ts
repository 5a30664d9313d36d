import { describe, expect, it } from "vitest";
import { keyFor, moved } from "./keys";

describe("the key of something new", () => {
  it("is a word of its English name", () => {
    expect(keyFor({ en: "Coffee break!" }, [])).toBe("coffee_break");
    expect(keyFor({ en: "2nd shift" }, [])).toBe("nd_shift");
  });

  it("is unlike all others, and there even without an English name", () => {
    expect(keyFor({ en: "Coffee" }, ["coffee"])).toBe("coffee_2");
    expect(keyFor({ fa: "قهوه" }, ["own_1"])).toBe("own_2");
  });
});

it("moves an entry by one place", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
});
