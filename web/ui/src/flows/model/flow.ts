/** A flow as the editor holds it. It may be broken while somebody works on it: only what the canvas needs is certain. */

export interface NodeData {
  readonly key: string;
  readonly kind: string;
  readonly title?: string;
  readonly [field: string]: unknown;
}

/** Left and top of a node's card, in pixels of the canvas. */
export type Place = readonly [number, number];

export interface Flow {
  readonly name: string;
  readonly languages: readonly string[];
  readonly start: string;
  readonly operator?: string | null;
  readonly nodes: readonly NodeData[];
  readonly layout?: Readonly<Record<string, Place>>;
  readonly [field: string]: unknown;
}

/** Something of any JSON shape, for what comes from a schema. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A copy of a record that lacks this field. */
export function without<T extends Readonly<Record<string, unknown>>>(record: T, field: string): T {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== field)) as T;
}

/** A definition from the server as a flow; what is missing in a broken draft becomes empty, never an exception. */
export function flowOf(definition: unknown): Flow {
  const given = isRecord(definition) ? definition : {};
  const nodes = Array.isArray(given.nodes) ? given.nodes.filter(isRecord) : [];
  return {
    ...given,
    name: typeof given.name === "string" ? given.name : "",
    languages: Array.isArray(given.languages) ? given.languages.map(String) : ["en"],
    start: typeof given.start === "string" ? given.start : "",
    nodes: nodes.map((node) => ({ ...node, key: String(node.key ?? ""), kind: String(node.kind ?? "") })),
  };
}

export interface Said {
  readonly text: string;
  /** The name of the uploaded recording that is played in place of a voice. */
  readonly audio: string | null;
}

/** What a prompt, or a label, says in one language: text alone, or a recording and what it says. */
export function saidIn(value: unknown, language: string): Said {
  const held = isRecord(value) ? value[language] : undefined;
  if (typeof held === "string") return { text: held, audio: null };
  if (!isRecord(held)) return { text: "", audio: null };
  return {
    text: typeof held.text === "string" ? held.text : "",
    audio: typeof held.audio === "string" ? held.audio : null,
  };
}

/** A text in this language, or in the first that has one; empty where there is none. */
export function textIn(value: unknown, language: string): string {
  if (!isRecord(value)) return "";
  return [language, ...Object.keys(value)].map((each) => saidIn(value, each).text).find((text) => text !== "") ?? "";
}

export function titleOf(node: NodeData): string {
  return node.title || node.key;
}

export function nodeOf(flow: Flow, key: string | null): NodeData | undefined {
  return key === null ? undefined : flow.nodes.find((node) => node.key === key);
}
