import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { DraftOut } from "../api/schema";
import { useReport } from "../api/act";
import { useLanguage } from "../format/use";
import { useLiveEvent, useLook } from "../live/live";
import { AddMenu } from "./canvas/add-menu";
import { Canvas, type Loose } from "./canvas/canvas";
import { BARE, byNode, type Drawing, type Overlay } from "./canvas/cards";
import { middleOfGraph, useBring, useFollow } from "./canvas/use-view";
import { FIT } from "./canvas/view";
import { Palette } from "./canvas/palette";
import { ConflictDialog } from "./conflict";
import classes from "./editor.module.css";
import { EditorContext, type Editing } from "./editor-context";
import { addNode, connect, moveNodes, removeNodes } from "./model/edit";
import type { Flow, Place } from "./model/flow";
import { arranged, CARD, placesOf } from "./model/layout";
import type { Kind, Kinds } from "./model/schema";
import { type PanelName, Panels, Rail } from "./panels/rail";
import { useSimulator } from "./panels/use-simulator";
import { Toolbar } from "./toolbar";
import { useAutosave } from "./use-autosave";
import { useEdits } from "./use-edits";
import { useSentences } from "./use-sentences";
import { useShortcuts } from "./use-shortcuts";

interface Props {
  flowKey: string;
  first: DraftOut;
  kinds: Kinds;
  /** On a phone the graph is looked at, and its steps are changed in their forms. */
  hand: boolean;
}

