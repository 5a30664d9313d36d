/** The graph is seen as it was left, and shows by itself what is worked on. */
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { isRecord } from "../model/flow";
import type { Drawing } from "./cards";
import { boxOf, meets, opening, type Room, showing, type View } from "./view";

const KEPT = "threadline.flow-view.";
const GLIDE_MS = 250;

/** Where the graph was when it was last looked at here, if anything can be seen there; else where it begins. */
export function firstView(memory: string, { flow, kinds, places }: Drawing, room: Room): View {
  const kept = keptView(memory);
  const all = boxOf(flow, kinds, places);
  return kept && all && meets(all, room, kept) ? kept : opening(flow, kinds, places, room);
}

export function keepView(memory: string, { x, y, zoom }: View): void {
  try {
    localStorage.setItem(KEPT + memory, JSON.stringify({ x, y, zoom }));
  } catch {
    // A browser that keeps nothing opens the flow at its start each time.
  }
}

function keptView(memory: string): View | null {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEPT + memory) ?? "null");
    if (!isRecord(read) || ![read.x, read.y, read.zoom].every(Number.isFinite)) return null;
    return { x: Number(read.x), y: Number(read.y), zoom: Math.min(1.5, Math.max(0.1, Number(read.zoom))) };
  } catch {
    return null; // What somebody else wrote under our name is no view.
  }
}

type Bring = (key: string, toRead: boolean) => void;

/** `bring(key, toRead)` moves the graph until the card is seen whole, beside the panel that may cover a part of it. */
export function useBring({ flow, kinds, places }: Drawing): Bring {
  const { getViewport, setViewport } = useReactFlow();
  const now = useRef({ flow, kinds, places });
  useEffect(() => {
    now.current = { flow, kinds, places };
  });
  return useCallback(
    (key, toRead) => {
      const drawn = now.current;
      const box = boxOf(drawn.flow, drawn.kinds, drawn.places, (each) => each === key);
      const room = freeRoom();
      const next = box && room && showing(box, room, getViewport(), toRead);
      if (next) void setViewport(next, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : GLIDE_MS });
    },
    [getViewport, setViewport],
  );
}

/** Whenever this node, or what stands beside the graph, becomes another one, the node is shown. */
export function useFollow(key: string | null, beside: unknown, toRead: boolean, bring: Bring): void {
  useEffect(() => {
    if (key === null) return undefined;
    // The graph knows its new size only after it was drawn beside the panel.
    const frame = requestAnimationFrame(() => {
      bring(key, toRead);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [key, beside, toRead, bring]);
}

/** A point of the screen. */
export function middleOfGraph(): { x: number; y: number } {
  const graph = document.querySelector("[data-graph]")?.getBoundingClientRect();
  const room = freeRoom();
  return { x: (graph?.left ?? 0) + (room?.width ?? 0) / 2, y: (graph?.top ?? 0) + (room?.height ?? 0) / 2 };
}

function freeRoom(): Room | null {
  const graph = document.querySelector("[data-graph]")?.getBoundingClientRect();
  if (!graph) return null;
  const panel = document.querySelector("[data-panel]")?.getBoundingClientRect();
  // On a phone the panel lies over the lower part; elsewhere it stands beside the graph, which is smaller then.
  const covered = panel && panel.top > graph.top && panel.left < graph.right - 1 && panel.right > graph.left + 1;
  return { width: graph.width, height: covered ? panel.top - graph.top : graph.height };
}
