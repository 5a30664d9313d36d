import { expect, test } from "vitest";
import type { Flow, Place } from "../model/flow";
import type { Kind, Kinds } from "../model/schema";
import { LEGIBLE, opening, showing } from "./view";

const schema = { properties: { next: { type: "string", names_node: true } }, required: ["next"] };
const kinds: Kinds = new Map<string, Kind>([["say", { kind: "say", title: "Say", doc: "", schema }]]);
const room = { width: 900, height: 700 };

function line(steps: number): [Flow, Record<string, Place>] {
  const nodes = Array.from({ length: steps }, (_, at) => ({ key: `n${String(at)}`, kind: "say", next: `n${String(at + 1)}` }));
  const places = Object.fromEntries(nodes.map((node, at): [string, Place] => [node.key, [at * 340, 2000]]));
  return [{ name: "", languages: ["en"], start: "n0", nodes }, places];
}

test("a small flow is seen whole", () => {
  const view = opening(...within(2), room);
  expect(view.zoom).toBe(1);
  expect(view.x).toBe((900 - 596) / 2);
});

test("a large flow opens at its start, large enough to be read", () => {
  const view = opening(...within(300), room);
  expect(view.zoom).toBeGreaterThanOrEqual(LEGIBLE);
  expect(view.x).toBe(40);
  expect(2000 * view.zoom + view.y).toBeGreaterThan(0);
  expect(2000 * view.zoom + view.y).toBeLessThan(room.height);
});

test("a card that is hidden is moved into view, and no further; one that is seen stays", () => {
  const card = { x: 1000, y: 100, width: 256, height: 80 };
  expect(showing(card, room, { x: -300, y: 0, zoom: 1 }, false)).toEqual({ x: -396, y: 0, zoom: 1 });
  expect(showing(card, room, { x: -500, y: 0, zoom: 1 }, false)).toBeNull();
});

test("what is far away, or too small to be read, comes into the middle", () => {
  const card = { x: 10_000, y: 100, width: 256, height: 80 };
  expect(showing(card, room, { x: 0, y: 0, zoom: 0.4 }, true)?.zoom).toBe(LEGIBLE);
  expect(showing(card, room, { x: 0, y: 0, zoom: 0.4 }, false)?.x).toBeCloseTo(450 - 10_128 * 0.4);
});

function within(steps: number): [Flow, Kinds, Record<string, Place>] {
  const [flow, places] = line(steps);
  return [flow, kinds, places];
}
