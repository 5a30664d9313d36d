/** The flow as it is edited, with undo and redo. */
import { useCallback, useState } from "react";
import type { DraftOut } from "../api/schema";
import { type Flow, flowOf } from "./model/flow";
import { begin, edit, type History, redo, undo } from "./model/history";

export interface Edits {
  readonly flow: Flow;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  change(make: (flow: Flow) => Flow, tag?: string): void;
  undo(): void;
  redo(): void;
  /** Begin anew with this flow; what was before cannot be undone. */
  restart(flow: Flow): void;
}

export function useEdits(first: DraftOut): Edits {
  const [history, setHistory] = useState<History<Flow>>(() => begin(flowOf(first.definition)));
  const change = useCallback((make: (flow: Flow) => Flow, tag = "") => {
    const at = Date.now();
    setHistory((before) => edit(before, make(before.present), tag, at));
  }, []);
  return {
    flow: history.present,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    change,
    undo: useCallback(() => {
      setHistory(undo);
    }, []),
    redo: useCallback(() => {
      setHistory(redo);
    }, []),
    restart: useCallback((flow: Flow) => {
      setHistory(begin(flow));
    }, []),
  };
}
