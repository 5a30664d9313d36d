/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import type { SiteOut } from "../api/schema";
import { Icon } from "../visitor/icons";
import { clock } from "../visitor/language";
import { useNow } from "../visitor/timer";
import type { Chat } from "./chat";
import { place } from "./place";
import { record, type Recording } from "./recorder";
import type { Texts } from "./texts";

const LONGEST = 4000;
const TAKEN = "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain,.docx,.xlsx,audio/*";
const SHORTCUT = matchMedia("(hover: hover)");

const TALLEST_PX = 132;

function fit(area: HTMLTextAreaElement): void {
  area.style.blockSize = "auto";
  area.style.blockSize = `${String(Math.min(area.scrollHeight, TALLEST_PX))}px`;
}

interface ComposerOf {
  chat: Chat;
  site: SiteOut | null;
  texts: Texts;
  shown: boolean;
}

/** Where one writes: it grows with the text; Enter sends where there is a keyboard, Shift+Enter makes a new line. */
export function Composer({ chat, site, texts, shown }: ComposerOf) {
  const [text, setText] = useState("");
  const [recording, setRecording] = useState<(Recording & { since: number }) | null>(null);
  const [deaf, setDeaf] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current) fit(field.current);
  }, [text]);
  useEffect(() => {
    // On a phone this would bring up the keyboard over what one came to read.
    if (shown && SHORTCUT.matches) field.current?.focus();
  }, [shown]);
  const submit = () => {
    const trimmed = text.trim();
    if (!trimmed) return;
    chat.write(trimmed);
    setText("");
    field.current?.focus();
  };
  const speak = () => {
    setDeaf(false);
    record((sound) => {
      setRecording(null);
      if (sound) chat.upload({ blob: sound, name: texts.voice, voice: true });
    }).then((begun) => { setRecording({ ...begun, since: Date.now() }); }, () => { setDeaf(true); });
  };
  if (recording) return <Speaking recording={recording} texts={texts} />;
  const speaks = site?.voice && !text.trim() && "MediaRecorder" in window;
  return (
    <>
      {deaf && <p class="wrong" role="alert">{texts.wrong.microphone}</p>}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {site?.files && (
          <>
            <input
              ref={files}
              type="file"
              accept={TAKEN}
              hidden
              onChange={({ currentTarget }) => {
                for (const file of currentTarget.files ?? []) chat.upload({ blob: file, name: file.name, voice: false });
                currentTarget.value = "";
              }}
            />
            <button type="button" class="plain" aria-label={texts.attach} title={texts.attach} onClick={() => { files.current?.click(); }}>
              <Icon name="clip" />
            </button>
          </>
        )}
        <textarea
          ref={field}
          rows={1}
          maxLength={LONGEST}
          dir="auto"
          value={text}
          placeholder={texts.write}
          aria-label={texts.write}
          onInput={(event) => {
            setText(event.currentTarget.value);
            chat.writes();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || !SHORTCUT.matches) return;
            event.preventDefault();
            submit();
          }}
        />
        {speaks && (
          <button type="button" class="plain" aria-label={texts.speak} title={texts.speak} onClick={speak}>
            <Icon name="microphone" />
          </button>
        )}
        <button type="submit" class="send" disabled={!text.trim()} aria-label={texts.send} title={texts.send}>
          <Icon name="send" />
        </button>
      </form>
    </>
  );
}

function Speaking({ recording, texts }: { recording: Recording & { since: number }; texts: Texts }) {
  const now = useNow(true);
  return (
    <div class="composer speaking">
      <button type="button" class="plain" aria-label={texts.throwAway} title={texts.throwAway} onClick={() => { recording.end(false); }}>
        <Icon name="close" />
      </button>
      <span role="status"><i />{texts.speaking}</span>
      <time>{clock((now - recording.since) / 1000, place.language)}</time>
      <button type="button" class="send" aria-label={texts.send} title={texts.send} onClick={() => { recording.end(true); }}>
        <Icon name="send" />
      </button>
    </div>
  );
}
