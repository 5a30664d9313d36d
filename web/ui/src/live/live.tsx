/** Live updates for the whole application: one stream, and what each of its events makes out of date. */
import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useRanOut } from "../api/ran-out";
import { addLook, type Looks, looksNow, subscribeLooks } from "./looks";
import { staleAfter } from "./stale";
import { follow, type LiveEvent } from "./stream";

const Connected = createContext(true);

/** Whether the stream runs, for somebody who is logged in. False means that what is on the screen may be old. */
export function useConnected(): boolean {
  const ranOut = useRanOut();
  return useContext(Connected) && !ranOut;
}

/** Ask for the events of what this component shows, for as long as it is on the screen. */
export function useLook(look: Looks): void {
  const { customer, conversation, call, floor, flow } = look;
  useEffect(
    () => addLook({ customer, conversation, call, floor, flow }),
    [customer, conversation, call, floor, flow],
  );
}

const listeners = new Set<(event: LiveEvent) => void>();

/** Hear every event of the stream while this component is on the screen. `listener` may be a new one each time. */
export function useLiveEvent(listener: (event: LiveEvent) => void): void {
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => {
    const hear = (event: LiveEvent) => {
      newest.current(event);
    };
    listeners.add(hear);
    return () => {
      listeners.delete(hear);
    };
  }, []);
}

/** The first of several events is read at once, with what came in the same piece; the others are read together. */
const TOGETHER_MS = 50;

function refresher(client: QueryClient): (event: LiveEvent) => void {
  let stale = new Map<string, QueryKey>();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    soon = stale.size > 0 ? setTimeout(refresh, TOGETHER_MS) : undefined;
    const keys = [...stale.values()];
    stale = new Map();
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  return (event) => {
    const keys = staleAfter(event);
    for (const key of keys === "everything" ? [[]] : keys) stale.set(JSON.stringify(key), key);
    soon ??= setTimeout(refresh, 0);
  };
}

export function LiveUpdates({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);

  useEffect(() => {
    let after = "";
    let stop: (() => void) | undefined;
    const refresh = refresher(client);
    const start = () => {
      stop?.();
      const url = new URL("/api/v1/live", location.origin);
      for (const [name, value] of Object.entries(looksNow())) {
        if (value !== undefined) url.searchParams.set(name, String(value));
      }
      stop = follow(url, after, {
        onSeen: (id) => {
          after = id;
        },
        onOpen: (resumed) => {
          setConnected(true);
          if (!resumed) void client.invalidateQueries();
        },
        onEvent: (event) => {
          refresh(event);
          for (const listener of listeners) listener(event);
        },
        onLost: () => {
          setConnected(false);
        },
      });
    };
    start();
    const unsubscribe = subscribeLooks(start);
    return () => {
      unsubscribe();
      stop?.();
    };
  }, [client]);

  return <Connected value={connected}>{children}</Connected>;
}
