import { ActionIcon, Button, Drawer, Group, Indicator, Select, Stack, Text, Textarea, Tooltip } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconAt, IconMessages, IconUsers } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../api/act";
import { readColleagues, useColleagues, writeToColleague } from "../api/colleagues";
import { keys } from "../api/keys";
import type { InternalMessageOut } from "../api/schema";
import { Moment } from "../common/moment";
import { EmptyState, LoadingLines } from "../common/states";
import { directionOf } from "../format/direction";
import { useCustomerName } from "../customers/name";
import { useFormat } from "../format/use";
import { useLiveEvent } from "../live/live";
import classes from "./colleagues.module.css";
import { usePreferences } from "./preferences";
import { useAgentDesk } from "./provider";
import { PRESENCE_ICONS } from "./status";
import { chime } from "./tones";

const OPEN = "threadline:colleagues";

export function openColleagues(): void {
  window.dispatchEvent(new Event(OPEN));
}

/** Words between colleagues: a sign in the header that counts the unread, and the drawer behind it. */
export function Colleagues() {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const { desk } = useAgentDesk();
  const colleagues = useColleagues();
  const [open, setOpen] = useState(false);
  const me = desk?.agent.id;
  const unread = (colleagues.data?.messages ?? []).filter((message) => message.to.id === me && !message.read);
  const newest = unread.at(-1)?.id ?? 0;
  const { mutate: markRead } = useAct(readColleagues, [keys.colleagues]);
  useTold(open);
  useWindowEvent(OPEN, () => {
    setOpen(true);
  });

  useEffect(() => {
    if (open && newest) markRead(newest);
  }, [open, newest, markRead]);

  return (
    <>
      <Tooltip label={t("colleagues.title")}>
        <Indicator disabled={unread.length === 0} label={format.number(unread.length)} size={16} offset={4}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t("colleagues.open", { count: unread.length, shown: format.number(unread.length) })}
            onClick={() => {
              setOpen(true);
            }}
          >
            <IconMessages size={20} stroke={1.5} />
          </ActionIcon>
        </Indicator>
      </Tooltip>
      <Drawer
        opened={open}
        onClose={() => {
          setOpen(false);
        }}
        position="right"
        size={400}
        title={<Text fw={600}>{t("colleagues.title")}</Text>}
        closeButtonProps={{ "aria-label": t("colleagues.close") }}
        classNames={{ body: classes.body ?? "", content: classes.content ?? "" }}
      >
        {colleagues.data ? (
          <>
            <Thread messages={colleagues.data.messages} me={me ?? 0} />
            <Write />
          </>
        ) : (
          <LoadingLines p="md" />
        )}
      </Drawer>
    </>
  );
}

/** Say that somebody wrote, unless the agent is looking at it already or does not want to be disturbed. */
function useTold(open: boolean): void {
  const { t } = useTranslation("desk");
  const [{ quiet, message, ringer }] = usePreferences();
  useLiveEvent((event) => {
    if (event.name !== "colleague" || open || quiet) return;
    const title = t(event.data.kind === "mention" ? "colleagues.mentioned" : "colleagues.wrote", { name: String(event.data.sender) });
    if (message !== "none") chime(message, ringer);
    notifications.show({ title, message: String(event.data.text), withBorder: true });
    if (document.visibilityState === "hidden" && "Notification" in window && Notification.permission === "granted") {
      new Notification(title, { body: String(event.data.text), tag: "threadline-colleague", icon: "/static/mark.svg" });
    }
  });
}

function Thread({ messages, me }: { messages: InternalMessageOut[]; me: number }) {
  const { t } = useTranslation("desk");
  if (messages.length === 0) return <EmptyState icon={IconUsers} title={t("colleagues.empty")} hint={t("colleagues.emptyHint")} />;
  return (
    <ol className={classes.thread} aria-label={t("colleagues.title")}>
      {[...messages].reverse().map((message) => (
        <li key={message.id} className={classes.message}>
          <Group gap={6} wrap="nowrap" justify="space-between">
            <Group gap={6} wrap="nowrap" miw={0}>
              {message.kind === "mention" && <IconAt size={16} stroke={1.6} aria-hidden />}
              <Text size="sm" fw={550} truncate>
                {message.sender_id === me ? t("colleagues.to", { name: message.to.name }) : message.sender}
              </Text>
            </Group>
            <Moment at={message.at} />
          </Group>
          <p className={classes.text} dir={directionOf(message.text)}>
            {message.text}
          </p>
          {message.about && (
            <Link to={`/customers/${String(message.about.id)}`} className={classes.about ?? ""}>
              <bdi>{message.about.name}</bdi>
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}

function Write() {
  const { t } = useTranslation("desk");
  const colleagues = useColleagues();
  const { active } = useAgentDesk();
  const name = useCustomerName();
  const [to, setTo] = useState<string | null>(null);
  const [text, setText] = useState("");
  const write = useAct(writeToColleague, [keys.colleagues]);
  const about = active?.contact.customer ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    if (!to || !words) return;
    write.mutate(
      { to: Number(to), text: words, customer: about?.id ?? null },
      {
        onSuccess: () => {
          setText("");
        },
      },
    );
  };
  return (
    <form className={classes.write} onSubmit={submit}>
      <Stack gap="xs">
        <Select
          label={t("colleagues.whom")}
          placeholder={t("colleagues.choose")}
          searchable
          comboboxProps={{ withinPortal: false, position: "top" }}
          data={(colleagues.data?.colleagues ?? []).map((each) => ({
            value: String(each.id),
            label: `${each.name}${each.skills.length > 0 ? ` · ${each.skills.join(", ")}` : ""}`,
          }))}
          renderOption={({ option }) => {
            const presence = colleagues.data?.colleagues.find(({ id }) => String(id) === option.value)?.presence ?? "offline";
            const Icon = PRESENCE_ICONS[presence];
            return (
              <Group gap={8} wrap="nowrap">
                <Icon size={16} stroke={1.6} aria-label={t(`presence.${presence}`)} />
                <Text size="sm">{option.label}</Text>
              </Group>
            );
          }}
          value={to}
          onChange={setTo}
        />
        <Textarea
          aria-label={t("colleagues.text")}
          placeholder={t("colleagues.text")}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed" truncate>
            {about && t("colleagues.about", { name: name(about) })}
          </Text>
          <Button type="submit" disabled={!to || !text.trim()} loading={write.isPending}>
            {t("colleagues.send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
