/** @jsxImportSource preact */
import { clock, type Language } from "../visitor/language";
import { useNow } from "../visitor/timer";
import { CALL_TEXTS } from "./call-texts";
import "./call-screen.css";
import { Level } from "./level";
import type { CallState } from "./outgoing";

/** How the call stands: state, time, the voice's level, the keys that were pressed, or why there is no call. */
export function CallScreen({ state, language }: { state: CallState; language: Language }) {
  const texts = CALL_TEXTS[language];
  const now = useNow(state.phase === "talking" || state.phase === "reconnecting");
  const seconds = state.since === null ? null : ((state.until ?? now) - state.since) / 1000;
  const word = state.phase === "talking" && state.muted ? texts.muted : state.fault ? texts.none : texts.phases[state.phase];
  return (
    <div class="call-screen" data-phase={state.phase} data-muted={state.muted ? "" : undefined}>
      <p class="state" role="status">
        {word}
      </p>
      {seconds !== null && (
        <p class="timer" role="timer" aria-live="off">
          {clock(seconds, language)}
        </p>
      )}
      {state.microphone && seconds !== null && <Level microphone={state.microphone} muted={state.muted} label={texts.level} />}
      {state.fault && (
        <p class="fault" role="alert">
          {texts.faults[state.fault]}
        </p>
      )}
      {state.keys && state.phase !== "over" && (
        <p class="keys ltr" aria-label={texts.pressed}>
          {state.keys}
        </p>
      )}
    </div>
  );
}
