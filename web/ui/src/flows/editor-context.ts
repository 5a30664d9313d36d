/** What every part of the editor knows: the flow as it is now, and how it is changed. */
import { createContext, useContext } from "react";
import type { Fault } from "./canvas/cards";
import type { Flow } from "./model/flow";
import type { Kinds } from "./model/schema";

export interface Editing {
  readonly flowKey: string;
  readonly flow: Flow;
  readonly kinds: Kinds;
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
  /** The language in which cards show their texts, and in which the simulator begins. */
  readonly language: string;
  readonly selected: readonly string[];
  /** Edits with the same tag that follow each other closely are one step of undo. */
  change(make: (flow: Flow) => Flow, tag?: string): void;
  select(keys: readonly string[]): void;
  /** Select a node and bring it into view. */
  show(key: string): void;
  /** Wait until what is on the screen is what the server has. Throws a Refusal where it cannot be saved. */
  saved(): Promise<void>;
}

export const EditorContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditorContext);
  if (!editing) throw new Error("useEditing() is for components inside the flow editor");
  return editing;
}
