/** What a card says of its node, in a line or two. Pure. */
import { type NodeData, saidIn, textIn } from "./flow";
import type { Way } from "./ways";

/** What the node says, or else what it does: "orders", "reason = order". Empty where the ways tell it all. */
export function bodyOf(node: NodeData, language: string): string {
  const said = textIn(node.prompt, language);
  if (said) return said;
  const { queue, answer, value, number, url, flow, to } = node;
  if (typeof answer === "string" && answer && typeof value === "string" && value) return `${answer} = ${value}`;
  return [queue, number, url, flow, to].find((held): held is string => typeof held === "string" && held !== "") ?? "";
}

export interface WayLabel {
  /** The key to press, shown in a box of its own. */
  readonly key: string;
  /** Empty where the name of the field has to do. */
  readonly text: string;
}

/** What a way is called by what it belongs to: the option's label, the case's condition. */
export function wayLabel(way: Way, language: string): WayLabel {
  const { of } = way;
  const listed = /\.\d+\./.test(way.path) || "label" in of;
  if (!listed || way.of.kind !== undefined) return { key: "", text: "" };
  if (typeof of.on === "string") return { key: "", text: condition(of) };
  const key = typeof of.key === "string" ? of.key : "";
  const text = textIn(of.phrase ?? of.label, language) || textIn(of.label, language);
  return { key, text: text || firstText(of) };
}

function firstText(of: Readonly<Record<string, unknown>>): string {
  const held = Object.entries(of).find(([name, value]) => name !== "next" && name !== "key" && typeof value === "string");
  return typeof held?.[1] === "string" ? held[1] : "";
}

/** "language = fa", "queue_length ≥ 5": a case of a fork, short enough for a card. */
export function condition(of: Readonly<Record<string, unknown>>): string {
  const name = String(of.on).replace(/^(facts|answers)\./, "");
  if (of.eq !== undefined && of.eq !== null) return `${name} = ${String(of.eq)}`;
  if (Array.isArray(of.in)) return `${name} = ${of.in.map(String).join(" | ")}`;
  if (of.present === true) return `${name} ✓`;
  if (of.present === false) return `${name} ✗`;
  if (typeof of.at_least === "number") return `${name} ≥ ${String(of.at_least)}`;
  if (typeof of.at_most === "number") return `${name} ≤ ${String(of.at_most)}`;
  return name;
}

/** Which of the flow's languages have no text here. */
export function missingLanguages(value: unknown, languages: readonly string[]): string[] {
  return languages.filter((language) => saidIn(value, language).text.trim() === "");
}
