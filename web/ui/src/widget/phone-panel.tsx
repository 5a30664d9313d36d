/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import type { BrowserCall, CodeOut } from "../api/schema";
import { fill } from "../locales/languages";
import { CALL_TEXTS } from "../phone/call-texts";
import { CallScreen } from "../phone/call-screen";
import { Keypad } from "../phone/keypad";
import { type CallState, NoCall, Outgoing } from "../phone/outgoing";
import { Icon } from "../visitor/icons";
import { clock, type Language } from "../visitor/language";
import { useStore } from "../visitor/store";
import { useNow } from "../visitor/timer";
import { CallMeBack } from "./call-back";
import * as server from "./interface";
import { TEXTS, type Texts } from "./texts";

interface PhoneOf {
  call: Outgoing;
  language: Language;
}

interface PanelOf extends PhoneOf {
  state: CallState;
}

export const makeCall = () => new Outgoing();

async function credentials(): Promise<BrowserCall> {
  try {
    return await server.ask<BrowserCall>("POST", "/call");
  } catch (fault) {
    throw new NoCall(fault instanceof server.No ? fault.status : 0);
  }
}

/** The call that goes on, above the chat. It keeps the page from being left by mistake. */
export function CallBar({ call, language, show }: PhoneOf & { show: (() => void) | null }) {
  const state = useStore(call);
  useEffect(() => {
    // Leaving the page would end the call.
    if (!call.on) return;
    const leaving = (event: BeforeUnloadEvent) => { event.preventDefault(); };
    addEventListener("beforeunload", leaving);
    return () => { removeEventListener("beforeunload", leaving); };
  }, [call, state.phase]);
  if (!call.on || !show) return null;
  const texts = TEXTS[language];
  return (
    <button type="button" class="call-bar" onClick={show}>
      <Icon name="phone" size={18} />
      <span>{phaseText(state, language)}</span>
      {state.since !== null && <Elapsed since={state.since} language={language} />}
      <u>{texts.show}</u>
    </button>
  );
}

/** The call that goes on, in the line below the company's name; `otherwise` while there is none. */
export function CallStatus({ call, language, otherwise }: PhoneOf & { otherwise: string }) {
  const state = useStore(call);
  return <>{call.on ? phaseText(state, language) : otherwise}</>;
}

function phaseText({ phase }: CallState, language: Language): string {
  return phase === "talking" ? TEXTS[language].callOn : CALL_TEXTS[language].phases[phase];
}

function Elapsed({ since, language }: { since: number; language: Language }) {
  return <span class="elapsed">{clock((useNow(true) - since) / 1000, language)}</span>;
}

/** How to go on by phone: the call itself once there is one, and before it the number with its code, the button, and
 *  where somebody would call, the wish to be called. */
export function PhonePanel({ call, language, callsBack }: PhoneOf & { callsBack: boolean }) {
  const state = useStore(call);
  const texts = TEXTS[language];
  if (state.phase !== "idle") return <OnCall call={call} state={state} language={language} />;
  return (
    <div class="panel">
      <h2>{texts.byPhone}</h2>
      <p class="about">{texts.byPhoneAbout}</p>
      <Code texts={texts} language={language} />
      <p class="or"><span>{texts.or}</span></p>
      <button type="button" class="solid wide" onClick={() => void call.start(credentials)}>
        <Icon name="phone" /> {texts.fromHere}
      </button>
      <p class="about small">{texts.fromHereAbout}</p>
      {callsBack && <CallMeBack language={language} />}
    </div>
  );
}

/** The number and the code, with the minutes that it still works. */
function Code({ texts, language }: { texts: Texts; language: Language }) {
  const [made, setMade] = useState<(CodeOut & { until: number }) | "failed" | null>(null);
  const [copied, setCopied] = useState(false);
  const make = () => {
    setMade(null);
    setCopied(false);
    server.code().then(
      (code) => { setMade({ ...code, until: Date.now() + code.minutes * 60_000 }); },
      () => { setMade("failed"); },
    );
  };
  useEffect(make, []);
  const now = useNow(made !== null);
  if (made === null) return <div class="card" data-empty="" aria-busy="true" />;
  if (made === "failed") return <Gone text={texts.noCode} again={texts.again} make={make} />;
  const left = (made.until - now) / 1000;
  if (left <= 0) return <Gone text={texts.expired} again={texts.newCode} make={make} />;
  return (
    <div class="card">
      <span class="label">{texts.callUs}</span>
      {made.number ? (
        <a class="number ltr" href={`tel:${made.number.replace(/[^+\d]/g, "")}`}>{made.number}</a>
      ) : (
        <span class="number ltr">{made.sip.replace(/^sip:/, "")}</span>
      )}
      {made.number && <span class="sip">{texts.sip} <bdi dir="ltr">{made.sip.replace(/^sip:/, "")}</bdi></span>}
      <span class="label second">{texts.sayCode}</span>
      <div class="code">
        <output class="ltr" aria-label={made.code.split("").join(" ")}>
          <span>{made.code.slice(0, 3)}</span> <span>{made.code.slice(3)}</span>
        </output>
        <button
          type="button"
          class="plain"
          aria-label={copied ? texts.copied : texts.copy}
          title={copied ? texts.copied : texts.copy}
          onClick={() => {
            copy(made.code).then(() => { setCopied(true); }, () => { setCopied(false); });
          }}
        >
          <Icon name={copied ? "done" : "copy"} />
        </button>
      </div>
      <span class="valid">{fill(texts.valid, { left: clock(left, language) })}</span>
    </div>
  );
}

function Gone({ text, again, make }: { text: string; again: string; make: () => void }) {
  return (
    <div class="card" role="status">
      <p>{text}</p>
      <button type="button" class="outline" onClick={make}>{again}</button>
    </div>
  );
}

function OnCall({ call, state, language }: PanelOf) {
  const texts = CALL_TEXTS[language];
  const talks = state.phase === "talking" || state.phase === "reconnecting";
  return (
    <div class="panel on-call">
      <CallScreen state={state} language={language} />
      {talks && <Keypad label={texts.keypad} press={(key) => { call.key(key); }} disabled={state.phase !== "talking"} />}
      <div class="buttons">
        {state.phase === "over" ? (
          <>
            <button type="button" class="solid" onClick={() => void call.start(credentials)}>
              <Icon name="phone" /> {TEXTS[language].callAgain}
            </button>
            <button type="button" class="outline" onClick={() => { call.clear(); }}>{TEXTS[language].byPhone}</button>
          </>
        ) : (
          <>
            <button
              type="button"
              class="round"
              disabled={!talks}
              aria-pressed={state.muted}
              aria-label={state.muted ? texts.unmute : texts.mute}
              title={state.muted ? texts.unmute : texts.mute}
              onClick={() => { call.mute(!state.muted); }}
            >
              <Icon name={state.muted ? "muted" : "microphone"} size={22} />
            </button>
            <button type="button" class="hang-up" aria-label={texts.hangUp} title={texts.hangUp} onClick={() => { call.hangUp(); }}>
              <Icon name="hangUp" size={26} />
            </button>
          </>
        )}
      </div>
    </div>
  );
}

/** In a frame the clipboard may be refused: then by a field that is selected, as it was done of old. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("the clipboard is refused");
  }
}
