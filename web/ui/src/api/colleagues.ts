/** Words between colleagues, and one's own day. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import { keys } from "./keys";
import type { InternalMessageIn } from "./schema";

export function useColleagues() {
  return useQuery({
    queryKey: keys.colleagues,
    queryFn: async () => bodyOf(await api.GET("/api/v1/colleagues")),
  });
}

export async function writeToColleague(body: InternalMessageIn): Promise<void> {
  await api.POST("/api/v1/colleagues/messages", { body });
}

export async function readColleagues(until: number): Promise<void> {
  await api.POST("/api/v1/colleagues/read", { body: { until } });
}

/** Since midnight where this browser is. */
export function useDay(who: number | "me") {
  return useQuery({
    queryKey: keys.day(who),
    queryFn: async () => {
      const midnight = new Date();
      midnight.setHours(0, 0, 0, 0);
      const query = { since: midnight.toISOString() };
      return who === "me"
        ? bodyOf(await api.GET("/api/v1/day", { params: { query } }))
        : bodyOf(await api.GET("/api/v1/agents/{agent_id}/day", { params: { path: { agent_id: who }, query } }));
    },
  });
}
