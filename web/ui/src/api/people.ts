/** Who is who: what is read and done about a customer's identity. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import { keys } from "./keys";
import type { AddressIn, Sharing } from "./schema";

const of = (id: number) => ({ path: { customer_id: id } });

export function useIdentity(id: number) {
  return useQuery({
    queryKey: keys.identity(id),
    queryFn: async () => bodyOf(await api.GET("/api/v1/customers/{customer_id}/identity", { params: of(id) })),
  });
}

export async function mergeCustomers(id: number, other: number, note = ""): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/merges", { params: of(id), body: { other, note } });
}

export async function undoMerge(id: number, merge: number, why = ""): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/merges/{merge_id}/undo", {
    params: { path: { customer_id: id, merge_id: merge } },
    body: { why },
  });
}

export async function keepApart(id: number, other: number): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/apart", { params: of(id), body: { other } });
}

export async function addAddress(id: number, address: AddressIn): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/addresses", { params: of(id), body: address });
}

export async function shareAddress(id: number, sharing: Sharing): Promise<void> {
  await api.PUT("/api/v1/customers/{customer_id}/addresses/shared", { params: of(id), body: sharing });
}
