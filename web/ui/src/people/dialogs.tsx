import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import type { UserMade } from "../api/schema";
import { Copied } from "../common/copied";
import { useUser } from "../shell/session";
import { addUser, changeUser, newPassword, type UserLine } from "./api";
import { PersonFields, type Wished } from "./fields";

/** One's own name and desk are read with the session. */
const TOUCHED = [keys.users, keys.queues, keys.floor, keys.session];
const NOBODY: Wished = { name: "", role: "agent", skills: {}, desk: false };

function Dialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <Modal opened onClose={close} size="lg" title={<Text fw={600}>{title}</Text>} closeButtonProps={{ "aria-label": t("close") }}>
      {children}
    </Modal>
  );
}

/** Somebody new; `made` gets what is to be handed to them. */
export function AddPerson({ known, close, made }: { known: readonly string[]; close: () => void; made: (made: UserMade) => void }) {
  const { t } = useTranslation("people");
  const [login, setLogin] = useState("");
  const [wished, setWished] = useState(NOBODY);
  const add = useAct(async () => {
    made(await addUser({ ...wished, login: login.trim().toLowerCase() }));
  }, TOUCHED);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Dialog title={t("add")} close={close}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t("login")}
            description={t("loginHint")}
            classNames={{ input: "ltr" }}
            required
            withAsterisk={false}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={80}
            data-autofocus
            value={login}
            onChange={(event) => { setLogin(event.currentTarget.value); }}
          />
          <PersonFields wished={wished} known={known} hasDesk={false} own={false} change={setWished} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t("undo")}</Button>
            <Button type="submit" loading={add.isPending}>{t("make")}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface ChangeProps {
  user: UserLine;
  known: readonly string[];
  close: () => void;
  made: (made: UserMade) => void;
}

/** Another name, role, skills or password; or switched off. */
export function ChangePerson({ user, known, close, made }: ChangeProps) {
  const { t } = useTranslation("people");
  const own = useUser().id === user.id;
  const [wished, setWished] = useState<Wished>({ name: user.name, role: user.role, skills: user.skills, desk: user.agent_id !== null });
  const [asked, setAsked] = useState(false);
  const save = useAct(async () => {
    await changeUser(user.id, wished);
    close();
  }, TOUCHED);
  const renew = useAct(async () => { made(await newPassword(user.id)); }, TOUCHED);
  const toggle = useAct(async () => {
    await changeUser(user.id, { active: !user.active });
    notifications.show({ message: t(user.active ? "isOff" : "isOn", { name: user.name }), withBorder: true });
    close();
  }, TOUCHED);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog title={t("changeOf", { name: user.name })} close={close}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput label={t("login")} classNames={{ input: "ltr" }} variant="filled" readOnly value={user.login} />
          <PersonFields wished={wished} known={known} hasDesk={user.agent_id !== null} own={own} change={setWished} />
          {asked && (
            <Alert color="yellow">
              <Stack gap="sm" align="flex-start">
                <Text size="sm">{t("newPasswordAsk")}</Text>
                <Button size="compact-md" loading={renew.isPending} onClick={() => { renew.mutate(); }}>{t("makePassword")}</Button>
              </Stack>
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            {!own && (
              <Group gap="xs" me="auto">
                <Button variant="subtle" color={user.active ? "red" : undefined} loading={toggle.isPending} onClick={() => { toggle.mutate(); }}>
                  {t(user.active ? "switchOff" : "switchOn")}
                </Button>
                {!asked && <Button variant="subtle" color="gray" onClick={() => { setAsked(true); }}>{t("newPassword")}</Button>}
              </Group>
            )}
            <Button type="submit" loading={save.isPending}>{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** What somebody needs in order to log in, shown this once. */
export function HandOver({ made, close }: { made: UserMade; close: () => void }) {
  const { t } = useTranslation("people");
  return (
    <Dialog title={t("made.title", { name: made.user.name })} close={close}>
      <Stack gap="md">
        <Alert color="teal">{t("made.about")}</Alert>
        <Copied label={t("login")} value={made.user.login} />
        <Copied label={t("made.password")} value={made.password} />
        <Group justify="flex-end"><Button onClick={close}>{t("made.done")}</Button></Group>
      </Stack>
    </Dialog>
  );
}
