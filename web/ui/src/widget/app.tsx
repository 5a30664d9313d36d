/** @jsxImportSource preact */
import { useEffect, useMemo, useState } from "preact/hooks";
import { fill } from "../locales/languages";
import { Icon } from "../visitor/icons";
import { type Language, showLanguage } from "../visitor/language";
import { useStore } from "../visitor/store";
import { Chat, type ChatState } from "./chat";
import { Composer } from "./composer";
import { EndDialog } from "./end-dialog";
import { AskPhone, LeaveMessage } from "./forms";
import { Farewell } from "./farewell";
import { Messages } from "./messages";
import { framed, hear, place, tell } from "./place";
import { loadTexts, TEXTS, type Texts } from "./texts";
import { Welcome } from "./welcome";

/** In every flow, this leads to a person. */
const PERSON_KEY = "0";

type Panel = "chat" | "phone" | "letter";
/** What goes on by phone is loaded by those who do. */
type Phone = typeof import("./phone-panel") & { call: ReturnType<typeof import("./phone-panel").makeCall> };

export function App() {
  const chat = useMemo(() => new Chat(), []);
  const state = useStore(chat);
  const [phone, setPhone] = useState<Phone | null>(null);
  const [language, setLanguage] = useState<Language>(place.language);
  const [panel, setPanel] = useState<Panel>("chat");
  const [asksEnd, setAsksEnd] = useState(false);
  const texts = TEXTS[language];
  const { open } = chat;

  useEffect(() => {
    const speak = (now: Language) => void loadTexts(now).then(() => { setLanguage(now); });
    hear((shown) => { chat.showing(shown); }, speak);
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
    if (!open && !phone?.call.on) setPanel("chat");
  }, [open, phone]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (panel === "chat") tell({ threadline: "close" });
      else setPanel("chat");
    };
    addEventListener("keydown", pressed);
    return () => { removeEventListener("keydown", pressed); };
  }, [panel]);

  const byPhone = () => {
    setPanel("phone");
    if (!phone) void import("./phone-panel").then((loaded) => { setPhone({ ...loaded, call: loaded.makeCall() }); });
  };

  return (
    <div class="widget">
      <header class="head">
        {panel !== "chat" ? (
          <button type="button" class="plain back" aria-label={texts.back} title={texts.back} onClick={() => { setPanel("chat"); }}>
            <Icon name="back" />
          </button>
        ) : (
          <span class="mark" aria-hidden="true">{state.company.slice(0, 1)}</span>
        )}
        <div class="who">
          <h1>{state.company || "\u00a0"}</h1>
          <p role="status">
            {phone ? <phone.CallStatus call={phone.call} language={language} otherwise={status(state, texts)} /> : status(state, texts)}
          </p>
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
      {phone && <phone.CallBar call={phone.call} language={language} show={panel === "chat" ? byPhone : null} />}
      {panel === "phone" && (phone ? <phone.PhonePanel call={phone.call} language={language} callsBack={state.callsBack} /> : <Loading />)}
      {panel === "letter" && <LeaveMessage texts={texts} done={() => { setPanel("chat"); }} />}
      {panel === "chat" && (
        <>
          {!state.ready && <Loading />}
          {state.ready && !state.chat && !state.drafts.length && (
            <Welcome chat={chat} state={state} texts={texts} letter={() => { setPanel("letter"); }} />
          )}
          {state.ready && (state.chat ?? state.drafts[0]) && <Messages chat={chat} state={state} language={language} />}
          {state.site?.ask_phone && state.chat?.state === "queued" && <AskPhone texts={texts} />}
          <Foot chat={chat} state={state} texts={texts} byPhone={byPhone} />
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

/** Where one writes; after the end, what one thought of it. Before a chat that asks first, nothing. */
function Foot({ chat, state, texts, byPhone }: { chat: Chat; state: ChatState; texts: Texts; byPhone: () => void }) {
  if (!state.chat && !state.drafts.length && (state.site?.before.length || !state.staffed)) return null;
  if (state.chat?.state === "closed" && !state.drafts.length) {
    return <footer class="foot"><Farewell chat={chat} state={state} texts={texts} /></footer>;
  }
  return (
    <footer class="foot">
      {chat.open && (
        <div class="ways">
          {offersPerson(state) && (
            <button type="button" onClick={() => { chat.write(texts.person, PERSON_KEY); }}>
              <Icon name="person" size={16} /> {texts.person}
            </button>
          )}
          <button type="button" onClick={byPhone}>
            <Icon name="phone" size={16} /> {texts.phone}
          </button>
        </div>
      )}
      <Composer chat={chat} site={state.site} texts={texts} shown={state.shown && state.ready} />
    </footer>
  );
}

function Loading() {
  return <div class="loading" aria-busy="true"><i /><i /><i /></div>;
}

/** The bot does not always offer a person among its answers. */
function offersPerson({ chat }: ChatState): boolean {
  return chat?.state === "bot" && !chat.messages.at(-1)?.options.some(({ key }) => key === PERSON_KEY);
}

function status({ chat, staffed }: ChatState, { states }: Texts): string {
  if (!chat) return staffed ? states.none : states.away;
  return chat.state === "talking" ? fill(states.talking, { agent: chat.agent }) : states[chat.state];
}
