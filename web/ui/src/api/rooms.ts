/** Passing callers on, asking others into a call, parking, and listening in: what a desk reads and does about it. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import { keys } from "./keys";
import type { Consult, Listen, Transfer } from "./schema";

export type How = Listen["how"];

/** To whom a call can go now. Read anew whenever it is opened, since a minute later others are ready. */
export function useTargets(enabled: boolean) {
  return useQuery({
    queryKey: keys.targets,
    queryFn: async () => bodyOf(await api.GET("/api/v1/desk/targets")),
    enabled,
    staleTime: 0,
    refetchInterval: enabled ? 5000 : false,
  });
}

const at = (callId: number) => ({ params: { path: { call_id: callId } } });

export async function transfer(callId: number, body: Transfer): Promise<void> {
  await api.POST("/api/v1/calls/{call_id}/transfer", { ...at(callId), body });
}

export async function consult(callId: number, body: Consult): Promise<void> {
  await api.POST("/api/v1/calls/{call_id}/consult", { ...at(callId), body });
}

const VERBS = {
  toggle: "/api/v1/calls/{call_id}/toggle",
  together: "/api/v1/calls/{call_id}/together",
  complete: "/api/v1/calls/{call_id}/complete",
  takeBack: "/api/v1/calls/{call_id}/take-back",
  leave: "/api/v1/calls/{call_id}/leave",
  pickUp: "/api/v1/calls/{call_id}/pick-up",
} as const;
export type RoomVerb = keyof typeof VERBS;

export async function roomVerb(verb: RoomVerb, callId: number): Promise<void> {
  await api.POST(VERBS[verb], at(callId));
}

export async function removeGuest(callId: number, legId: number): Promise<void> {
  await api.DELETE("/api/v1/calls/{call_id}/guests/{leg_id}", {
    params: { path: { call_id: callId, leg_id: legId } },
  });
}

export async function park(callId: number, note: string): Promise<void> {
  await api.POST("/api/v1/calls/{call_id}/park", { ...at(callId), body: { note } });
}

export async function listen(callId: number, how: How): Promise<void> {
  await api.PUT("/api/v1/calls/{call_id}/listening", { ...at(callId), body: { how } });
}

export async function stopListening(): Promise<void> {
  await api.DELETE("/api/v1/listening");
}
