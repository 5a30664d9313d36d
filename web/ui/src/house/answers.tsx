import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { removeAnswer, saveAnswer, useAnswers } from "../api/house";
import { keys } from "../api/keys";
import type { CannedAnswerOut } from "../api/schema";
import { directionOf } from "../format/direction";
import classes from "./house.module.css";

/** Canned answers: those that all share, or one's own. */
export function Answers({ shared }: { shared: boolean }) {
  const { t } = useTranslation("house");
  const answers = useAnswers();
  const [edited, setEdited] = useState<number | "new" | null>(null);
  const remove = useAct(removeAnswer, [keys.answers]);
  const shown = (answers.data ?? []).filter((answer) => answer.shared === shared);
  const close = () => {
    setEdited(null);
  };
  return (
    <Stack gap="sm">
      <ul className={classes.list} style={{ gap: 0 }}>
        {shown.map((answer) =>
          edited === answer.id ? (
            <li key={answer.id} className={classes.answer}>
              <AnswerForm answer={answer} shared={shared} onClose={close} />
            </li>
          ) : (
            <li key={answer.id} className={classes.answer}>
              <div>
                <Text component="span" fw={550} className="ltr">
                  /{answer.name}
                </Text>
                <p className={classes.text} dir={directionOf(answer.text)}>
                  {answer.text}
                </p>
              </div>
              <Group gap={0} wrap="nowrap" align="flex-start">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t("answers.edit", { name: answer.name })}
                  onClick={() => {
                    setEdited(answer.id);
                  }}
                >
                  <IconPencil size={18} stroke={1.5} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  loading={remove.isPending && remove.variables === answer.id}
                  aria-label={t("remove", { name: answer.name })}
                  onClick={() => {
                    remove.mutate(answer.id);
                  }}
                >
                  <IconTrash size={18} stroke={1.5} />
                </ActionIcon>
              </Group>
            </li>
          ),
        )}
      </ul>
      {edited === "new" ? (
        <AnswerForm answer={null} shared={shared} onClose={close} />
      ) : (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconPlus size={18} stroke={1.6} />}
          onClick={() => {
            setEdited("new");
          }}
        >
          {t("answers.add")}
        </Button>
      )}
    </Stack>
  );
}

interface FormProps {
  answer: CannedAnswerOut | null;
  shared: boolean;
  onClose: () => void;
}

function AnswerForm({ answer, shared, onClose }: FormProps) {
  const { t } = useTranslation("house");
  const [name, setName] = useState(answer?.name ?? "");
  const [text, setText] = useState(answer?.text ?? "");
  const save = useAct(saveAnswer, [keys.answers]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name && text.trim()) save.mutate({ id: answer?.id ?? null, name, text: text.trim(), shared }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit} style={{ gridColumn: "1 / -1" }}>
      <Stack gap="xs">
        <TextInput
          label={t("answers.name")}
          leftSection="/"
          maxLength={40}
          value={name}
          autoFocus
          onChange={(event) => {
            setName(event.currentTarget.value.replace(/[\s/]/g, ""));
          }}
        />
        <Textarea
          label={t("answers.text")}
          description={t("answers.variables")}
          inputWrapperOrder={["label", "input", "description"]}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("undo")}
          </Button>
          <Button type="submit" disabled={!name || !text.trim()} loading={save.isPending}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
