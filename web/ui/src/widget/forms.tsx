/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { kept } from "../visitor/language";
import * as server from "./interface";
import { place } from "./place";
import type { Texts } from "./texts";

export type FieldName = "name" | "email" | "phone";
type Told = Record<FieldName, string>;
type Bind = (name: FieldName) => { value: string; onInput: (event: { currentTarget: HTMLInputElement }) => void };

const KINDS = {
  name: { type: "text", autocomplete: "name" },
  email: { type: "email", autocomplete: "email" },
  phone: { type: "tel", autocomplete: "tel" },
} as const;
const ASKED = "threadline.asked";

/** The code of a refusal; "failed" where nothing came back. */
export const refusal = (fault: unknown) => (fault instanceof server.No && fault.error ? fault.error : "failed");

export function useFields(): [Told, Bind] {
  const [told, setTold] = useState<Told>({ name: "", email: "", phone: "" });
  return [told, (name) => ({
    value: told[name],
    onInput: ({ currentTarget }) => { setTold((before) => ({ ...before, [name]: currentTarget.value })); },
  })];
}

interface FieldsOf {
  names: readonly FieldName[];
  must: boolean;
  texts: Texts;
  field: Bind;
  wrong: string;
}

export function Fields({ names, must, texts, field, wrong }: FieldsOf) {
  return (
    <>
      {names.map((name) => (
        <label key={name} class="field">
          <span>{texts.fields[name]}{!must && <small> {texts.fields.optional}</small>}</span>
          <input
            {...KINDS[name]}
            dir={name === "name" ? "auto" : "ltr"}
            maxLength={200}
            required={must}
            aria-invalid={wrong === `bad_${name}`}
            {...field(name)}
          />
        </label>
      ))}
      {wrong && <p class="wrong" role="alert">{sentence(wrong, texts)}</p>}
    </>
  );
}

export function sentence(code: string, texts: Texts): string {
  return code in texts.wrong ? texts.wrong[code as keyof Texts["wrong"]] : texts.wrong.failed;
}

/** While nobody is there: what shall be answered later, and where to. */
export function LeaveMessage({ texts, done }: { texts: Texts; done: () => void }) {
  const [told, field] = useFields();
  const [text, setText] = useState("");
  const [now, setNow] = useState<"" | "busy" | "sent" | (string & {})>("");
  if (now === "sent") {
    return (
      <div class="panel" role="status">
        <h2>{texts.messageLeft}</h2>
        <p class="about">{texts.messageLeftAbout}</p>
        <button type="button" class="outline" onClick={done}>{texts.back}</button>
      </div>
    );
  }
  return (
    <form
      class="panel form"
      onSubmit={(event) => {
        event.preventDefault();
        setNow("busy");
        server
          .leaveMessage({ name: told.name, email: told.email, text, language: place.language })
          .then(() => { setNow("sent"); }, (fault: unknown) => { setNow(refusal(fault)); });
      }}
    >
      <h2>{texts.leaveMessage}</h2>
      <p class="about">{texts.leaveMessageAbout}</p>
      <Fields names={["name"]} must={false} texts={texts} field={field} wrong="" />
      <Fields names={["email"]} must texts={texts} field={field} wrong={now === "busy" ? "" : now} />
      <label class="field">
        <span>{texts.fields.text}</span>
        <textarea rows={5} required maxLength={4000} dir="auto" value={text} onInput={(event) => { setText(event.currentTarget.value); }} />
      </label>
      <button type="submit" class="solid wide" disabled={now === "busy"}>{texts.send}</button>
    </form>
  );
}

/** Asked once of who waits: on which number they may be called, should the chat break off. Nobody has to answer. */
export function AskPhone({ texts }: { texts: Texts }) {
  const [told, field] = useFields();
  const [now, setNow] = useState(kept.read(ASKED) ? "done" : "");
  const answered = (next: string) => {
    kept.write(ASKED, "1");
    setNow(next);
  };
  if (now === "done") return null;
  if (now === "thanks") return <p class="ask" role="status">{texts.phoneKept}</p>;
  return (
    <form
      class="ask form"
      onSubmit={(event) => {
        event.preventDefault();
        server.tellDetails({ phone: told.phone }).then(() => { answered("thanks"); }, (fault: unknown) => { setNow(refusal(fault)); });
      }}
    >
      <label class="field">
        <span>{texts.askPhone}</span>
        <input type="tel" autocomplete="tel" dir="ltr" required maxLength={40} aria-invalid={now !== ""} {...field("phone")} />
      </label>
      {now && <p class="wrong" role="alert">{sentence(now, texts)}</p>}
      <div class="buttons">
        <button type="button" class="quiet" onClick={() => { answered("done"); }}>{texts.notNow}</button>
        <button type="submit" class="outline">{texts.keepNumber}</button>
      </div>
    </form>
  );
}
