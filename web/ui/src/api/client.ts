/** The typed REST client. Everything that is not a GET carries the session's CSRF token. */
import createClient, { type Middleware } from "openapi-fetch";
import { currentLanguage } from "../i18n";
import { loginRanOut, untilLoggedIn } from "./ran-out";
import type { paths } from "./schema";

/** Logging in and out is answered at once, whoever is logged in. */
const DOOR = "/api/v1/session";

/** What the server refused, in its own words; `code` is for programs, `message` is a sentence for people. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The whole answer, where the server said more than a sentence. */
    readonly problem: unknown = null,
  ) {
    super(message);
  }
}

let csrf = "";

export function setCsrfToken(token: string): void {
  csrf = token;
}

const guard: Middleware = {
  onRequest({ request }) {
    // Names that a company gives in several languages come in the one that is shown.
    request.headers.set("Accept-Language", currentLanguage());
    if (request.method !== "GET") request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const refusal = await refusalOf(response.clone());
    if (!ranOut(refusal) || new URL(request.url).pathname === DOOR) throw refusal;
    loginRanOut();
    // What somebody did is told to them, who may do it again. What the page reads by itself can wait.
    if (request.method !== "GET") throw refusal;
    await untilLoggedIn(request.signal);
    const again = await fetch(request);
    if (!again.ok) throw await refusalOf(again.clone());
    return again;
  },
};

/** Whether this page was logged in and is no more; or somebody has logged in anew, in another tab. */
function ranOut({ status, code }: Refusal): boolean {
  return csrf !== "" && (status === 401 || code === "bad_token");
}

/** What an answer that is not good says of itself. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const problem: unknown = await response.json().catch(() => null);
  if (problem !== null && typeof problem === "object" && "error" in problem && "message" in problem) {
    return new Refusal(response.status, String(problem.error), String(problem.message), problem);
  }
  return new Refusal(response.status, `http_${String(response.status)}`, response.statusText);
}

/** For what is sent past the typed client, such as files. */
export function csrfHeaders(): Record<string, string> {
  return { "X-CSRF-Token": csrf };
}

export const api = createClient<paths>({ credentials: "same-origin" });
api.use(guard);

/** Say something as the page goes away. Nobody is left to hear the answer. */
export function lastWord(path: keyof paths, body: unknown): void {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
  void fetch(path, { method: "POST", keepalive: true, headers, body: JSON.stringify(body) }).catch(() => undefined);
}

/** The body of a good answer. Refusals were thrown by the guard, so what is missing here is a fault of the server. */
export function bodyOf<T>(answer: { data?: T; response: Response }): T {
  if (answer.data === undefined) throw new Refusal(answer.response.status, "empty", "The server answered nothing.");
  return answer.data;
}
