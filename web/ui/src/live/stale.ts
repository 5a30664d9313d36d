/** What a live event makes out of date: one table from topics to the names of answers. Pure. */
import type { QueryKey } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { LiveEvent } from "./stream";

const OF_CHANNEL: Record<string, (id: number) => QueryKey> = {
  phone: keys.call,
  chat: keys.conversation,
  email: keys.conversation,
};

/** What an event makes out of date. Pure. */
export function staleAfter(event: LiveEvent): QueryKey[] | "everything" {
  if (event.name === "resync") return "everything";
  // This login is over: reading the session again leads to the login page.
  if (event.name === "ended") return [keys.session];
  // That somebody writes just now changes nothing that was read.
  if (event.name === "typing" || event.name === "words") return [];
  const topic = typeof event.data.topic === "string" ? event.data.topic : "";
  const [room, number] = topic.split(":");
  const id = Number(number);
  if (room === "agent") return event.name === "colleague" ? [keys.colleagues] : [keys.desk, keys.allDays];
  if (room === "imports")
    return event.data.state === "done" ? [keys.imports, keys.allCustomers] : [keys.imports];
  if (room === "house") return [keys.house];
  if (room === "desk" || room === "parked") return [keys.desk];
  if (room === "floor" && event.name === "hotlines") return [keys.hotlines, keys.flows];
  if (room === "floor") return event.name === "staff" ? [keys.floor, keys.queues, keys.users] : [keys.floor, keys.queues];
  if (room === "callbacks") return [keys.callbacks];
  if (room === "models") return [keys.models];
  if (room === "conversation") return [keys.conversation(id), keys.desk];
  if (room === "call") return [keys.call(id)];
  // What is heard in a call of the draft changes nothing about the flow.
  if (event.name === "draft_call") return [];
  if (room === "flow") return [keys.flows, keys.flow(number ?? "")];
  if (room !== "customer") return [];
  const contact = Number(event.data.contact);
  const ofContact = OF_CHANNEL[String(event.data.channel)];
  return [
    keys.customer(id),
    keys.timelineHead(id),
    keys.allCustomers,
    ...(ofContact && contact ? [ofContact(contact)] : []),
  ];
}
