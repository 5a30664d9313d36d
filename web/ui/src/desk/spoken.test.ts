import { describe, expect, it } from "vitest";
import { begun, heard, KEPT, lines } from "./spoken";

const say = (text: string, final: boolean, speaker = "caller") => ({ speaker, text, final });

describe("what is being said", () => {
  it("grows until the sentence is over", () => {
    let spoken = heard(begun([]), say("where", false));
    spoken = heard(spoken, say("where is", false));
    expect(lines(spoken)).toEqual([{ speaker: "caller", text: "where is", open: true }]);
    spoken = heard(spoken, say("where is my order", true));
    expect(lines(spoken)).toEqual([{ speaker: "caller", text: "where is my order", open: false }]);
  });

  it("keeps both sides apart", () => {
    const spoken = heard(heard(begun([]), say("hello", false, "agent")), say("hi", true));
    expect(lines(spoken).map((line) => [line.speaker, line.open])).toEqual([
      ["caller", false],
      ["agent", true],
    ]);
  });

  it("leaves out what turned out to be no word", () => {
    expect(lines(heard(heard(begun([]), say("the", false)), say("", true)))).toEqual([]);
  });

  it("keeps the last sentences only", () => {
    let spoken = begun([]);
    for (let number = 0; number < KEPT + 5; number++) spoken = heard(spoken, say(String(number), true));
    expect(spoken.said).toHaveLength(KEPT);
    expect(spoken.said[0]?.text).toBe("5");
  });
});
