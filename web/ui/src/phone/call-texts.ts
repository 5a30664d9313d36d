/** What is said about a call from a browser, on the test phone and in the widget. */
import type english from "../locales/en/call.json";
import { byLanguage } from "../locales/languages";
import type { CallFault, CallPhase } from "./outgoing";

export interface CallTexts {
  phases: Record<CallPhase, string>;
  faults: Record<Exclude<CallFault, "">, string>;
  none: string;
  mute: string;
  unmute: string;
  muted: string;
  keypad: string;
  hangUp: string;
  level: string;
  pressed: string;
  back: typeof english.back;
}

export const CALL_TEXTS = byLanguage(
  import.meta.glob<CallTexts>("../locales/*/call.json", { eager: true, import: "default" }),
);
