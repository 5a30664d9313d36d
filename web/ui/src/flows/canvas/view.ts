/** Which part of the graph is seen: when a flow is opened, and so that a card can be read beside what covers the rest. Pure. */
import type { Flow, Place } from "../model/flow";
import { CARD, heightOf } from "../model/layout";
import type { Kinds } from "../model/schema";
import { edgesOf } from "../model/ways";

/** How far the graph is moved, in pixels of the screen, and how large it is drawn. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** What is free for the graph, from its own top left corner on. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Cards on the graph, in its own measure. */
export interface Box extends Room {
  readonly x: number;
  readonly y: number;
}

/** Below this size the words on a card are guessed rather than read. */
export const LEGIBLE = 0.8;
const MARGIN = 40;
/** How the whole graph is brought into view: never larger than life. */
export const FIT = { padding: 0.08, maxZoom: 1, minZoom: 0.1, duration: 250 };

type Places = Readonly<Record<string, Place>>;

/** The smallest box around these nodes; null around none. */
export function boxOf(flow: Flow, kinds: Kinds, places: Places, wanted: (key: string) => boolean = () => true): Box | null {
  const cards = flow.nodes.flatMap((node) => {
    const place = places[node.key];
    return place && wanted(node.key) ? [{ x: place[0], y: place[1], end: place[1] + heightOf(node, kinds) }] : [];
  });
  if (cards.length === 0) return null;
  const x = Math.min(...cards.map((card) => card.x));
  const y = Math.min(...cards.map((card) => card.y));
  return { x, y, width: Math.max(...cards.map((card) => card.x)) + CARD.width - x, height: Math.max(...cards.map((card) => card.end)) - y };
}

/** The whole flow where it can be read so; else its start and what follows, at the side where it begins. */
export function opening(flow: Flow, kinds: Kinds, places: Places, room: Room): View {
  const all = boxOf(flow, kinds, places);
  if (!all) return { x: 0, y: 0, zoom: 1 };
  const whole = fitting(all, room);
  if (whole >= LEGIBLE) return centred(all, room, Math.min(1, whole));
  const first = new Set([flow.start, ...edgesOf(flow, kinds).flatMap((edge) => (edge.source === flow.start ? [edge.target] : []))]);
  const start = boxOf(flow, kinds, places, (key) => key === flow.start) ?? all;
  const begin = boxOf(flow, kinds, places, (key) => first.has(key)) ?? start;
  const zoom = Math.min(1, Math.max(LEGIBLE, fitting(begin, room)));
  const middle = begin.height * zoom <= room.height - 2 * MARGIN ? begin : start;
  return within(start, room, { ...centred(middle, room, zoom), x: MARGIN - start.x * zoom });
}

/** The view in which this box is seen whole, moved no further than it must be; null where it is seen already.
 * To be read, it may have to be drawn larger. */
export function showing(box: Box, room: Room, view: View, toRead: boolean): View | null {
  const zoom = toRead ? Math.max(view.zoom, LEGIBLE) : view.zoom;
  const next = within(box, room, zoom === view.zoom && meets(box, room, view) ? view : centred(box, room, zoom));
  return next.x === view.x && next.y === view.y && next.zoom === view.zoom ? null : next;
}

/** Whether anything of the box is seen. */
export function meets(box: Box, room: Room, { x, y, zoom }: View): boolean {
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  return left < room.width && top < room.height && left + box.width * zoom > 0 && top + box.height * zoom > 0;
}

function fitting(box: Box, room: Room): number {
  return Math.min((room.width - 2 * MARGIN) / box.width, (room.height - 2 * MARGIN) / box.height);
}

function centred(box: Box, room: Room, zoom: number): View {
  return { x: room.width / 2 - (box.x + box.width / 2) * zoom, y: room.height / 2 - (box.y + box.height / 2) * zoom, zoom };
}

function within(box: Box, room: Room, { x, y, zoom }: View): View {
  return { x: x + slide(box.x * zoom + x, box.width * zoom, room.width), y: y + slide(box.y * zoom + y, box.height * zoom, room.height), zoom };
}

/** How far something has to move to stand between the margins; what does not fit shows its beginning. */
function slide(from: number, length: number, room: number): number {
  const margin = Math.max(8, Math.min(MARGIN, (room - length) / 2));
  if (from < margin) return margin - from;
  return from + length > room - margin ? Math.max(room - margin - from - length, margin - from) : 0;
}
