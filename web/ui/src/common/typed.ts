import { useState } from "react";

/** What cannot be read (a time half written) is in no draft, but typed all the same: a form that forgets it is drawn anew. */
export function useTyped() {
  const [typed, setTyped] = useState(false);
  const [drawn, setDrawn] = useState(0);
  return {
    typed,
    /** The key of what is drawn anew. */
    drawn,
    note: () => { setTyped(true); },
    forget: () => {
      setTyped(false);
      setDrawn((times) => times + 1);
    },
  };
}
