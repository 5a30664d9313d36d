import { Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema";
import classes from "./call.module.css";
import { useDraft } from "./drafts";
import { contactKey } from "./model";

export const NOTE_FIELD = "note-field";

/** A note begun during the call goes into the wrap-up: nobody writes it twice. */
export function NoteDraft({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const [note, setNote] = useDraft(`note.${contactKey(contact)}`);
  return (
    <Textarea
      id={NOTE_FIELD}
      className={classes.note}
      label={t("note.label")}
      placeholder={t(contact.wrap_up ? "note.after" : "note.placeholder")}
      autosize
      minRows={2}
      maxRows={6}
      maxLength={4000}
      value={note}
      onChange={(event) => {
        setNote(event.currentTarget.value);
      }}
    />
  );
}
