import { ActionIcon, Button, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import type { FormEvent, KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { sendMessage } from "../api/actions";
import { useAct } from "../api/act";
import { useAnswers } from "../api/house";
import { keys } from "../api/keys";
import type { Contact } from "../api/schema";
import { command, filled, fitting, inserted } from "./canned";
import { FileButton, FileList, useFiles } from "../conversation/files";
import { useWrites } from "../conversation/marks";
import { Suggestions } from "../conversation/suggestions";
import classes from "./conversation.module.css";
import { useDraft } from "./drafts";
import { contactKey } from "./model";
import { useAgentDesk } from "./provider";
import { useSuggestions } from "./use-suggestions";

/** Where one writes. Enter sends a chat message; an email is sent by its button, or with Ctrl and Enter. */
export function Composer({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const email = contact.kind === "email";
  const [text, setText] = useDraft(`message.${contactKey(contact)}`);
  const files = useFiles(contact.id);
  const writes = useWrites(contact);
  const send = useAct((words: string) => sendMessage(contact.id, words, files.kept), [keys.conversation(contact.id), keys.desk]);
  const closed = contact.state === "closed";
  const { desk } = useAgentDesk();
  const answers = useAnswers();
  const typed = closed ? null : command(text);
  const offered = typed === null ? [] : fitting(answers.data ?? [], typed);
  const suggestions = useSuggestions({
    text,
    typed,
    suggestions: offered.map(({ id, name, text: words }) => ({ id, name: `/${name}`, text: words })),
    label: t("canned.title"),
    none: t("canned.none"),
    onChoose: (index) => {
      const answer = offered[index];
      if (answer) setText(inserted(text, filled(answer.text, contact, desk?.agent.name ?? "")));
    },
  });

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const words = text.trim();
    if (!(words || files.kept.length) || send.isPending) return;
    setText("");
    // What could not be sent goes back to where it was written.
    send.mutate(words, {
      onSuccess: files.clear,
      onError: () => {
        setText(words);
      },
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (suggestions.onKeyDown(event)) return;
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    if (email ? event.ctrlKey || event.metaKey : !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  };

  return (
    <form className={classes.composer} data-email={email || undefined} onSubmit={submit}>
      {suggestions.view}
      <Suggestions text={text} language={contact.language} take={setText} />
      <FileList files={files} />
      <FileButton files={files} disabled={closed} />
      <Textarea
        className={classes.field}
        aria-label={t(email ? "email.reply" : "chat.message")}
        placeholder={t(email ? "email.replyHint" : "chat.messageHint")}
        autosize
        minRows={email ? 4 : 1}
        maxRows={12}
        size="md"
        dir="auto"
        maxLength={20_000}
        disabled={closed}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          writes();
        }}
        onKeyDown={onKeyDown}
        {...suggestions.field}
      />
      {email ? (
        <Button type="submit" size="md" loading={send.isPending} disabled={closed || !(text.trim() || files.kept.length)}>
          {t("email.send")}
        </Button>
      ) : (
        <ActionIcon
          type="submit"
          size={42}
          variant="filled"
          aria-label={t("chat.send")}
          loading={send.isPending}
          disabled={closed || !(text.trim() || files.kept.length)}
        >
          <IconSend2 size={20} stroke={1.6} className={classes.send} />
        </ActionIcon>
      )}
    </form>
  );
}
