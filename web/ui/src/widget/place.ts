/**
 * Where the widget stands: what the script on the website told it (in the address's fragment, which no server sees),
 * and what the two tell each other afterwards. Nothing that was said in the chat ever goes to the website.
 */
import { asLanguage, firstLanguage, type Language } from "../visitor/language";

const told = new URLSearchParams(location.hash.slice(1));

export const framed = window.parent !== window;
export const place = {
  language: asLanguage(told.get("language")) ?? firstLanguage(),
  page: told.get("page") ?? "",
  scheme: told.get("theme"),
  color: told.get("color"),
  /** The number of what the script said of its own accord, before the chat was opened. */
  greeting: told.has("greeting") ? Number(told.get("greeting")) : null,
};
const site = told.get("origin") ?? location.origin;

/** close the frame; how many messages are unread; whether a chat is open, so that the next page loads it at once. */
export type Word = { threadline: "ready" | "close" } | { threadline: "unread"; count: number } | { threadline: "chat"; open: boolean };

export function tell(word: Word): void {
  if (framed) window.parent.postMessage(word, site);
}

/** What the script says: whether the frame is shown, and that the page's language changed. */
export function hear(shown: (yes: boolean) => void, language: (now: Language) => void): void {
  addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || event.origin !== site) return;
    const word = event.data as { threadline?: unknown; shown?: unknown; language?: unknown; greeting?: unknown } | null;
    if (typeof word?.greeting === "number") place.greeting = word.greeting;
    if (word?.threadline === "shown") shown(word.shown === true);
    if (word?.threadline === "language") {
      const now = asLanguage(typeof word.language === "string" ? word.language : null);
      if (now) language(now);
    }
  });
}

/** The website's colour, with text on it that can be read. What is no colour of six hexadecimal figures is ignored. */
export function paint(color: string | null): void {
  if (!color || !/^#[0-9a-f]{6}$/i.test(color)) return;
  const style = document.documentElement.style;
  style.setProperty("--solid", color);
  style.setProperty("--on-solid", luminance(color) > 0.4 ? "#16201e" : "#ffffff");
  style.setProperty("--tl-accent", `color-mix(in oklab, ${color} 70%, var(--tl-text))`);
  style.setProperty("--tl-accent-soft", `color-mix(in oklab, ${color} 12%, var(--tl-surface))`);
  style.setProperty("--tl-accent-line", `color-mix(in oklab, ${color} 36%, var(--tl-surface))`);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
