import { describe, expect, it } from "vitest";
import { addNode, connect, copyNodes, pasteNodes, removeNodes, renameNode, setField } from "./edit";
import { type Flow, flowOf, saidIn, textIn } from "./flow";
import { begin, edit, redo, undo } from "./history";
import { arranged, CARD } from "./layout";
import type { Kind, Kinds, Schema } from "./schema";
import { along } from "./walk";
import { edgesOf, waysOf } from "./ways";

const way = { type: "string", names_node: true } satisfies Schema;
const OPTION: Schema = { type: "object", properties: { key: { type: "string" }, label: { $ref: "#/$defs/Texts" }, next: way }, required: ["key", "label", "next"] };
const RETRY: Schema = { type: "object", properties: { retries: { type: "integer", default: 2 }, next: way }, required: ["next"] };
const $defs = { Texts: { type: "object" }, Prompt: { type: "object" }, Option: OPTION, Retry: RETRY };
const kind = (name: string, properties: Record<string, Schema>, required: string[]): [string, Kind] => [
  name,
  { kind: name, title: name, doc: "", schema: { $defs, properties, required } },
];
const kinds: Kinds = new Map([
  kind("say", { prompt: { $ref: "#/$defs/Prompt" }, next: way }, ["prompt", "next"]),
  kind(
    "menu",
    {
      no_input: { $ref: "#/$defs/Retry" },
      prompt: { $ref: "#/$defs/Prompt" },
      options: { type: "array", minItems: 1, items: { $ref: "#/$defs/Option" } },
      without: { anyOf: [{ $ref: "#/$defs/Option" }, { type: "null" }] },
    },
    ["no_input", "prompt", "options"],
  ),
  kind("to_queue", { queue: { type: "string" }, failure: { ...way, type: undefined as never, anyOf: [{ type: "string" }, { type: "null" }] } }, ["queue"]),
]);

const flow: Flow = flowOf({
  name: "Line",
  languages: ["en"],
  start: "hello",
  operator: "person",
  nodes: [
    { key: "hello", kind: "say", prompt: { en: "Hello" }, next: "main" },
    {
      key: "main",
      kind: "menu",
      prompt: { en: "What is it?" },
      no_input: { next: "person" },
      options: [
        { key: "1", label: { en: "Order" }, next: "person" },
        { key: "2", label: { en: "Again" }, next: "hello" },
      ],
    },
    { key: "person", kind: "to_queue", queue: "orders" },
  ],
});
const node = (of: Flow, key: string) => of.nodes.find((each) => each.key === key) ?? { key: "", kind: "" };

describe("the ways of a node", () => {
  it("are found by the schema's marks, the quiet ones last", () => {
    expect(waysOf(node(flow, "main"), kinds).map((each) => [each.path, each.target])).toEqual([
      ["options.0.next", "person"],
      ["options.1.next", "hello"],
      ["no_input.next", "person"],
    ]);
  });

  it("show those that lead nowhere yet, as ways without an edge", () => {
    expect(waysOf(node(flow, "person"), kinds)).toMatchObject([{ path: "failure", target: null, optional: true }]);
    expect(edgesOf(flow, kinds)).toHaveLength(4);
  });
});

describe("editing", () => {
  it("connects by the path of a way, and leaves the old flow as it was", () => {
    const next = connect(flow, "main", "options.1.next", "person");
    expect(edgesOf(next, kinds).find((edge) => edge.path === "options.1.next")?.target).toBe("person");
    expect(edgesOf(flow, kinds).find((edge) => edge.path === "options.1.next")?.target).toBe("hello");
  });

  it("adds a node with what its schema demands, under a free name", () => {
    const [once, first] = addNode(flow, kinds.get("menu") as Kind, [10.4, 20]);
    const [twice, second] = addNode(once, kinds.get("menu") as Kind, [0, 0]);
    expect([first, second]).toEqual(["menu", "menu_2"]);
    expect(node(twice, "menu")).toEqual({ key: "menu", kind: "menu", title: "", no_input: {}, prompt: {}, options: [{ key: "1", label: {} }] });
    expect(once.layout?.menu).toEqual([10, 20]);
  });

  it("takes every way out that led to a removed node, and chooses another start", () => {
    const next = removeNodes(flow, new Set(["hello", "person"]), kinds);
    expect(next.start).toBe("main");
    expect(next.operator).toBeNull();
    expect(edgesOf(next, kinds)).toEqual([]);
  });

  it("renames a node everywhere, and not to a name that is taken", () => {
    const next = renameNode(flow, "person", "desk", kinds);
    expect(next.operator).toBe("desk");
    expect(edgesOf(next, kinds).filter((edge) => edge.target === "desk")).toHaveLength(2);
    expect(renameNode(flow, "person", "main", kinds)).toBe(flow);
  });

  it("pastes copies whose ways lead among themselves", () => {
    const [next, keys] = pasteNodes(flow, copyNodes(flow, new Set(["hello", "main"])), [48, 48], kinds);
    expect(keys).toEqual(["hello_2", "main_2"]);
    expect(node(next, "hello_2").next).toBe("main_2");
    expect(edgesOf(next, kinds).filter((edge) => edge.source === "main_2").map((edge) => edge.target)).toEqual(["person", "hello_2", "person"]);
  });

  it("keeps the order of fields, so that a file in git changes in one line", () => {
    expect(Object.keys(node(setField(flow, "main", "prompt.en", "Well?"), "main"))).toEqual(Object.keys(node(flow, "main")));
  });
});

describe("undo", () => {
  it("goes back and forth, and forgets what was undone after a new edit", () => {
    const typed = edit(edit(begin("a"), "b"), "c");
    expect(undo(typed).present).toBe("b");
    expect(redo(undo(typed)).present).toBe("c");
    expect(redo(edit(undo(typed), "d")).present).toBe("d");
  });

  it("takes a sentence that was typed in one go as one step", () => {
    const typed = edit(edit(edit(begin(""), "H", "title", 1000), "He", "title", 1200), "Hey", "title", 9000);
    expect(undo(typed).present).toBe("He");
    expect(undo(undo(typed)).present).toBe("");
  });
});

it("arranges nodes from left to right, none upon another", () => {
  const places = arranged(flow, kinds);
  expect(places.main?.[0]).toBeGreaterThanOrEqual((places.hello?.[0] ?? 0) + CARD.width);
  expect(places.person?.[0]).toBeGreaterThanOrEqual((places.main?.[0] ?? 0) + CARD.width);
});

it("finds the edge of the option that was pressed where several lead to the same node", () => {
  const path = [
    { node: "main", heard: "", way: "no_input", turn: 1 },
    { node: "person", heard: "", way: "", turn: 1 },
  ];
  expect([...along(flow, kinds, path)]).toEqual(["main:no_input.next"]);
  expect([...along(flow, kinds, [{ ...path[0], node: "main", heard: "1", way: "next", turn: 1 }, path[1] ?? path[0]] as typeof path)]).toEqual(["main:options.0.next"]);
});

it("reads a prompt as text or as a recording with what it says", () => {
  const prompt = { en: { audio: "f00", text: "Hello" }, fa: "سلام" };
  expect(saidIn(prompt, "en")).toEqual({ text: "Hello", audio: "f00" });
  expect([textIn(prompt, "fa"), textIn(prompt, "ru")]).toEqual(["سلام", "Hello"]);
});
