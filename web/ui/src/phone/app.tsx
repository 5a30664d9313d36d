/** @jsxImportSource preact */
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { BrowserCall, TestPhone } from "../api/schema";
import { Icon } from "../visitor/icons";
import { firstLanguage, keepLanguage, showLanguage } from "../visitor/language";
import { LanguageChoice } from "../visitor/language-choice";
import { useStore } from "../visitor/store";
import { CALL_TEXTS } from "./call-texts";
import { CallScreen } from "./call-screen";
import { Keypad } from "./keypad";
import { NoCall, Outgoing } from "./outgoing";
import { PHONE_TEXTS } from "./texts";

async function credentials(asNumber: string): Promise<BrowserCall> {
  const answer = await fetch("/api/v1/phone", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(asNumber ? { as_number: asNumber } : {}),
  });
  if (!answer.ok) throw new NoCall(answer.status);
  return (await answer.json()) as BrowserCall;
}

export function App() {
  const call = useMemo(() => new Outgoing(), []);
  const state = useStore(call);
  const [language, setLanguage] = useState(firstLanguage);
  const [hotline, setHotline] = useState<TestPhone | "away" | null>(null);
  const [caller, setCaller] = useState("");
  const texts = PHONE_TEXTS[language];

  useEffect(() => {
    showLanguage(language);
    document.title = `${texts.title} · Threadline`;
  }, [language, texts]);
  useEffect(() => {
    fetch("/api/v1/phone")
      .then((answer) => (answer.ok ? (answer.json() as Promise<TestPhone>) : Promise.reject(new NoCall(answer.status))))
      .then(setHotline, () => {
        setHotline("away");
      });
  }, []);
  const press = useCallback((key: string) => {
    call.key(key);
  }, [call]);
  const known = hotline !== "away" ? hotline : null;
  const callers = known?.callers ?? [];
  const who = callers.find((each) => each.number === caller);

  return (
    <main class="page">
      <header class="top">
        <a class="brand" href="/" aria-label="Threadline">
          <img src="/static/mark.svg" alt="" width="28" height="28" />
          <span>Threadline</span>
        </a>
        <LanguageChoice
          label={texts.language}
          language={language}
          choose={(to) => {
            keepLanguage(to);
            setLanguage(to);
          }}
        />
      </header>
      <div class="middle">
        <section class="words">
          <h1>{texts.title}</h1>
          <p>{texts.about}</p>
          {callers.length > 0 && (
            <fieldset disabled={call.on}>
              <legend>{texts.calls}</legend>
              <Choice name={texts.unknown} hint={texts.unknownHint} chosen={caller === ""} choose={() => { setCaller(""); }} />
              {callers.map(({ name, number, shown }) => (
                <Choice
                  key={number}
                  name={name}
                  hint={shown}
                  latin
                  chosen={caller === number}
                  choose={() => {
                    setCaller(number);
                  }}
                />
              ))}
            </fieldset>
          )}
        </section>
        <section class="phone" data-phase={state.phase} aria-label={texts.title}>
          <div class="display">
            {state.phase === "idle" && (
              <span class="sign" aria-hidden="true">{known?.company.slice(0, 1) ?? ""}</span>
            )}
            <p class="company">{known?.company ?? "\u00a0"}</p>
            <p class="number ltr">{known?.number ?? "\u00a0"}</p>
            {state.phase !== "idle" && <CallScreen state={state} language={language} />}
            {state.phase === "idle" && (
              <p class="as" role="status">
                {hotline === "away" ? texts.away : who ? `${texts.calls}: ${who.name}` : "\u00a0"}
              </p>
            )}
          </div>
          <Keypad label={CALL_TEXTS[language].keypad} press={press} disabled={state.phase !== "talking"} />
          <div class="buttons">
            {call.on ? (
              <>
                <RoundButton
                  icon={state.muted ? "muted" : "microphone"}
                  label={state.muted ? CALL_TEXTS[language].unmute : CALL_TEXTS[language].mute}
                  pressed={state.muted}
                  disabled={state.phase !== "talking"}
                  act={() => {
                    call.mute(!state.muted);
                  }}
                />
                <button type="button" class="hang-up" onClick={() => { call.hangUp(); }} aria-label={CALL_TEXTS[language].hangUp}>
                  <Icon name="hangUp" size={28} />
                </button>
                <span class="balance" />
              </>
            ) : (
              <button type="button" class="call" disabled={!known} onClick={() => void call.start(() => credentials(caller))}>
                <Icon name="phone" size={22} />
                {state.phase === "over" ? texts.again : texts.call}
              </button>
            )}
          </div>
        </section>
      </div>
      <p class="hint">{texts.hint}</p>
    </main>
  );
}

interface ChoiceOf {
  name: string;
  hint: string;
  latin?: boolean;
  chosen: boolean;
  choose: () => void;
}

function Choice({ name, hint, latin, chosen, choose }: ChoiceOf) {
  return (
    <label class="choice" data-chosen={chosen ? "" : undefined}>
      <input type="radio" name="caller" checked={chosen} onChange={choose} />
      <span>
        <b dir="auto">{name}</b>
        <small class={latin ? "ltr" : ""}>{hint}</small>
      </span>
    </label>
  );
}

interface RoundButtonOf {
  icon: "microphone" | "muted" | "keypad";
  label: string;
  pressed: boolean;
  disabled?: boolean;
  act: () => void;
}

export function RoundButton({ icon, label, pressed, disabled, act }: RoundButtonOf) {
  return (
    <button type="button" class="round" aria-pressed={pressed} aria-label={label} title={label} disabled={disabled ?? false} onClick={act}>
      <Icon name={icon} size={22} />
    </button>
  );
}
