import { useState } from "react";
import { useAct } from "../api/act";
import { keys } from "../api/keys";

/** What is being edited: as it was read until somebody changes it, and again after it was saved. */
export function useEdited<Value>(read: Value, save: (value: Value) => Promise<unknown>) {
  const [edited, setEdited] = useState<Value | null>(null);
  const saving = useAct(save, [keys.house]);
  return {
    value: edited ?? read,
    changed: edited !== null,
    change: setEdited,
    undo: () => {
      setEdited(null);
    },
    save: () => {
      if (edited === null) return;
      saving.mutate(edited, {
        onSuccess: () => {
          setEdited(null);
        },
      });
    },
    saving: saving.isPending,
  };
}
