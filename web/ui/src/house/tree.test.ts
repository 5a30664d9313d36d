import { expect, it } from "vitest";
import { branches, type Disposition, endings, movedAmongOwn, without } from "./tree";

function kind(key: string, parent = "", queue = ""): Disposition {
  return { key, parent, queue, names: { en: key }, fields: [] };
}

const TREE = [kind("solved"), kind("order"), kind("late", "order"), kind("broken", "order", "service"), kind("rude", "broken", "service")];
const keysOf = (kinds: Disposition[]) => kinds.map((each) => each.key);

it("lists each disposition followed by what is beneath it", () => {
  expect(branches(TREE).map(({ kind: { key }, depth }) => `${key} ${String(depth)}`)).toEqual([
    "solved 0", "order 0", "late 1", "broken 1", "rude 2",
  ]);
});

it("moves one among its own, and removes one with all beneath it", () => {
  const moved = movedAmongOwn(TREE, TREE[1] as Disposition, -1);
  expect(branches(moved)[0]?.kind.key).toBe("order");
  expect(keysOf(without(TREE, "broken"))).toEqual(["solved", "order", "late"]);
});

it("offers a contact the leaves of its queue, with the way to them", () => {
  expect(endings(TREE, "orders").map(({ kind: { key } }) => key)).toEqual(["solved", "late"]);
  expect(endings(TREE, "service").map(({ way, kind: { key } }) => [...keysOf(way), key].join("/"))).toEqual([
    "solved", "order/late", "order/broken/rude",
  ]);
});
