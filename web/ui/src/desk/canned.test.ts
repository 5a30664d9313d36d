import { describe, expect, it } from "vitest";
import type { CannedAnswerOut, Contact } from "../api/schema";
import { command, filled, fitting, inserted } from "./canned";

const answer = (name: string, text = "…"): CannedAnswerOut => ({ id: name.length, name, text, shared: true });
const contact = {
  customer: { name: "Nora Lindqvist", company: "Parsa" },
  journey: { answers: [{ name: "order_number", label: "427" }] },
} as unknown as Contact;

describe("a canned answer", () => {
  it("is asked for by a slash at the beginning of a word", () => {
    expect(command("/he")).toBe("he");
    expect(command("One moment. /")).toBe("");
    expect(command("and/or")).toBeNull();
    expect(command("/he llo")).toBeNull();
  });

  it("is found by the beginning of its name first", () => {
    const found = fitting([answer("return"), answer("thanks", "Thank you, return soon"), answer("hello")], "ret");
    expect(found.map(({ name }) => name)).toEqual(["return", "thanks"]);
  });

  it("takes the place of what was typed", () => {
    expect(inserted("Hi. /he", "Hello!")).toBe("Hi. Hello!");
    expect(inserted("/he", "Costs $& more")).toBe("Costs $& more");
  });

  it("has its variables filled, and leaves those that nobody knows to be seen", () => {
    expect(filled("{first_name}, {order_number}: {agent} of {company}. {date}", contact, "Sara")).toBe(
      "Nora, 427: Sara of Parsa. {date}",
    );
  });
});
