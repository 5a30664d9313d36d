/** What the pages about hotlines read and do. They throw a `Refusal` that carries the server's sentence. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../api/client";
import { keys } from "../api/keys";
import type { ConnectionIn, Hotlines, HotlineIn } from "../api/schema";

export type { ConnectionOut, HotlineSettings } from "../api/schema";

const LEAST_MS = 1000;
const DAY_MS = 86_400_000;

export function useHotlines() {
  return useQuery({
    queryKey: keys.hotlines,
    queryFn: async () => bodyOf(await api.GET("/api/v1/hotlines")),
    // That one opens or closes by its hours is told by no event, but known ahead.
    refetchInterval: ({ state }) => untilChange(state.data),
  });
}

function untilChange(read: Hotlines | undefined): number | false {
  const moments = (read?.hotlines ?? []).flatMap(({ changes_at }) => (changes_at ? [Date.parse(changes_at)] : []));
  if (moments.length === 0) return false;
  return Math.min(DAY_MS, Math.max(LEAST_MS, Math.min(...moments) - Date.now()));
}

/** What is left out stays as it is. */
export type Change = Partial<HotlineIn>;

export async function changeHotline(id: number, change: Change): Promise<void> {
  await api.PUT("/api/v1/hotlines/{hotline_id}", { params: { path: { hotline_id: id } }, body: change as HotlineIn });
}

/** Country → its parts that have holidays of their own → their names. */
export function useCountries(wanted = true) {
  return useQuery({
    queryKey: keys.countries,
    queryFn: async () => bodyOf(await api.GET("/api/v1/hotlines/countries")).countries,
    enabled: wanted,
    staleTime: Infinity,
  });
}

export function useConnections() {
  return useQuery({ queryKey: keys.connections, queryFn: async () => bodyOf(await api.GET("/api/v1/connections")).connections });
}

const at = (key: string) => ({ params: { path: { connection_key: key } } });

export async function connect(key: string, body: ConnectionIn): Promise<void> {
  await api.PUT("/api/v1/connections/{connection_key}", { ...at(key), body });
}

export async function disconnect(key: string): Promise<void> {
  await api.DELETE("/api/v1/connections/{connection_key}", at(key));
}
