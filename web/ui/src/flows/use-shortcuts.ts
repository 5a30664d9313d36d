/** The editor by keyboard. What is typed into a field is never a command. */
import { useEffect, useRef } from "react";
import type { Editing } from "./editor-context";
import { type Clip, copyNodes, pasteNodes, removeNodes } from "./model/edit";
import { isRecord } from "./model/flow";
import type { PanelName } from "./panels/rail";
import type { Edits } from "./use-edits";

interface Given {
  editing: Editing;
  edits: Edits;
  arrange: () => void;
  setPanel: (panel: PanelName | null) => void;
  setSelected: (keys: readonly string[]) => void;
}

const CLIP = "threadline/nodes";

export function useShortcuts(given: Given): void {
  // The listeners stay for as long as the editor does; what they act on is always the newest.
  const now = useRef(given);
  useEffect(() => {
    now.current = given;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (typing(event.target)) return;
      const command = event.ctrlKey || event.metaKey;
      const act = command ? COMMANDS[`${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`] : event.altKey ? undefined : KEYS[event.key];
      if (!act) return;
      event.preventDefault();
      act(now.current);
    };
    const onCopy = (event: ClipboardEvent) => {
      if (typing(event.target) || String(document.getSelection() ?? "") !== "") return;
      const { editing, setSelected } = now.current;
      if (editing.selected.length === 0 || !event.clipboardData) return;
      const keys = new Set(editing.selected);
      event.clipboardData.setData("text/plain", JSON.stringify({ clip: CLIP, ...copyNodes(editing.flow, keys) }));
      event.preventDefault();
      if (event.type !== "cut") return;
      editing.change((before) => removeNodes(before, keys, editing.kinds));
      setSelected([]);
    };
    const onPaste = (event: ClipboardEvent) => {
      const clip = typing(event.target) ? null : clipIn(event.clipboardData?.getData("text/plain") ?? "");
      if (!clip) return;
      event.preventDefault();
      put(now.current, clip);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, []);
}

type Act = (given: Given) => void;

const search: Act = () => {
  document.getElementById("flow-search")?.focus();
};
const nothing: Act = ({ setSelected }) => {
  setSelected([]);
};

const COMMANDS: Readonly<Record<string, Act>> = {
  z: ({ edits }) => {
    edits.undo();
  },
  "shift+z": ({ edits }) => {
    edits.redo();
  },
  y: ({ edits }) => {
    edits.redo();
  },
  d: (given) => {
    const { editing } = given;
    if (editing.selected.length > 0) put(given, copyNodes(editing.flow, new Set(editing.selected)));
  },
  a: ({ editing, setSelected }) => {
    setSelected(editing.flow.nodes.map((node) => node.key));
  },
  f: search,
  s: ({ editing }) => {
    // It is saved by itself; whoever presses this wants to see that it is. A failure shows in the toolbar.
    editing.saved().catch(() => undefined);
  },
};

const KEYS: Readonly<Record<string, Act>> = {
  "/": search,
  Escape: nothing,
  l: ({ arrange }) => {
    arrange();
  },
  t: ({ setPanel }) => {
    setPanel("try");
  },
  e: ({ setPanel }) => {
    setPanel("node");
  },
};

function put({ editing, setSelected }: Given, clip: Clip): void {
  let pasted: string[] = [];
  editing.change((before) => {
    const [next, keys] = pasteNodes(before, clip, [48, 48], editing.kinds);
    pasted = keys;
    return next;
  });
  setSelected(pasted);
}

function clipIn(text: string): Clip | null {
  if (!text.includes(CLIP)) return null;
  try {
    const read: unknown = JSON.parse(text);
    return isRecord(read) && read.clip === CLIP && Array.isArray(read.nodes) && isRecord(read.layout) ? (read as unknown as Clip) : null;
  } catch {
    return null; // Text that merely mentions our mark is somebody's text, and none of our business.
  }
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role='dialog'], [role='menu']") !== null)
  );
}
