/** A call of the draft from this browser, through the real switch: what is heard there is heard by the simulator. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Refusal } from "../../api/client";
import { useLiveEvent } from "../../live/live";
import { type CallState, NoCall, Outgoing } from "../../phone/outgoing";
import { draftCall, heardInCall } from "../api";
import type { Flow } from "../model/flow";
import type { Simulator } from "./use-simulator";

export interface DraftCall {
  readonly state: CallState;
  readonly on: boolean;
  start(): void;
  key(key: string): void;
  hangUp(): void;
}

export function useDraftCall(flowKey: string, flow: Flow, simulator: Simulator): DraftCall {
  const line = useMemo(() => new Outgoing(), []);
  const state = useSyncExternalStore(
    useCallback((changed: () => void) => line.subscribe(changed), [line]),
    () => line.now,
  );
  const [call, setCall] = useState<number | null>(null);
  const { world, restart, follow } = simulator;
  // Who closes the panel has hung up.
  useEffect(
    () => () => {
      line.hangUp();
    },
    [line],
  );
  useLiveEvent((event) => {
    const mine = event.name === "draft_call" && event.data.call === call;
    if (call === null || !(mine || event.name === "resync")) return;
    // What cannot be read now is told by the next event; the call itself goes on.
    heardInCall(flowKey, call).then(follow, () => undefined);
  });
  const start = useCallback(() => {
    restart();
    void line.start(async () => {
      try {
        const made = await draftCall(flowKey, { definition: flow, facts: world.facts, language: world.language });
        setCall(made.id);
        return made.credentials;
      } catch (fault) {
        throw new NoCall(fault instanceof Refusal ? fault.status : 0);
      }
    });
  }, [line, restart, flowKey, flow, world]);
  return {
    state,
    on: state.phase !== "idle" && state.phase !== "over",
    start,
    key: useCallback(
      (key: string) => {
        line.key(key);
      },
      [line],
    ),
    hangUp: useCallback(() => {
      line.hangUp();
    }, [line]),
  };
}
