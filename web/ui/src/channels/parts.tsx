/** What the lists of this page have in common: rows that open, and the dialog in which one is changed. */
import { Alert, Button, Group, Modal, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./channels.module.css";
import { Copied } from "../common/copied";

interface ListedProps {
  about: string;
  add: string;
  onAdd: () => void;
  /** Said in place of the rows where there are none. */
  none: string;
  rows: readonly ReactNode[];
}

/** A list with what it is, and the button that adds to it. */
export function Listed({ about, add, onAdd, none, rows }: ListedProps) {
  return (
    <Stack gap="md">
      <div className={classes.head}>
        <Text size="sm" c="dimmed" maw={520}>{about}</Text>
        <Button leftSection={<IconPlus size={16} />} onClick={onAdd}>{add}</Button>
      </div>
      {rows.length === 0 && none && <Text className={classes.card} c="dimmed">{none}</Text>}
      <ul className={classes.list}>{rows}</ul>
    </Stack>
  );
}

interface RowProps {
  icon?: ReactNode;
  name: ReactNode;
  /** Without it, the row says something and opens nothing. */
  onOpen?: () => void;
  children: ReactNode;
}

/** One of them. */
export function Row({ icon, name, onOpen, children }: RowProps) {
  const inner = (
    <>
      <span className={classes.name}>
        {icon}
        <Text fw={550} component="span" className={classes.said}>{name}</Text>
      </span>
      <Text size="sm" c="dimmed" component="span" className={classes.said}>{children}</Text>
    </>
  );
  return <li>{onOpen ? <UnstyledButton className={classes.row} onClick={onOpen}>{inner}</UnstyledButton> : <div className={classes.row}>{inner}</div>}</li>;
}

interface EditorProps {
  title: string;
  close: () => void;
  save: { isPending: boolean; mutate: () => void };
  /** Of what is there already. */
  remove?: { label: string; isPending: boolean; mutate: () => void } | undefined;
  /** Buttons beside "Save". */
  more?: ReactNode;
  children: ReactNode;
}

/** The dialog in which one is changed. */
export function Editor({ title, close, save, remove, more, children }: EditorProps) {
  const { t } = useTranslation("channels");
  return (
    <Modal opened onClose={close} size="lg" title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          {children}
          <Group justify="flex-end">
            {remove && (
              <Button variant="subtle" color="red" me="auto" loading={remove.isPending} onClick={remove.mutate}>{remove.label}</Button>
            )}
            {more}
            <Button type="submit" loading={save.isPending}>{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The dialog that shows a secret, this once; `children` is what else the other side has to know. */
export function SecretMade({ title, about, secret, close, children }: { title: string; about: string; secret: string; close: () => void; children?: ReactNode }) {
  const { t } = useTranslation("channels");
  return (
    <Modal opened onClose={close} size="lg" title={title}>
      <Stack gap="md">
        <Alert color="teal">{about}</Alert>
        <Copied label={t("messenger.secret")} value={secret} />
        {children}
        <Group justify="flex-end"><Button onClick={close}>{t("messenger.done")}</Button></Group>
      </Stack>
    </Modal>
  );
}
