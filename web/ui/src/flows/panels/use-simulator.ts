/** A conversation with the draft: what the caller does is kept here, and the server walks it anew after every step. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useFaultText } from "../../api/act";
import type { Simulated } from "../../api/schema";
import { type Heard, simulate, useKinds } from "../api";
import { BARE, type Overlay } from "../canvas/cards";
import type { Flow } from "../model/flow";
import { along } from "../model/walk";

export interface World {
  /** Facts as ivr/facts.py names them. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The language that the hotline begins in; null is the flow's first. */
  readonly language: string | null;
}

export interface Simulator {
  readonly heard: readonly Heard[];
  readonly world: World;
  readonly result: Simulated | null;
  readonly fault: string;
  readonly overlay: Overlay;
  /** Called by the panel while it is open: a flow that nobody tries out is not walked. */
  open(on: boolean): void;
  say(heard: Heard): void;
  /** All of this was heard, in a call of the draft. */
  follow(heard: readonly Heard[]): void;
  back(): void;
  restart(): void;
  setWorld(world: World): void;
}

const PAUSE_MS = 120;

export function useSimulator(key: string, flow: Flow, language: string): Simulator {
  const kinds = useKinds().data;
  const faultText = useFaultText();
  const sentence = useRef(faultText);
  useEffect(() => {
    sentence.current = faultText;
  });
  const [on, open] = useState(false);
  const [heard, setHeard] = useState<readonly Heard[]>([]);
  const [world, setWorld] = useState<World>({ facts: {}, language: null });
  const [result, setResult] = useState<Simulated | null>(null);
  const [fault, setFault] = useState("");

  useEffect(() => {
    if (!on) return undefined;
    let late = false;
    const timer = setTimeout(() => {
      simulate(key, { definition: flow, facts: world.facts, language: world.language, heard })
        .then((answer) => {
          if (late) return;
          setResult(answer);
          setFault("");
        })
        .catch((refused: unknown) => {
          if (!late) setFault(sentence.current(refused));
        });
    }, PAUSE_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [on, key, flow, world, heard, language]);

  const overlay = useMemo<Overlay>(() => {
    if (!result || !kinds) return BARE;
    // What happens inside of a sub-flow is shown at the step that leads there: it alone is on this graph.
    const path = result.path.filter((step) => !step.node.includes("/"));
    return {
      ...BARE,
      walked: new Set(path.map((step) => step.node)),
      along: along(flow, kinds, path),
      here: (result.node.includes("/") ? path.at(-1)?.node : result.node) || null,
    };
  }, [result, flow, kinds]);

  return {
    heard,
    world,
    result,
    fault,
    overlay,
    open,
    say: useCallback((one: Heard) => {
      setHeard((before) => [...before, one]);
    }, []),
    follow: setHeard,
    back: useCallback(() => {
      setHeard((before) => before.slice(0, -1));
    }, []),
    restart: useCallback(() => {
      setHeard([]);
    }, []),
    setWorld: useCallback((next: World) => {
      setHeard([]);
      setWorld(next);
    }, []),
  };
}
