/** What the pages read, a hook each. Live events say when to read again; nothing is polled. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import { keys } from "./keys";

export function useDesk(enabled = true) {
  return useQuery({
    queryKey: keys.desk,
    queryFn: async () => bodyOf(await api.GET("/api/v1/desk")),
    enabled,
  });
}

export function useFloor() {
  return useQuery({ queryKey: keys.floor, queryFn: async () => bodyOf(await api.GET("/api/v1/floor")) });
}

export function useRecognizers(enabled = true) {
  return useQuery({
    queryKey: keys.models,
    queryFn: async () => bodyOf(await api.GET("/api/v1/models")).recognizers,
    enabled,
    // Its progress is told by no event: it is looked at while a model is on its way, and then no more.
    refetchInterval: (query) => (query.state.data?.some((each) => each.progress !== null) ? 3000 : false),
  });
}

export function useCustomers(q: string) {
  return useInfiniteQuery({
    queryKey: keys.customers(q),
    queryFn: async ({ pageParam }) =>
      bodyOf(await api.GET("/api/v1/customers", { params: { query: { q, before: pageParam, limit: 50 } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useCustomer(id: number) {
  return useQuery({
    queryKey: keys.customer(id),
    queryFn: async () =>
      bodyOf(await api.GET("/api/v1/customers/{customer_id}", { params: { path: { customer_id: id } } })),
  });
}

async function timelinePage(id: number, channel: string, before: string) {
  return bodyOf(
    await api.GET("/api/v1/customers/{customer_id}/timeline", {
      params: { path: { customer_id: id }, query: { before, channel, limit: 50 } },
    }),
  );
}

/** The newest page, read again at every live event. */
export function useTimelineHead(id: number, channel = "") {
  return useQuery({
    queryKey: [...keys.timelineHead(id), channel],
    queryFn: () => timelinePage(id, channel, ""),
  });
}

/** The pages from `start` backwards: they never change, so they are read once. */
export function useTimelineOlder(id: number, start: string | null, channel = "") {
  return useInfiniteQuery({
    queryKey: [...keys.timelineOlder(id), channel, start],
    queryFn: ({ pageParam }) => timelinePage(id, channel, pageParam),
    initialPageParam: start ?? "",
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: false,
    staleTime: Infinity,
  });
}

/** What was said and written with these words in it, by everybody or by one customer. */
export function useSaid(q: string, customer?: number) {
  return useInfiniteQuery({
    queryKey: keys.said(q, customer),
    queryFn: async ({ pageParam }) =>
      bodyOf(await api.GET("/api/v1/said", { params: { query: { q, customer, before: pageParam, limit: 30 } } })),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: q.length > 1,
  });
}

export function useCall(id: number, enabled = true) {
  return useQuery({
    queryKey: keys.call(id),
    queryFn: async () => bodyOf(await api.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } } })),
    enabled,
  });
}

export function usePeaks(id: number) {
  return useQuery({
    queryKey: keys.peaks(id),
    queryFn: async () =>
      bodyOf(
        await api.GET("/api/v1/calls/{call_id}/peaks", { params: { path: { call_id: id }, query: { points: 800 } } }),
      ),
    staleTime: Infinity,
  });
}

export function useConversation(id: number, enabled = true) {
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: async () =>
      bodyOf(
        await api.GET("/api/v1/conversations/{conversation_id}", { params: { path: { conversation_id: id } } }),
      ),
    enabled,
  });
}
