import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { begin, EnterFault, Password, useEnter } from "../login/enter";
import classes from "./frame.module.css";
import { currentSession, useUser } from "./session";

/** The login has run out: says so, and takes a new one without leaving the page. */
export function LogInAgain() {
  const { t } = useTranslation(["login", "common"]);
  const client = useQueryClient();
  const user = useUser();
  const [nobody, setNobody] = useState(false);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    // Whoever has logged in again in another tab meanwhile need not do so here.
    const look = async () => {
      const session = await currentSession().catch(() => null);
      if (!session) setNobody(true);
      else if (session.user.id === user.id) begin(client, session);
      // Somebody else at this browser gets nothing that the first one had on the screen.
      else location.reload();
    };
    const seen = () => void look();
    seen();
    window.addEventListener("focus", seen);
    return () => {
      window.removeEventListener("focus", seen);
    };
  }, [client, user.id]);

  if (!nobody) return null;
  return (
    <>
      <Alert className={classes.banner} color="yellow" radius={0} py={8} role="alert">
        <Group justify="space-between" gap="8px 16px">
          <Group gap={12} wrap="nowrap" className={classes.said ?? ""}>
            <IconLock className={classes.sign} size={18} stroke={1.6} aria-hidden />
            <Text size="sm">{t("ranOut.text")}</Text>
          </Group>
          <Button
            className={classes.again ?? ""}
            size="compact-md"
            onClick={() => {
              setOpen(true);
            }}
          >
            {t("ranOut.again")}
          </Button>
        </Group>
      </Alert>
      <Modal
        opened={open}
        onClose={() => {
          setOpen(false);
        }}
        title={<Text fw={600}>{t("ranOut.again")}</Text>}
        centered
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <Form login={user.login} />
      </Modal>
    </>
  );
}

function Form({ login }: { login: string }) {
  const { t } = useTranslation("login");
  const [password, setPassword] = useState("");
  const enter = useEnter();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ login, password });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t("ranOut.kept")}
        </Text>
        <EnterFault fault={enter.error} />
        <TextInput label={t("login")} name="username" autoComplete="username" size="md" value={login} readOnly classNames={{ input: "ltr" }} />
        <Password value={password} onChange={setPassword} />
        <Button type="submit" size="md" loading={enter.isPending}>
          {t("enter")}
        </Button>
      </Stack>
    </form>
  );
}
