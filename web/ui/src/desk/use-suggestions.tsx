import { type KeyboardEvent, useId, useState } from "react";
import { optionId, type Suggestion, Suggestions } from "./suggestions";

interface Options {
  /** What is in the field; `typed` is the part that asks for suggestions, null where none does. */
  text: string;
  typed: string | null;
  suggestions: Suggestion[];
  label: string;
  none: string;
  onChoose: (index: number) => void;
}

/** Suggestions by keyboard and pointer, for a field that keeps its focus. */
export function useSuggestions({ text, typed, suggestions, label, none, onChoose }: Options) {
  const list = useId();
  const [marked, setMarked] = useState(0);
  // Escape closes the list for as long as nothing else is typed.
  const [dismissed, setDismissed] = useState<string | null>(null);
  const open = typed !== null && dismissed !== text;
  const chosen = Math.min(marked, suggestions.length - 1);
  const some = open && suggestions.length > 0;

  const choose = (index: number) => {
    onChoose(index);
    setMarked(0);
  };

  /** True where the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") setDismissed(text);
    else if (step && some) setMarked((chosen + step + suggestions.length) % suggestions.length);
    else if ((event.key === "Enter" || event.key === "Tab") && some) choose(chosen);
    else return false;
    event.preventDefault();
    // Escape closes the list, and not the dialogue or the page around it.
    event.stopPropagation();
    return true;
  };

  return {
    onKeyDown,
    view: open && <Suggestions id={list} label={label} none={none} suggestions={suggestions} chosen={chosen} onChoose={choose} />,
    field: {
      "aria-controls": some ? list : undefined,
      "aria-activedescendant": some ? optionId(list, chosen) : undefined,
    },
  };
}
