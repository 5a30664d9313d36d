/** What the page about those who work here reads and does. They throw a `Refusal` that carries the server's sentence. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../api/client";
import { keys } from "../api/keys";
import type { UserChange, UserIn, UserMade } from "../api/schema";
import { CODES, LANGUAGES } from "../i18n";

export type { ChangeLine, UserLine } from "../api/schema";

export function useUsers() {
  return useQuery({ queryKey: keys.users, queryFn: async () => bodyOf(await api.GET("/api/v1/users")) });
}

/** Who changed whom: of everybody, or of one user. */
export function useChanges(user?: number) {
  return useInfiniteQuery({
    queryKey: keys.userChanges(user),
    queryFn: async ({ pageParam }) =>
      bodyOf(await api.GET("/api/v1/users/changes", { params: { query: { user, before: pageParam, limit: 30 } } })),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export async function addUser(body: UserIn): Promise<UserMade> {
  return bodyOf(await api.POST("/api/v1/users", { body }));
}

const of = (id: number) => ({ params: { path: { user_id: id } } });

const STAYS: UserChange = { name: null, role: null, desk: null, active: null, skills: null };

/** What is not said stays. */
export async function changeUser(id: number, changed: Partial<UserChange>): Promise<void> {
  await api.PATCH("/api/v1/users/{user_id}", { ...of(id), body: { ...STAYS, ...changed } });
}

export async function newPassword(id: number): Promise<UserMade> {
  return bodyOf(await api.POST("/api/v1/users/{user_id}/password", of(id)));
}

export type Levels = Record<string, number>;

/** A language is a skill that is called by its code. */
export function isSpoken(skill: string): boolean {
  return (CODES as readonly string[]).includes(skill);
}

/** What a skill is called: a language in its own words. */
export function skillName(skill: string): string {
  const code = CODES.find((each) => each === skill);
  return code ? LANGUAGES[code].name : skill;
}

/** Languages first, each with the best ahead. */
export function inOrder(skills: Levels): Levels {
  const rank = ([skill, level]: [string, number]) => (isSpoken(skill) ? 10 : 0) + level;
  return Object.fromEntries(Object.entries(skills).sort((one, other) => rank(other) - rank(one) || one[0].localeCompare(other[0])));
}
