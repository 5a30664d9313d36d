/** What this page reads and changes. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../api/client";
import type { SiteSettings } from "../api/schema";

export const chatSites = ["chat-sites"] as const;

export function useChatSites() {
  return useQuery({ queryKey: chatSites, queryFn: async () => bodyOf(await api.GET("/api/v1/chat-sites")) });
}

/** No settings make the website one of the others again. */
export async function changeSite(origin: string, settings: SiteSettings | null): Promise<void> {
  await api.PUT("/api/v1/chat-sites", { body: { origin, settings } });
}
