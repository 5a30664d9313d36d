import { describe, expect, it } from "vitest";
import type { GuestOut } from "../api/schema";
import { together } from "./rooms";

const guest = (state: GuestOut["state"]): GuestOut => ({ leg_id: 1, agent_id: 2, name: "Omid", state, since: "2026-01-01T10:00:00Z" });

describe("who hears whom", () => {
  it.each([
    ["held", ["ringing"], "ringing"],
    ["held", ["missed"], "notThere"],
    ["held", ["talking"], "aside"],
    ["talking", ["held"], "withCaller"],
    ["talking", ["talking", "talking"], "all"],
    ["held", ["talking", "ringing"], "aside"],
  ] as const)("%s with %j is %s", (state, guests, word) => {
    expect(together({ state, guests: guests.map(guest) })).toBe(word);
  });
});
