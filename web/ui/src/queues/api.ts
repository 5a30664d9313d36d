/** What the pages about queues read and do. They throw a `Refusal` that carries the server's sentence. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../api/client";
import { keys } from "../api/keys";
import type { AgentSkills, PreviewIn, QueueIn, QueueSettings, QueuesOut } from "../api/schema";

export type { AgentSkills, Overflow, Preview, QueueIn, QueueSettings, QueuesOut, RoutingOfCall, Rules, Week, Why, Widening } from "../api/schema";

export function useQueues() {
  return useQuery({ queryKey: keys.queues, queryFn: async (): Promise<QueuesOut> => bodyOf(await api.GET("/api/v1/queues")) });
}

export async function saveQueue(key: string, body: QueueIn): Promise<QueueSettings> {
  return bodyOf(await api.PUT("/api/v1/queues/{queue_key}", { params: { path: { queue_key: key } }, body }));
}

export async function saveSkills(agent: Pick<AgentSkills, "id" | "skills" | "capacity" | "hears">): Promise<void> {
  await api.PUT("/api/v1/agents/{agent_id}/skills", {
    params: { path: { agent_id: agent.id } },
    body: { skills: agent.skills, capacity: agent.capacity, hears: agent.hears },
  });
}

/** Asked again whenever the draft or the question changes, or something happens on the floor. */
export function usePreview(key: string, asked: PreviewIn) {
  return useQuery({
    queryKey: keys.preview(key, asked),
    queryFn: async () =>
      bodyOf(await api.POST("/api/v1/queues/{queue_key}/preview", { params: { path: { queue_key: key } }, body: asked })),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useRouting(callId: number) {
  return useQuery({
    queryKey: [...keys.call(callId), "routing"],
    queryFn: async () =>
      bodyOf(await api.GET("/api/v1/calls/{call_id}/routing", { params: { path: { call_id: callId } } })),
  });
}
