/** The draft is saved by itself, a moment after the last edit; never two saves at a time, never over another's work. */
import { useCallback, useEffect, useRef, useState } from "react";
import { Refusal } from "../api/client";
import type { DraftOut, DraftState } from "../api/schema";
import { putDraft, readDraft } from "./api";
import { type Flow, flowOf } from "./model/flow";

export type Saving = "saved" | "unsaved" | "saving" | "failed" | "conflict";

const PAUSE_MS = 600;
const RETRY_MS = 4000;

export interface Autosave {
  readonly state: Saving;
  /** What the server said of the draft that it has: faults, effort, who else is here. */
  readonly server: DraftState;
  /** The server's sentence about who changed it meanwhile. */
  readonly conflict: string;
  /** Save now, and return when all is saved. Throws a Refusal. */
  flush(): Promise<void>;
  /** After a conflict: our draft replaces theirs. */
  keepMine(): Promise<void>;
  /** Look whether the server has a newer draft. It comes back, to be shown, where nothing of ours is unsaved. */
  sync(revision?: number): Promise<Flow | null>;
  /** After a conflict: theirs, to be shown in place of ours. */
  takeTheirs(): Promise<Flow>;
}

export function useAutosave(key: string, flow: Flow, first: DraftOut): Autosave {
  const [server, setServer] = useState<DraftState>(first);
  const [state, setState] = useState<Saving>("saved");
  const [conflict, setConflict] = useState("");
  const latest = useRef(flow);
  const kept = useRef(flow);
  const revision = useRef(first.revision);
  const running = useRef<Promise<void> | null>(null);

  const save = useCallback(async () => {
    while (latest.current !== kept.current) {
      const sent = latest.current;
      setState("saving");
      const answer = await putDraft(key, sent, revision.current);
      revision.current = answer.revision;
      kept.current = sent;
      setServer(answer);
    }
    setState("saved");
  }, [key]);

  const flush = useCallback(async () => {
    running.current ??= save().finally(() => {
      running.current = null;
    });
    try {
      await running.current;
    } catch (fault) {
      const stale = fault instanceof Refusal && fault.status === 409;
      setState(stale ? "conflict" : "failed");
      if (stale) setConflict(fault.message);
      throw fault;
    }
  }, [save]);

  // What cannot be saved shows in `state`, and is tried again.
  const quietly = useCallback(() => {
    flush().catch(() => undefined);
  }, [flush]);

  useEffect(() => {
    latest.current = flow;
    if (flow === kept.current) return undefined;
    setState((before) => (before === "conflict" ? before : "unsaved"));
    const timer = setTimeout(quietly, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [flow, quietly]);

  useEffect(() => {
    if (state !== "failed") return undefined;
    const timer = setTimeout(quietly, RETRY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [state, quietly]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (latest.current !== kept.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      if (latest.current !== kept.current) quietly();
    };
  }, [quietly]);

  const keepMine = useCallback(async () => {
    const theirs = await readDraft(key);
    revision.current = theirs.revision;
    setState("unsaved");
    await flush();
  }, [key, flush]);

  const sync = useCallback(
    async (newest = Infinity) => {
      // Our own saves are told to us, too; what is being saved now brings its own answer.
      if (newest <= revision.current || running.current || latest.current !== kept.current) return null;
      const before = kept.current;
      const theirs = await readDraft(key);
      if (latest.current !== before || theirs.revision <= revision.current) return null;
      revision.current = theirs.revision;
      setServer(theirs);
      if (JSON.stringify(theirs.definition) === JSON.stringify(before)) return null;
      const taken = flowOf(theirs.definition);
      latest.current = kept.current = taken;
      return taken;
    },
    [key],
  );

  const takeTheirs = useCallback(async () => {
    const theirs = await readDraft(key);
    const taken = flowOf(theirs.definition);
    revision.current = theirs.revision;
    latest.current = kept.current = taken;
    setServer(theirs);
    setState("saved");
    return taken;
  }, [key]);

  return { state, server, conflict, flush, sync, keepMine, takeTheirs };
}
