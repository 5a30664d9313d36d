/** Calling people, and calling them back: a function each. They throw a `Refusal` that carries the server's sentence. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../api/client";
import { keys } from "../api/keys";
import type { CallbackWish } from "../api/schema";

export function useCallbacks() {
  return useQuery({ queryKey: keys.callbacks, queryFn: async () => bodyOf(await api.GET("/api/v1/callbacks")) });
}

export async function dial(number: string, customerId: number | null): Promise<void> {
  await api.POST("/api/v1/calls", { body: { number, customer_id: customerId } });
}

export async function askCallback(wish: CallbackWish): Promise<void> {
  await api.POST("/api/v1/callbacks", { body: wish });
}

const VERBS = {
  cancel: "/api/v1/callbacks/{callback_id}/cancel",
  now: "/api/v1/callbacks/{callback_id}/now",
  seen: "/api/v1/callbacks/{callback_id}/seen",
} as const;

export async function callbackVerb(verb: keyof typeof VERBS, id: number): Promise<void> {
  await api.POST(VERBS[verb], { params: { path: { callback_id: id } } });
}

export async function reassign(id: number, agentId: number | null): Promise<void> {
  await api.PUT("/api/v1/callbacks/{callback_id}/agent", {
    params: { path: { callback_id: id } },
    body: { agent_id: agentId },
  });
}

const MESSAGE_VERBS = {
  done: "/api/v1/voicemails/{call_id}/done",
  callBack: "/api/v1/voicemails/{call_id}/call-back",
} as const;

export async function messageVerb(verb: keyof typeof MESSAGE_VERBS, callId: number): Promise<void> {
  await api.POST(MESSAGE_VERBS[verb], { params: { path: { call_id: callId } } });
}