/** The editor of one draft: the graph in the middle, what is done to it around it. */
export function Editor({ flowKey, first, kinds, hand }: Props) {
  const edits = useEdits(first);
  const { flow, change } = edits;
  const autosave = useAutosave(flowKey, flow, first);
  const { sync, flush } = autosave;
  const { fitView, screenToFlowPosition } = useReactFlow();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [loose, setLoose] = useState<Loose | null>(null);
  const [adding, setAdding] = useState<{ x: number; y: number } | null>(null);
  const page = useLanguage();
  const language = flow.languages.includes(page) ? page : (flow.languages[0] ?? "en");
  useLook({ flow: flowKey });
  /** The draft may change without us: by a colleague, by publishing, by a roll-back. */
  const catchUp = useCallback(
    async (revision?: number) => {
      const theirs = await sync(revision);
      if (theirs) change(() => theirs);
    },
    [sync, change],
  );
  const report = useReport();
  useLiveEvent((event) => {
    if (event.data.topic !== `flow:${flowKey}` || event.name === "editors" || event.name === "draft_call") return;
    catchUp(typeof event.data.revision === "number" ? event.data.revision : undefined).catch(report);
  });

  const places = useMemo(() => placesOf(flow, kinds), [flow, kinds]);
  const sentences = useSentences();
  const told = useMemo(() => sentences.faults(autosave.server.faults), [sentences, autosave.server.faults]);
  const faults = useMemo(() => byNode(told), [told]);
  const simulator = useSimulator(flowKey, flow, language);
  const overlay: Overlay = panel === "try" ? simulator.overlay : BARE;
  const drawing = useMemo<Drawing>(
    () => ({ flow, kinds, places, faults, language, overlay }),
    [flow, kinds, places, faults, language, overlay],
  );

  const select = useCallback((keys: readonly string[]) => {
    setSelected((before) => (before.length === keys.length && before.every((key, at) => key === keys[at]) ? before : keys));
    // A node that is chosen shows its form; somebody who tries the flow out stays with that.
    if (keys.length === 1) setPanel((before) => (before === "try" || before === null ? (before ?? "node") : "node"));
  }, []);
  const bring = useBring(drawing);
  const only = selected.length === 1 ? (selected[0] ?? null) : null;
  const trying = panel === "try";
  useFollow(trying ? simulator.overlay.here : only, panel, trying, bring);
  const show = useCallback(
    (key: string) => {
      setSelected([key]);
      bring(key, true);
    },
    [bring],
  );
  const add = useCallback(
    (kind: Kind, at: Place, from?: Loose) => {
      let made = "";
      change((before) => {
        const [next, key] = addNode(settle(before, kinds), kind, at);
        made = key;
        return from ? connect(next, from.source, from.path, key) : next;
      });
      setSelected([made]);
      setPanel("node");
    },
    [change, kinds],
  );
  /** Beside what is selected, or in the middle of what is seen. */
  const addHere = useCallback(
    (kind: Kind) => {
      const beside = selected[0] === undefined ? undefined : places[selected[0]];
      const middle = screenToFlowPosition(middleOfGraph());
      add(kind, beside ? [beside[0] + CARD.width + 96, beside[1]] : clear([middle.x - CARD.width / 2, middle.y], places));
    },
    [add, places, selected, screenToFlowPosition],
  );
  const arrange = useCallback(() => {
    change((before) => ({ ...before, layout: arranged(before, kinds) }));
    setTimeout(() => void fitView(FIT), 50);
  }, [change, fitView, kinds]);

  const onCanvas = useMemo(
    () => ({
      onMove: (moved: Record<string, Place>) => {
        change((before) => (settled(before, moved) ? before : moveNodes(settle(before, kinds), moved)), "move");
      },
      onConnect: (source: string, path: string, target: string | null) => {
        change((before) => connect(settle(before, kinds), source, path, target));
      },
      onRemove: (nodes: string[], edges: { source: string; path: string }[]) => {
        change((before) =>
          edges.reduce((now, edge) => connect(now, edge.source, edge.path, null), removeNodes(settle(before, kinds), new Set(nodes), kinds)),
        );
        setSelected([]);
      },
      onLoose: setLoose,
      onDrop: (kind: string, at: Place) => {
        const found = kinds.get(kind);
        if (found) add(found, at);
      },
    }),
    [change, add, kinds],
  );

  const editing = useMemo<Editing>(
    () => ({ flowKey, flow, kinds, faults, language, selected, change, select, show, saved: flush }),
    [flowKey, flow, kinds, faults, language, selected, change, select, show, flush],
  );
  useShortcuts({ editing, edits, arrange, setPanel, setSelected });
  useEffect(() => {
    document.title = `${flow.name} · Threadline`;
  }, [flow.name]);

  return (
    <EditorContext value={editing}>
      <div className={classes.editor}>
        <Toolbar autosave={autosave} edits={edits} arrange={arrange} setPanel={setPanel} onAdd={hand ? setAdding : undefined} />
        <div className={classes.body}>
          <Palette kinds={kinds} onPick={addHere} />
          <div className={classes.graph}>
            <Canvas drawing={drawing} memory={flowKey} edits={hand ? undefined : onCanvas} selected={selected} onSelect={select} />
          </div>
          <Panels panel={panel} setPanel={setPanel} simulator={simulator} server={autosave.server} faults={told} />
          <Rail panel={panel} setPanel={setPanel} server={autosave.server} />
        </div>
      </div>
      {loose && (
        <AddMenu
          at={loose.screen}
          kinds={kinds}
          onClose={() => {
            setLoose(null);
          }}
          onPick={(kind) => {
            add(kind, loose.at, loose);
            setLoose(null);
          }}
        />
      )}
      {adding && (
        <AddMenu
          at={adding}
          kinds={kinds}
          onClose={() => {
            setAdding(null);
          }}
          onPick={(kind) => {
            addHere(kind);
            setAdding(null);
          }}
        />
      )}
      <ConflictDialog
        autosave={autosave}
        onTheirs={(theirs) => {
          edits.restart(theirs);
          setSelected([]);
        }}
      />
    </EditorContext>
  );
}

/** From the first touch on, nodes stay where they are seen: no edit moves what nobody moved. */
function settle(flow: Flow, kinds: Kinds): Flow {
  return { ...flow, layout: { ...placesOf(flow, kinds) } };
}

/** Whether these nodes stand there already: a click is no move. */
function settled(flow: Flow, moved: Record<string, Place>): boolean {
  return Object.entries(moved).every(([key, [x, y]]) => {
    const now = flow.layout?.[key];
    return now !== undefined && Math.abs(now[0] - x) < 1 && Math.abs(now[1] - y) < 1;
  });
}

/** A place on which no card stands yet. */
function clear([x, y]: Place, places: Readonly<Record<string, Place>>): Place {
  const taken = Object.values(places).some(([left, top]) => Math.abs(left - x) < 40 && Math.abs(top - y) < 40);
  return taken ? clear([x + 48, y + 48], places) : [x, y];
}
