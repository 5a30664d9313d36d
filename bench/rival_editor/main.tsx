/** React Flow with nothing of ours: its own plain nodes, as its first example has them. The graph is given by the page. */
import "@xyflow/react/dist/style.css";
import { Background, MiniMap, ReactFlow, useEdgesState, useNodesState, type Edge, type Node, type Viewport } from "@xyflow/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

interface Graph {
  nodes: Node[];
  edges: Edge[];
  /** Where the first card can be seen, at its own size. */
  view: Viewport;
}

function Plain({ graph }: { graph: Graph }) {
  const [nodes, , onNodesChange] = useNodesState(graph.nodes);
  const [edges, , onEdgesChange] = useEdgesState(graph.edges);
  return createElement(
    ReactFlow,
    { nodes, edges, onNodesChange, onEdgesChange, minZoom: 0.05, defaultViewport: graph.view },
    createElement(Background),
    createElement(MiniMap),
  );
}

const graph = (await (await fetch("./graph.json")).json()) as Graph;
createRoot(document.getElementById("root") as HTMLElement).render(createElement(Plain, { graph }));
