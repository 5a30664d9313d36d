/** @jsxImportSource preact */
import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ChatMessage } from "../api/schema";
import type { Language } from "../visitor/language";
import type { Chat, ChatState, Draft } from "./chat";
import { fill, LANGUAGES } from "../locales/languages";
import { Attachment } from "./attachments";
import { sentence } from "./forms";
import { TEXTS, type Texts } from "./texts";

const STRETCH_MS = 3 * 60_000;
const VISIT_MS = 3 * 60 * 60_000;

/** Everything that was written, and under the bot's last question its answers to choose from. */
export function Messages({ chat, state, language }: { chat: Chat; state: ChatState; language: Language }) {
  const texts = TEXTS[language];
  const messages = state.chat?.messages ?? [];
  const all = [...state.earlier, ...messages];
  const last = messages.at(-1);
  const asks = state.chat?.state === "bot" && last?.author === "bot" && !state.drafts.length ? last.options : [];
  // The mark stands once, under the newest of one's own that the other side has read.
  const readUpTo = messages.findLast(({ author, id }) => author === "customer" && id <= (state.chat?.seen ?? 0))?.id;
  const failed = state.drafts.filter((draft) => draft.failed).length;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [messages.length, state.drafts.length, failed, asks.length, state.shown, state.typing]);
  return (
    <div class="messages" tabIndex={0} role="region" aria-label={texts.messages}>
      {state.more && (
        <button type="button" class="quiet earlier" onClick={() => void chat.lookBack()}>{texts.earlier}</button>
      )}
      <div role="log" aria-live="polite" aria-relevant="additions">
      <ol>
        {all.map((message, number) => (
          <Fragment key={message.id}>
            {visitBegins(all[number - 1], message) && <Day at={message.at} language={language} />}
            <Line
              message={message}
              first={who(all[number - 1]) !== who(message)}
              timed={endsStretch(message, all[number + 1])}
              read={message.id === readUpTo}
              language={language}
            />
          </Fragment>
        ))}
        {state.drafts.map((draft) => (
          <DraftLine
            key={-draft.number}
            draft={draft}
            texts={texts}
            retry={() => { chat.retry(draft); }}
            forget={() => { chat.forget(draft); }}
          />
        ))}
      </ol>
      </div>
      {state.typing && <p class="typing" role="status" aria-label={fill(texts.typing, { agent: state.chat?.agent ?? "" })}><i /><i /><i /></p>}
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

/** Whether this is the first of a visit, or of a day. */
function visitBegins(before: ChatMessage | undefined, message: ChatMessage): boolean {
  return before !== undefined && Date.parse(message.at) - Date.parse(before.at) > VISIT_MS;
}

function Day({ at, language }: { at: string; language: Language }) {
  const day = new Date(at).toLocaleDateString(LANGUAGES[language].locale, { weekday: "short", day: "numeric", month: "long" });
  return <li class="day"><time dateTime={at}>{day}</time></li>;
}

interface LineOf {
  message: ChatMessage;
  first: boolean;
  timed: boolean;
  /** The other side has read up to here. */
  read: boolean;
  language: Language;
}

function Line({ message, first, timed, read, language }: LineOf) {
  const texts = TEXTS[language];
  const name = message.author === "customer" ? texts.you : message.author === "bot" ? texts.bot : message.agent;
  const at = new Date(message.at);
  const time = at.toLocaleTimeString(LANGUAGES[language].locale, { hour: "numeric", minute: "2-digit" });
  return (
    <li class="line" data-author={message.author} data-first={first ? "" : undefined}>
      {first && message.author !== "customer" && <span class="name" dir="auto">{name}</span>}
      {message.author === "customer" && <span class="spoken">{name}:</span>}
      {message.attachments.map((file) => <Attachment key={file.sha256} file={file} texts={texts} language={language} />)}
      {message.text && <p class="bubble" dir="auto">{message.text}</p>}
      {message.delivery in texts.voices && <small class="heard">{texts.voices[message.delivery as keyof Texts["voices"]]}</small>}
      {(timed || read) && <time dateTime={message.at} title={at.toLocaleString(LANGUAGES[language].locale)}>{time}{read && ` · ${texts.read}`}</time>}
    </li>
  );
}

interface DraftOf {
  draft: Draft;
  texts: Texts;
  retry: () => void;
  forget: () => void;
}

function DraftLine({ draft, texts, retry, forget }: DraftOf) {
  return (
    <li class="line" data-author="customer" data-first="" data-draft={draft.failed ? "failed" : "sending"}>
      <p class="bubble" dir="auto">{draft.text}</p>
      {draft.failed ? (
        <button type="button" class="retry" onClick={draft.why ? forget : retry}>
          {draft.why ? sentence(draft.why, texts) : texts.failed} <u>{draft.why ? texts.remove : texts.again}</u>
        </button>
      ) : (
        <time>{texts.sending}</time>
      )}
    </li>
  );
}
