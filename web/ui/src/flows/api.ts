/** What the flow pages read and do, a function each. They throw a `Refusal` that carries the server's sentence. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf, csrfHeaders, Refusal, refusalOf } from "../api/client";
import type { DraftCallMade, DraftOut, DraftState, HeardIn, ImportOut, NotPublished, PublishIn, Simulated, TestIn, TestResult, Versions } from "../api/schema";
import { keys } from "../api/keys";
import type { Flow } from "./model/flow";
import type { Kind, Kinds, Schema } from "./model/schema";

export const flowKeys = {
  all: keys.flows,
  kinds: ["flows", "kinds"] as const,
  one: keys.flow,
  /** Not under `one`: once it is open, the editor itself knows what the draft is. */
  draft: (key: string) => ["draft", key] as const,
  others: (key: string) => ["flow", key, "others"] as const,
  versions: (key: string) => ["flow", key, "versions"] as const,
  difference: (key: string, from: string, to: string) => ["flow", key, "difference", from, to] as const,
  tests: (key: string) => ["flow", key, "tests"] as const,
  analytics: (key: string, asked: object) => ["flow", key, "analytics", asked] as const,
};

export type { Analytics } from "../api/schema";

const at = (key: string) => ({ path: { flow_key: key } });

export function useFlows() {
  return useQuery({ queryKey: flowKeys.all, queryFn: async () => bodyOf(await api.GET("/api/v1/flows")).flows });
}

/** The kinds of nodes; they change only with the product itself. */
export function useKinds() {
  return useQuery({
    queryKey: flowKeys.kinds,
    queryFn: async (): Promise<Kinds> => {
      const { kinds } = bodyOf(await api.GET("/api/v1/flows/kinds"));
      return new Map(kinds.map((kind): [string, Kind] => [kind.kind, { ...kind, schema: kind.schema as Schema }]));
    },
    staleTime: Infinity,
  });
}

export async function makeFlow(body: { key: string; name: string; languages: string[] }): Promise<DraftOut> {
  return bodyOf(await api.POST("/api/v1/flows", { body }));
}

export async function deleteFlow(key: string): Promise<void> {
  await api.DELETE("/api/v1/flows/{flow_key}", { params: at(key) });
}

export async function readDraft(key: string): Promise<DraftOut> {
  return bodyOf(await api.GET("/api/v1/flows/{flow_key}/draft", { params: at(key) }));
}

export async function putDraft(key: string, flow: Flow, revision: number): Promise<DraftState> {
  return bodyOf(
    await api.PUT("/api/v1/flows/{flow_key}/draft", { params: at(key), body: { definition: { ...flow }, revision } }),
  );
}

/** Say that we have it open; the names of the others who have. */
export async function sayHere(key: string): Promise<string[]> {
  return bodyOf(await api.POST("/api/v1/flows/{flow_key}/draft/here", { params: at(key) })).others;
}

export async function sayGone(key: string): Promise<void> {
  await api.DELETE("/api/v1/flows/{flow_key}/draft/here", { params: at(key) });
}

/** What a caller does: `kind` as ivr/heard.py names it, and what that kind has. */
export type Heard = Pick<HeardIn, "kind"> & Partial<HeardIn>;

export interface Simulation {
  definition: Flow;
  facts: Record<string, unknown>;
  language: string | null;
  heard: readonly Heard[];
}

const UNHEARD = { answer: null, audio: null, confidence: null, duration_s: null, keys: null, ok: null, status: null, text: null };

export async function simulate(key: string, { definition, facts, language, heard }: Simulation): Promise<Simulated> {
  const said = heard.map((one) => ({ ...UNHEARD, ...one }));
  const body = { definition: { ...definition }, version: null, facts, language, heard: said };
  return bodyOf(await api.POST("/api/v1/flows/{flow_key}/simulate", { params: at(key), body }));
}

/** Credentials for one call of the draft, as it is here. */
export async function draftCall(key: string, { definition, facts, language }: Omit<Simulation, "heard">): Promise<DraftCallMade> {
  const body = { definition: { ...definition }, facts, language };
  return bodyOf(await api.POST("/api/v1/flows/{flow_key}/draft/calls", { params: at(key), body }));
}

/** What was heard in a call of the draft so far. */
export async function heardInCall(key: string, call: number): Promise<readonly Heard[]> {
  const params = { path: { flow_key: key, call_id: call } };
  return bodyOf(await api.GET("/api/v1/flows/{flow_key}/draft/calls/{call_id}", { params })).heard as unknown as Heard[];
}

export function useVersions(key: string) {
  return useQuery({
    queryKey: flowKeys.versions(key),
    queryFn: async () => bodyOf(await api.GET("/api/v1/flows/{flow_key}/versions", { params: at(key) })).versions,
  });
}

/** What a caller would notice between two versions; "draft" is the draft. */
export function useDifference(key: string, from: string | null, to: string) {
  return useQuery({
    queryKey: flowKeys.difference(key, from ?? "", to),
    queryFn: async () =>
      bodyOf(
        await api.GET("/api/v1/flows/{flow_key}/difference", { params: { ...at(key), query: { from: from ?? "", to } } }),
      ).changes,
    enabled: from !== null,
    gcTime: 0,
  });
}

