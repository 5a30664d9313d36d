/** @jsxImportSource preact */
import { useEffect, useRef } from "preact/hooks";
import type { ChatMessage } from "../api/schema";
import { Icon } from "../visitor/icons";
import type { Language } from "../visitor/language";
import type { Chat, ChatState, Draft } from "./chat";
import { LANGUAGES } from "../locales/languages";
import { TEXTS, type Texts } from "./texts";

const STRETCH_MS = 3 * 60_000;

/** Everything that was written, and under the bot's last question its answers to choose from. */
export function Messages({ chat, state, language }: { chat: Chat; state: ChatState; language: Language }) {
  const texts = TEXTS[language];
  const messages = state.chat?.messages ?? [];
  const last = messages.at(-1);
  const asks = state.chat?.state === "bot" && last?.author === "bot" && !state.drafts.length ? last.options : [];
  const failed = state.drafts.filter((draft) => draft.failed).length;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [messages.length, state.drafts.length, failed, asks.length, state.shown]);
  return (
    <div class="messages" tabIndex={0} role="region" aria-label={texts.messages}>
      <div role="log" aria-live="polite" aria-relevant="additions">
      <ol>
        {messages.map((message, number) => (
          <Line
            key={message.id}
            message={message}
            first={who(messages[number - 1]) !== who(message)}
            timed={endsStretch(message, messages[number + 1])}
            language={language}
          />
        ))}
        {state.drafts.map((draft) => (
          <DraftLine key={-draft.number} draft={draft} texts={texts} retry={() => { chat.retry(draft); }} />
        ))}
      </ol>
      </div>
      {asks.length > 0 && (
        <div class="options" role="group" aria-label={texts.choices}>
          {asks.map(({ key, label }) => (
            <button key={key} type="button" dir="auto" onClick={() => { chat.write(label, key); }}>
              {label}
            </button>
          ))}
        </div>
      )}
      <div ref={end} />
    </div>
  );
}

function who(message: ChatMessage | undefined): string {
  return message ? `${message.author} ${message.agent}` : "";
}

/** Whether nothing follows for a while: there the time stands, and not under every line. */
function endsStretch(message: ChatMessage, next: ChatMessage | undefined): boolean {
  return !next || Date.parse(next.at) - Date.parse(message.at) > STRETCH_MS;
}

interface LineOf {
  message: ChatMessage;
  first: boolean;
  timed: boolean;
  language: Language;
}

function Line({ message, first, timed, language }: LineOf) {
  const texts = TEXTS[language];
  const name = message.author === "customer" ? texts.you : message.author === "bot" ? texts.bot : message.agent;
  const at = new Date(message.at);
  const time = at.toLocaleTimeString(LANGUAGES[language].locale, { hour: "numeric", minute: "2-digit" });
  return (
    <li class="line" data-author={message.author} data-first={first ? "" : undefined}>
      {first && message.author !== "customer" && <span class="name" dir="auto">{name}</span>}
      {message.author === "customer" && <span class="spoken">{name}:</span>}
      <p class="bubble" dir="auto">{message.text}</p>
      {timed && <time dateTime={message.at} title={at.toLocaleString(LANGUAGES[language].locale)}>{time}</time>}
    </li>
  );
}

function DraftLine({ draft, texts, retry }: { draft: Draft; texts: Texts; retry: () => void }) {
  return (
    <li class="line" data-author="customer" data-first="" data-draft={draft.failed ? "failed" : "sending"}>
      <p class="bubble" dir="auto">{draft.text}</p>
      {draft.failed ? (
        <button type="button" class="retry" onClick={retry}>
          {texts.failed} <u>{texts.again}</u>
        </button>
      ) : (
        <time>{texts.sending}</time>
      )}
    </li>
  );
}

/** The first sight, before anything was said. */
export function Welcome({ chat, texts }: { chat: Chat; texts: Texts }) {
  return (
    <div class="welcome">
      <span class="sign"><Icon name="chat" size={28} /></span>
      <h2>{texts.hello}</h2>
      <p>{texts.welcome}</p>
      <button type="button" class="solid" onClick={() => void chat.start()}>{texts.start}</button>
    </div>
  );
}
