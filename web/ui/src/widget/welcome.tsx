/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { Icon } from "../visitor/icons";
import type { Chat, ChatState } from "./chat";
import { Fields, useFields } from "./forms";
import type { Texts } from "./texts";

interface WelcomeOf {
  chat: Chat;
  state: ChatState;
  texts: Texts;
  letter: () => void;
}

/** The first sight, before anything was said: what this website asks first, and while nobody is there, the other way. */
export function Welcome({ chat, state, texts, letter }: WelcomeOf) {
  const { site, staffed, more } = state;
  const [told, field] = useFields();
  const [busy, setBusy] = useState(false);
  const asked = site?.before ?? [];
  const start = async () => {
    setBusy(true);
    await chat.start(staffed && asked.length ? told : {});
    setBusy(false);
  };
  return (
    <div class="welcome">
      <span class="sign"><Icon name={staffed ? "chat" : "moon"} size={28} /></span>
      <h2>{texts.hello}</h2>
      <p>{staffed ? texts.welcome : texts.closed}</p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        {asked.length > 0 && staffed && <Fields names={asked} must={site?.must ?? false} texts={texts} field={field} wrong={state.refused} />}
        {!staffed && <button type="button" class="solid wide" onClick={letter}>{texts.leaveMessage}</button>}
        <button type="submit" class={staffed ? "solid wide" : "outline wide"} disabled={busy}>
          {staffed ? texts.start : texts.askBot}
        </button>
        {more && <button type="button" class="quiet" onClick={() => void chat.lookBack()}>{texts.earlier}</button>}
      </form>
    </div>
  );
}