/** Publish the draft. What stands in the way comes back, and is no exception: the page shows it. */
export async function publish(key: string, body: PublishIn): Promise<Versions | NotPublished> {
  try {
    return bodyOf(await api.POST("/api/v1/flows/{flow_key}/publish", { params: at(key), body }));
  } catch (fault) {
    if (fault instanceof Refusal && fault.status === 422 && fault.problem !== null) return fault.problem as NotPublished;
    throw fault;
  }
}

export async function rollBack(key: string, number: number, note: string): Promise<void> {
  await api.POST("/api/v1/flows/{flow_key}/rollback", { params: at(key), body: { number, note } });
}

export async function unschedule(key: string, number: number): Promise<void> {
  await api.DELETE("/api/v1/flows/{flow_key}/scheduled/{number}", { params: { path: { flow_key: key, number } } });
}

export async function changeTrial(key: string, act: "end" | "promote"): Promise<void> {
  if (act === "end") await api.DELETE("/api/v1/flows/{flow_key}/trial", { params: at(key) });
  else await api.POST("/api/v1/flows/{flow_key}/trial/promote", { params: at(key) });
}

export function useTests(key: string) {
  return useQuery({
    queryKey: flowKeys.tests(key),
    queryFn: async () => bodyOf(await api.GET("/api/v1/flows/{flow_key}/tests", { params: at(key) })).tests,
  });
}

export async function saveTest(key: string, body: TestIn): Promise<void> {
  await api.POST("/api/v1/flows/{flow_key}/tests", { params: at(key), body });
}

export async function deleteTest(key: string, id: number): Promise<void> {
  await api.DELETE("/api/v1/flows/{flow_key}/tests/{test_id}", { params: { path: { flow_key: key, test_id: id } } });
}

export async function runTests(key: string): Promise<TestResult[]> {
  return bodyOf(await api.POST("/api/v1/flows/{flow_key}/tests/run", { params: at(key), body: { definition: null, version: null } })).results;
}

export async function replay(key: string, calls: number) {
  return bodyOf(await api.POST("/api/v1/flows/{flow_key}/replay", { params: at(key), body: { calls, definition: null } }));
}

export const exportAddress = (key: string) => `/api/v1/flows/${key}/export`;
export const promptAudio = (name: string) => `/api/v1/prompts/audio/${name}`;

/** A text as callers hear it. */
export async function speak(text: string, language: string): Promise<Blob> {
  const answer = await fetch("/api/v1/prompts/speak", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...csrfHeaders() },
    body: JSON.stringify({ text, language }),
  });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.blob();
}

async function sendFile<T>(path: string, file: Blob, name: string): Promise<T> {
  const body = new FormData();
  body.append("file", file, name);
  const answer = await fetch(path, { method: "POST", headers: csrfHeaders(), body });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
}

/** Keep a recording, in whatever format it came. Its name is what a prompt refers to it by. */
export async function uploadPrompt(file: Blob): Promise<{ name: string }> {
  return sendFile("/api/v1/prompts/audio", file, file instanceof File ? file.name : "recording");
}

export async function readVersion(key: string, number: number) {
  return bodyOf(await api.GET("/api/v1/flows/{flow_key}/versions/{number}", { params: { path: { flow_key: key, number } } }));
}

/** Which contacts are counted: those of one version or of all, of so many days. */
export interface Asked {
  version: number | null;
  days: number;
}

function query({ version, days }: Asked) {
  // The day's beginning, so that the question stays the same one for a day, and its answer can be kept.
  const since = new Date(new Date().setHours(0, 0, 0, 0) - (days - 1) * 86_400_000).toISOString();
  return { since, ...(version === null ? {} : { version }) };
}

export function useAnalytics(key: string, asked: Asked) {
  return useQuery({
    queryKey: flowKeys.analytics(key, asked),
    queryFn: async () =>
      bodyOf(await api.GET("/api/v1/flows/{flow_key}/analytics", { params: { ...at(key), query: query(asked) } })),
    placeholderData: keepPreviousData,
  });
}

export function useContacts(key: string, node: string, asked: Asked) {
  return useInfiniteQuery({
    queryKey: [...flowKeys.analytics(key, asked), "contacts", node],
    queryFn: async ({ pageParam }) =>
      bodyOf(
        await api.GET("/api/v1/flows/{flow_key}/analytics/contacts", {
          params: { ...at(key), query: { ...query(asked), node, cursor: pageParam } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor || undefined,
  });
}

export type Imported = ImportOut;

/** A file of ours or of Twilio Studio becomes the draft of `key`, or of a key made of its name. Refused as `taken`
 * where there is such a flow, unless its draft is to be replaced. */
export async function importFlow(definition: Readonly<Record<string, unknown>>, key: string | null, replace: boolean): Promise<Imported> {
  return bodyOf(await api.POST("/api/v1/flows/import", { body: { definition, key, replace } }));
}
