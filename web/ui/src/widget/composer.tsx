/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../visitor/icons";
import type { Texts } from "./texts";

const LONGEST = 4000;
const SHORTCUT = matchMedia("(hover: hover)");

const TALLEST_PX = 132;

function fit(area: HTMLTextAreaElement): void {
  area.style.blockSize = "auto";
  area.style.blockSize = `${String(Math.min(area.scrollHeight, TALLEST_PX))}px`;
}

/** Where one writes: it grows with the text; Enter sends where there is a keyboard, Shift+Enter makes a new line. */
export function Composer({ texts, send, shown }: { texts: Texts; send: (text: string) => void; shown: boolean }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
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
    send(trimmed);
    setText("");
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
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
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing || !SHORTCUT.matches) return;
          event.preventDefault();
          submit();
        }}
      />
      <button type="submit" class="send" disabled={!text.trim()} aria-label={texts.send} title={texts.send}>
        <Icon name="send" />
      </button>
    </form>
  );
}
