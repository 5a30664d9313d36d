/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { Icon } from "../visitor/icons";
import type { Chat, ChatState } from "./chat";
import { Fields, refusal, useFields } from "./forms";
import * as server from "./interface";
import type { Texts } from "./texts";

const SCORES = [1, 2, 3, 4, 5] as const;

/** After the end: what one thought of it, the chat by mail, and another one. */
export function Farewell({ chat, state, texts }: { chat: Chat; state: ChatState; texts: Texts }) {
  const [letter, setLetter] = useState(false);
  const rating = state.chat?.rating ?? null;
  return (
    <div class="farewell">
      {state.site?.survey && (
        <fieldset class="rating" disabled={rating !== null}>
          <legend>{rating === null ? texts.rate : texts.rated}</legend>
          {SCORES.map((score) => (
            <button
              key={score}
              type="button"
              aria-label={`${String(score)}/5`}
              aria-pressed={rating === score}
              data-full={rating !== null && score <= rating ? "" : undefined}
              onClick={() => void chat.rate(score)}
            >
              <Icon name="star" size={26} />
            </button>
          ))}
        </fieldset>
      )}
      {letter ? (
        <Letter texts={texts} />
      ) : (
        <div class="over">
          <button type="button" class="outline" onClick={() => { setLetter(true); }}>{texts.byMail}</button>
          <button type="button" class="solid" onClick={() => void chat.start()}>{texts.anew}</button>
        </div>
      )}
    </div>
  );
}

function Letter({ texts }: { texts: Texts }) {
  const [told, field] = useFields();
  const [now, setNow] = useState("");
  if (now === "sent") return <p class="about" role="status">{texts.byMailSent}</p>;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        server.transcript(told.email).then(() => { setNow("sent"); }, (fault: unknown) => { setNow(refusal(fault)); });
      }}
    >
      <Fields names={["email"]} must texts={texts} field={field} wrong={now} />
      <button type="submit" class="solid wide">{texts.byMail}</button>
    </form>
  );
}
