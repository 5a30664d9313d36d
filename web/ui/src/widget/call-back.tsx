/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import type { VisitorCallbackOut } from "../api/schema";
import { fill, LANGUAGES } from "../locales/languages";
import { CALL_TEXTS } from "../phone/call-texts";
import type { Language } from "../visitor/language";
import * as server from "./interface";

type Texts = (typeof CALL_TEXTS)[Language]["back"];
const SOONEST_MS = 10 * 60_000;

/** We call the visitor, now or at a time that they choose. */
export function CallMeBack({ language }: { language: Language }) {
  const texts = CALL_TEXTS[language].back;
  const [number, setNumber] = useState("");
  const [later, setLater] = useState(false);
  const [at, setAt] = useState("");
  const [state, setState] = useState<"" | "busy" | (string & {})>("");
  const [asked, setAsked] = useState<VisitorCallbackOut | null>(null);
  if (asked) return <p class="ask-call" role="status">{said(asked, later, texts, language)}</p>;
  const submit = () => {
    setState("busy");
    server
      .ask<VisitorCallbackOut>("POST", "/callback", { number, at: later ? new Date(at).toISOString() : null })
      .then(setAsked, (fault: unknown) => { setState(reason(fault)); });
  };
  return (
    <form
      class="ask-call form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3>{texts.title}</h3>
      <p class="about small">{texts.about}</p>
      <label class="field">
        <span>{texts.number}</span>
        <input
          type="tel"
          autocomplete="tel"
          dir="ltr"
          required
          maxLength={40}
          value={number}
          aria-invalid={state === "bad_number" || state === "not_allowed"}
          onInput={({ currentTarget }) => { setNumber(currentTarget.value); }}
        />
      </label>
      <fieldset>
        <legend>{texts.when}</legend>
        {[false, true].map((each) => (
          <label key={String(each)} class="choice">
            <input type="radio" name="when" checked={later === each} onChange={() => { setLater(each); }} />
            <span>{each ? texts.at : texts.now}</span>
          </label>
        ))}
      </fieldset>
      {later && (
        <label class="field">
          <span>{texts.time}</span>
          <input
            type="datetime-local"
            required
            min={soonest()}
            value={at}
            aria-invalid={state === "not_then"}
            onInput={({ currentTarget }) => { setAt(currentTarget.value); }}
          />
        </label>
      )}
      {state && state !== "busy" && <p class="wrong" role="alert">{texts.faults[state as keyof Texts["faults"]]}</p>}
      <button type="submit" class="outline wide" disabled={state === "busy"}>{texts.ask}</button>
    </form>
  );
}

function said(asked: VisitorCallbackOut, later: boolean, texts: Texts, language: Language): string {
  // Numbers are read from left to right in every language.
  const number = `\u2066${asked.number_shown}\u2069`;
  if (!later) return fill(texts.asked, { number });
  const shape = new Intl.DateTimeFormat(LANGUAGES[language].locale, { dateStyle: "full", timeStyle: "short" });
  return fill(texts.askedAt, { number, time: shape.format(new Date(asked.due_at)) });
}

/** The code of a refusal for which there is a sentence. */
function reason(fault: unknown): string {
  if (!(fault instanceof server.No)) return "failed";
  if (fault.status === 429) return "limited";
  if (fault.status === 403) return "not_allowed";
  return fault.error === "bad_number" || fault.error === "not_then" ? fault.error : "failed";
}

/** The first moment that can be chosen, as the field for a time wants it: local, to the minute. */
function soonest(): string {
  const moment = new Date(Date.now() + SOONEST_MS);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
