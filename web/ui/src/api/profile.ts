/** The customer card and its journeys: what is read and done. */
import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";
import { keys } from "./keys";
import type { ConsentIn, FieldIn, JourneyCode, ProfileChange } from "./schema";

const of = (id: number) => ({ path: { customer_id: id } });
const journey = (id: number) => ({ path: { journey_id: id } });

export function useProfile(id: number) {
  return useQuery({
    queryKey: keys.profile(id),
    queryFn: async () => bodyOf(await api.GET("/api/v1/customers/{customer_id}/profile", { params: of(id) })),
  });
}

export function useLooks(id: number) {
  return useQuery({
    queryKey: keys.looks(id),
    queryFn: async () => bodyOf(await api.GET("/api/v1/customers/{customer_id}/looks", { params: of(id) })).looks,
  });
}

export function useCustomerFields(enabled: boolean) {
  return useQuery({
    queryKey: keys.customerFields,
    queryFn: async () => bodyOf(await api.GET("/api/v1/customer-fields")).fields,
    enabled,
  });
}

export function useJourneyReport() {
  return useQuery({
    queryKey: keys.journeyReport,
    queryFn: async () => bodyOf(await api.GET("/api/v1/journeys/report", { params: { query: { days: 30 } } })),
  });
}

export async function changeProfile(id: number, change: ProfileChange): Promise<void> {
  await api.PATCH("/api/v1/customers/{customer_id}/profile", { params: of(id), body: change });
}

export async function writeConsent(id: number, consent: ConsentIn): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/consents", { params: of(id), body: consent });
}

export async function defineFields(fields: FieldIn[]): Promise<void> {
  await api.PUT("/api/v1/customer-fields", { body: { fields } });
}

export async function erasePerson(id: number): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/erase", { params: of(id) });
}

export async function openJourney(id: number, topic: string): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/journeys", { params: of(id), body: { topic } });
}

export async function closeJourney(id: number, outcome: string): Promise<void> {
  await api.POST("/api/v1/journeys/{journey_id}/close", { params: journey(id), body: { outcome } });
}

export async function reopenJourney(id: number): Promise<void> {
  await api.POST("/api/v1/journeys/{journey_id}/reopen", { params: journey(id) });
}

export async function codeOf(id: number): Promise<JourneyCode> {
  return bodyOf(await api.POST("/api/v1/journeys/{journey_id}/code", { params: journey(id) }));
}
