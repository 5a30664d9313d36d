/** @jsxImportSource preact */
import { useEffect } from "preact/hooks";
import "./keypad.css";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const LETTERS: Record<string, string> = {
  "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ", "0": "+",
};
const FIGURES = "۰۱۲۳۴۵۶۷۸۹";

/** Twelve keys. The keyboard's own figures press them too, Persian ones included, save while somebody writes a text. */
export function Keypad({ label, press, disabled }: { label: string; press: (key: string) => void; disabled?: boolean }) {
  useEffect(() => {
    if (disabled) return;
    const pressed = (event: KeyboardEvent) => {
      const writes = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      const figure = FIGURES.indexOf(event.key);
      const key = figure >= 0 ? String(figure) : event.key;
      if (writes || event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(key)) return;
      press(key);
      flash(key);
    };
    addEventListener("keydown", pressed);
    return () => {
      removeEventListener("keydown", pressed);
    };
  }, [press, disabled]);
  return (
    <div class="keypad" role="group" aria-label={label} dir="ltr">
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          data-key={key}
          disabled={disabled ?? false}
          aria-label={key}
          onClick={() => {
            press(key);
          }}
        >
          <span>{key === "*" ? "∗" : key}</span>
          <small aria-hidden="true">{LETTERS[key] ?? "\u00a0"}</small>
        </button>
      ))}
    </div>
  );
}

/** A key that the keyboard pressed shows it, as one under a finger does. */
function flash(key: string): void {
  const button = document.querySelector<HTMLElement>(`.keypad [data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  button.dataset.pressed = "";
  setTimeout(() => {
    delete button.dataset.pressed;
  }, 140);
}
