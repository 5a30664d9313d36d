/** @jsxImportSource preact */
import { useEffect, useMemo, useState } from "preact/hooks";
import { fill } from "../locales/languages";
import { CALL_TEXTS } from "../phone/call-texts";
import { Outgoing } from "../phone/outgoing";
import { Icon } from "../visitor/icons";
import { clock, type Language, showLanguage } from "../visitor/language";
import { useStore } from "../visitor/store";
import { useNow } from "../visitor/timer";
import { Chat, type ChatState } from "./chat";
import { Composer } from "./composer";
import { EndDialog } from "./end-dialog";
import { Messages, Welcome } from "./messages";
import { PhonePanel } from "./phone-panel";
import { framed, hear, place, tell } from "./place";
import { TEXTS, type Texts } from "./texts";

/** In every flow, this leads to a person. */
const PERSON_KEY = "0";

export function App() {
  const chat = useMemo(() => new Chat(), []);
  const call = useMemo(() => new Outgoing(), []);
  const state = useStore(chat);
  const calling = useStore(call);
  const [language, setLanguage] = useState<Language>(place.language);
  const [panel, setPanel] = useState<"chat" | "phone">("chat");
  const [asksEnd, setAsksEnd] = useState(false);
  const texts = TEXTS[language];
  const { open } = chat;

  useEffect(() => {
    hear((shown) => { chat.showing(shown); }, setLanguage);
    if (!framed) chat.showing(true);
    void chat.begin();
    tell({ threadline: "ready" });
  }, [chat]);
  useEffect(() => {
    place.language = language;
    showLanguage(language);
    document.title = texts.title;
  }, [language, texts]);
  useEffect(() => {
    if (!open && !call.on) setPanel("chat");
  }, [open, call]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (panel === "phone") setPanel("chat");
      else tell({ threadline: "close" });
    };
    addEventListener("keydown", pressed);
    return () => { removeEventListener("keydown", pressed); };
  }, [panel]);
  useEffect(() => {
    // Leaving the page would end the call.
    if (!call.on) return;
    const leaving = (event: BeforeUnloadEvent) => { event.preventDefault(); };
    addEventListener("beforeunload", leaving);
    return () => { removeEventListener("beforeunload", leaving); };
  }, [call, calling.phase]);

  return (
    <div class="widget">
      <header class="head">
        {panel === "phone" ? (
          <button type="button" class="plain back" aria-label={texts.back} title={texts.back} onClick={() => { setPanel("chat"); }}>
            <Icon name="back" />
          </button>
        ) : (
          <span class="mark" aria-hidden="true">{state.company.slice(0, 1)}</span>
        )}
        <div class="who">
          <h1>{state.company || "\u00a0"}</h1>
          <p role="status">{status(state, texts)}</p>
        </div>
        {open && panel === "chat" && (
          <button type="button" class="plain end" onClick={() => { setAsksEnd(true); }}>{texts.end}</button>
        )}
        {framed && (
          <button type="button" class="plain" aria-label={texts.close} title={texts.close} onClick={() => { tell({ threadline: "close" }); }}>
            <Icon name="down" size={22} />
          </button>
        )}
      </header>
      {state.away && <p class="banner" role="status"><i />{texts.away}</p>}
      {state.limited && <p class="banner" role="alert">{texts.limited}</p>}
      {call.on && panel === "chat" && (
        <button type="button" class="call-bar" onClick={() => { setPanel("phone"); }}>
          <Icon name="phone" size={18} />
          <span>{calling.phase === "talking" ? texts.callOn : CALL_TEXTS[language].phases[calling.phase]}</span>
          {calling.since !== null && <Elapsed since={calling.since} language={language} />}
          <u>{texts.show}</u>
        </button>
      )}
      {panel === "phone" ? (
        <PhonePanel call={call} state={calling} language={language} />
      ) : (
        <>
          {!state.ready && <div class="loading" aria-busy="true"><i /><i /><i /></div>}
          {state.ready && !state.chat && !state.drafts.length && <Welcome chat={chat} texts={texts} />}
          {state.ready && (state.chat ?? state.drafts[0]) && <Messages chat={chat} state={state} language={language} />}
          <footer class="foot">
            {state.chat?.state === "closed" && !state.drafts.length ? (
              <div class="over">
                <p>{texts.ended}</p>
                <button type="button" class="solid" onClick={() => void chat.start()}>{texts.anew}</button>
              </div>
            ) : (
              <>
                {open && (
                  <div class="ways">
                    {offersPerson(state) && (
                      <button type="button" onClick={() => { chat.write(texts.person, PERSON_KEY); }}>
                        <Icon name="person" size={16} /> {texts.person}
                      </button>
                    )}
                    <button type="button" onClick={() => { setPanel("phone"); }}>
                      <Icon name="phone" size={16} /> {texts.phone}
                    </button>
                  </div>
                )}
                <Composer texts={texts} send={(text) => { chat.write(text); }} shown={state.shown && state.ready} />
              </>
            )}
          </footer>
        </>
      )}
      {asksEnd && (
        <EndDialog
          texts={texts}
          keep={() => { setAsksEnd(false); }}
          end={() => {
            setAsksEnd(false);
            void chat.leave();
          }}
        />
      )}
    </div>
  );
}

/** The bot does not always offer a person among its answers. */
function offersPerson({ chat }: ChatState): boolean {
  return chat?.state === "bot" && !chat.messages.at(-1)?.options.some(({ key }) => key === PERSON_KEY);
}

function status({ chat }: ChatState, { states }: Texts): string {
  if (!chat) return states.none;
  return chat.state === "talking" ? fill(states.talking, { agent: chat.agent }) : states[chat.state];
}

function Elapsed({ since, language }: { since: number; language: Language }) {
  return <span class="elapsed">{clock((useNow(true) - since) / 1000, language)}</span>;
}
