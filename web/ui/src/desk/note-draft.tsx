import { Box, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useColleagues } from "../api/colleagues";
import type { Contact } from "../api/schema";
import { Suggestions } from "../conversation/suggestions";
import classes from "./call.module.css";
import { useDraft } from "./drafts";
import { mentioning, named } from "./mentions";
import { contactKey } from "./model";
import { useSuggestions } from "./use-suggestions";

export const NOTE_FIELD = "note-field";

/**
 * A note begun during the call goes into the wrap-up: nobody writes it twice. After "@" it names a colleague; articles
 * that fit what it says can be read out.
 */
export function NoteDraft({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const [note, setNote] = useDraft(`note.${contactKey(contact)}`);
  const colleagues = useColleagues();
  const typed = mentioning(note);
  const fits = (colleagues.data?.colleagues ?? []).filter(
    ({ name }) => typed !== null && name.toLowerCase().includes(typed.toLowerCase()),
  );
  const suggestions = useSuggestions({
    text: note,
    typed: fits.length > 0 ? typed : null,
    suggestions: fits.slice(0, 6).map(({ id, name, skills }) => ({ id, name, text: skills.join(", ") })),
    label: t("note.mention"),
    none: "",
    onChoose: (index) => {
      const colleague = fits[index];
      if (colleague) setNote(named(note, colleague.name));
    },
  });
  return (
    <div className={classes.noteBox}>
      {suggestions.view}
      <Textarea
        id={NOTE_FIELD}
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
        onKeyDown={suggestions.onKeyDown}
        {...suggestions.field}
      />
      {contact.kind === "call" && !contact.wrap_up && (
        <Box mt={8}>
          <Suggestions text={note} language={contact.language} />
        </Box>
      )}
    </div>
  );
}
