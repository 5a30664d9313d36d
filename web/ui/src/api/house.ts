/** What supervisors decide for every desk, and the texts that agents share. */
import { useQuery } from "@tanstack/react-query";
import { useLanguage } from "../format/use";
import { api, bodyOf } from "./client";
import { keys } from "./keys";
import type { BreakReasonIn, CannedAnswerIn, DispositionIn, HouseOut, KeepingOut, RulesIn } from "./schema";

export function useHouse() {
  return useQuery({
    queryKey: keys.house,
    queryFn: async () => bodyOf(await api.GET("/api/v1/house")),
    // A live event says when it has changed.
    staleTime: Infinity,
  });
}

/** A name in the reader's language; where it has none, in English, or in whichever there is. */
export function useNameOf(): (names: Record<string, string>) => string {
  const language = useLanguage();
  return (names) => names[language] ?? names.en ?? Object.values(names)[0] ?? "";
}

export async function saveBreaks(reasons: BreakReasonIn[]): Promise<HouseOut> {
  return bodyOf(await api.PUT("/api/v1/house/break-reasons", { body: { break_reasons: reasons } }));
}

export async function saveDispositions(dispositions: DispositionIn[]): Promise<HouseOut> {
  return bodyOf(await api.PUT("/api/v1/house/dispositions", { body: { dispositions } }));
}

export async function saveRules(rules: RulesIn): Promise<HouseOut> {
  return bodyOf(await api.PUT("/api/v1/house/rules", { body: rules }));
}

export function useKeeping() {
  return useQuery({
    queryKey: keys.keeping,
    queryFn: async () => bodyOf(await api.GET("/api/v1/keeping")),
  });
}

export async function saveKeeping({ resume_hours, days }: KeepingOut): Promise<void> {
  await api.PUT("/api/v1/keeping", { body: { resume_hours, days } });
}

export function useAnswers() {
  return useQuery({
    queryKey: keys.answers,
    queryFn: async () => bodyOf(await api.GET("/api/v1/answers")).answers,
    staleTime: 60_000,
  });
}

/** A new one where `id` is null. */
export async function saveAnswer({ id, ...body }: CannedAnswerIn & { id: number | null }): Promise<void> {
  if (id === null) await api.POST("/api/v1/answers", { body });
  else await api.PUT("/api/v1/answers/{answer_id}", { params: { path: { answer_id: id } }, body });
}

export async function removeAnswer(id: number): Promise<void> {
  await api.DELETE("/api/v1/answers/{answer_id}", { params: { path: { answer_id: id } } });
}
