/** @jsxImportSource preact */
import { useEffect, useRef } from "preact/hooks";
import type { Texts } from "./texts";

/** Asks once before the chat ends. */
export function EndDialog({ texts, keep, end }: { texts: Texts; keep: () => void; end: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="end-ask"
      onCancel={(event) => {
        event.preventDefault();
        keep();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.stopPropagation();
      }}
    >
      <h2 id="end-ask">{texts.endAsk}</h2>
      <p>{texts.endAbout}</p>
      <div class="buttons">
        <button type="button" class="outline" onClick={keep}>{texts.endNo}</button>
        <button type="button" class="bad" onClick={end}>{texts.endYes}</button>
      </div>
    </dialog>
  );
}
