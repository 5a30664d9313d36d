import { describe, expect, it } from "vitest";
import type { Targets } from "../api/schema";
import { targetsLike } from "./targets";

const agent = (id: number, name: string, ringable: boolean): Targets["agents"][number] => ({
  id, name, presence: ringable ? "ready" : "break", reason: "", ringable,
});
const targets: Targets = {
  agents: [agent(1, "Daniel", false), agent(2, "Omid", true)],
  queues: [{ key: "orders", name: "Orders", waiting: 0, ready: 1, expected_wait_s: null }],
  flows: [{ key: "main", name: "Parsa Home" }],
  numbers: true,
};

describe("to whom a call can go", () => {
  it("has agents first, and among them who can be rung", () => {
    expect(targetsLike(targets, "").map((target) => target.name)).toEqual(["Omid", "Daniel", "Orders", "Parsa Home"]);
  });

  it("is found by a part of the name", () => {
    expect(targetsLike(targets, " oRd").map((target) => target.key)).toEqual(["queue-orders"]);
  });

  it("may be a number that is typed, where numbers may be called", () => {
    expect(targetsLike(targets, "+1 555 010 0142")[0]).toMatchObject({ kind: "number", to: "+1 555 010 0142" });
    expect(targetsLike({ ...targets, numbers: false }, "+1 555 010 0142")).toEqual([]);
  });
});
