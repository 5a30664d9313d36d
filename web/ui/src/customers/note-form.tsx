import { Button, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { addNote } from "../api/actions";
import { useAct } from "../api/act";
import { keys } from "../api/keys";

export function NoteForm({ customerId }: { customerId: number }) {
  const { t } = useTranslation("customers");
  const [text, setText] = useState("");
  const add = useAct((words: string) => addNote(customerId, words), [keys.timelineHead(customerId)]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    if (!words) return;
    add.mutate(words, {
      onSuccess: () => {
        setText("");
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={t("note.label")}
          placeholder={t("note.placeholder")}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button type="submit" variant="default" disabled={!text.trim()} loading={add.isPending} ms="auto">
          {t("note.add")}
        </Button>
      </Stack>
    </form>
  );
}
