import { useEffect } from "react";

/** The browser asks before it closes or leaves the page with something that is not saved. */
export function useWarnOfUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const warn = (event: BeforeUnloadEvent) => { event.preventDefault(); };
    window.addEventListener("beforeunload", warn);
    return () => { window.removeEventListener("beforeunload", warn); };
  }, [unsaved]);
}
