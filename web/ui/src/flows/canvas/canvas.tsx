/** The graph: drag, connect, copy, paste, delete. It holds what is being dragged; the flow changes when it is let go. */
import "@xyflow/react/dist/base.css";
import {
  applyEdgeChanges,
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  type Edge as FlowEdge,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  Panel,
  ReactFlow,
  type OnConnectEnd,
  useReactFlow,
} from "@xyflow/react";
import { type DragEvent, type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Place } from "../model/flow";
import { type CardNode, cardsOf, type Drawing, linesOf } from "./cards";
import classes from "./canvas.module.css";
import { NodeCard } from "./node-card";
import { firstView, keepView } from "./use-view";
import type { Room } from "./view";
import { ZoomButtons } from "./zoom-buttons";

const NODE_TYPES = { card: NodeCard };
const EDGE_DEFAULTS = { type: "default", interactionWidth: 24 };
/** What a kind that is dragged from the palette is called in the drag. */
export const DRAGGED_KIND = "application/x-threadline-kind";

/** A way that was dragged to where nothing is: `screen` is the point on the screen, for a menu. */
export interface Loose {
  source: string;
  path: string;
  at: Place;
  screen: { x: number; y: number };
}

interface Edits {
  onMove: (places: Record<string, Place>) => void;
  onConnect: (source: string, path: string, target: string | null) => void;
  onRemove: (nodes: string[], edges: { source: string; path: string }[]) => void;
  onLoose: (loose: Loose) => void;
  onDrop: (kind: string, at: Place) => void;
}

interface Props {
  drawing: Drawing;
  /** What is looked at, so that it is seen again as it was left: the flow's key, and which page it is. */
  memory: string;
  /** Absent: the graph is looked at, not edited. */
  edits?: Edits | undefined;
  selected: readonly string[];
  onSelect: (keys: string[]) => void;
  children?: ReactNode;
}

/** The graph begins where it can be read, which depends on how large it is here. */
export function Canvas(props: Props) {
  const [room, setRoom] = useState<Room | null>(null);
  const measure = useCallback((element: HTMLDivElement | null) => {
    if (element) setRoom({ width: element.clientWidth, height: element.clientHeight });
  }, []);
  return (
    <div ref={measure} className={classes.room} data-graph="">
      {room && <Graph {...props} room={room} />}
    </div>
  );
}

function Graph({ drawing, memory, room, edits, selected, onSelect, children }: Props & { room: Room }) {
  const { t } = useTranslation("flows");
  const { screenToFlowPosition } = useReactFlow();
  const [first] = useState(() => firstView(memory, drawing, room));
  const [nodes, setNodes] = useState<CardNode[]>(() => cardsOf(drawing, []));
  const [edges, setEdges] = useState<FlowEdge[]>(() => linesOf(drawing.flow, drawing.kinds, drawing.overlay, []));

  // What is drawn follows what is given, within the same drawing: an effect would show the old graph for a moment.
  const [drawn, setDrawn] = useState(drawing);
  if (drawn !== drawing) {
    setDrawn(drawing);
    setNodes(cardsOf(drawing, nodes));
    setEdges(linesOf(drawing.flow, drawing.kinds, drawing.overlay, edges));
  }
  const [marked, setMarked] = useState<readonly string[]>([]);
  if (marked !== selected) {
    setMarked(selected);
    setNodes((before) => withSelected(before, new Set(selected)));
  }

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const placed = changes.flatMap((change) =>
        change.type === "position" && change.dragging === false && change.position
          ? [[change.id, [change.position.x, change.position.y] as const] as const]
          : [],
      );
      if (placed.length > 0) edits?.onMove(Object.fromEntries(placed));
    },
    [edits],
  );
  const onEdgesChange = useCallback((changes: EdgeChange[]) => {
    setEdges((before) => applyEdgeChanges(changes, before));
  }, []);
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle) edits?.onConnect(source, sourceHandle, target);
    },
    [edits],
  );
  const onConnectEnd: OnConnectEnd = useCallback(
    (event, state) => {
      const { fromNode, fromHandle, toNode } = state;
      if (!edits || toNode || !fromNode || fromHandle?.type !== "source" || !fromHandle.id) return;
      const point = "changedTouches" in event ? event.changedTouches[0] : event;
      if (!point) return;
      const screen = { x: point.clientX, y: point.clientY };
      const { x, y } = screenToFlowPosition(screen);
      edits.onLoose({ source: fromNode.id, path: fromHandle.id, at: [x, y - 24], screen });
    },
    [edits, screenToFlowPosition],
  );
  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(DRAGGED_KIND);
    if (!kind || !edits) return;
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    edits.onDrop(kind, [x - 128, y - 24]);
  };

  const editable = edits !== undefined;
  return (
    <ReactFlow<CardNode>
      className={classes.canvas ?? ""}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      defaultEdgeOptions={EDGE_DEFAULTS}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onSelectionChange={useCallback(
        ({ nodes: chosen }: { nodes: { id: string }[] }) => {
          onSelect(chosen.map((node) => node.id));
        },
        [onSelect],
      )}
      onConnect={onConnect}
      onConnectEnd={onConnectEnd}
      onReconnect={useCallback(
        (old: FlowEdge, next: Connection) => {
          if (next.source !== old.source || next.sourceHandle !== old.sourceHandle) {
            if (old.sourceHandle) edits?.onConnect(old.source, old.sourceHandle, null);
          }
          if (next.sourceHandle) edits?.onConnect(next.source, next.sourceHandle, next.target);
        },
        [edits],
      )}
      // The flow decides what is there: it takes them out, and the graph follows.
      onBeforeDelete={useCallback(
        ({ nodes: gone, edges: cut }: { nodes: CardNode[]; edges: FlowEdge[] }) => {
          const keys = new Set(gone.map((node) => node.id));
          const loose = cut.filter((edge) => edge.selected && !keys.has(edge.source) && !keys.has(edge.target));
          edits?.onRemove([...keys], loose.map((edge) => ({ source: edge.source, path: edge.sourceHandle ?? "" })));
          return Promise.resolve(false);
        },
        [edits],
      )}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED_KIND)) event.preventDefault();
      }}
      onDrop={onDrop}
      nodesDraggable={editable}
      nodesConnectable={editable}
      edgesReconnectable={editable}
      deleteKeyCode={editable ? ["Backspace", "Delete"] : null}
      multiSelectionKeyCode={["Meta", "Control", "Shift"]}
      selectionOnDrag={false}
      // Whoever moves a card does not want its form to open meanwhile.
      selectNodesOnDrag={false}
      connectionRadius={28}
      minZoom={0.1}
      maxZoom={1.5}
      defaultViewport={first}
      onMoveEnd={(_, view) => {
        keepView(memory, view);
      }}
      nodeDragThreshold={2}
      // Of a large flow most cards are out of sight: the browser need not lay them out at each move.
      onlyRenderVisibleElements
      elevateNodesOnSelect
      proOptions={{ hideAttribution: true }}
      aria-label={t("canvas.label")}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} className={classes.dots ?? ""} />
      {nodes.length > 6 && <MiniMap className={classes.map ?? ""} pannable zoomable ariaLabel={t("canvas.map")} />}
      <Panel position="bottom-left">
        <ZoomButtons />
      </Panel>
      {children}
    </ReactFlow>
  );
}

function withSelected(nodes: CardNode[], wanted: ReadonlySet<string>): CardNode[] {
  return nodes.map((node) => ((node.selected ?? false) === wanted.has(node.id) ? node : { ...node, selected: wanted.has(node.id) }));
}
