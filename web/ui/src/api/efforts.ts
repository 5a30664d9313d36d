/** What the channels achieve and cost. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import type { ChannelEffort } from "./schema";

export const channelEfforts = ["channel-efforts"] as const;

export function useChannelEfforts() {
  return useQuery({ queryKey: channelEfforts, queryFn: async () => bodyOf(await api.GET("/api/v1/channels/efforts")) });
}

/** `perHour` null: nobody says what an hour costs there. */
export async function setRate(channel: ChannelEffort["channel"], perHour: number | null): Promise<void> {
  await api.PUT("/api/v1/channels/{channel}/rate", { params: { path: { channel } }, body: { per_hour: perHour } });
}
