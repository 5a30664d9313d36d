import { ActionIcon, Alert, Button, Checkbox, NumberInput, Switch, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { ChatSiteOut, SiteSettings } from "../api/schema";
import { CODES, LANGUAGES } from "../locales/languages";
import { changeSite, chatSites } from "./api";
import classes from "./channels.module.css";

type Settings = Required<SiteSettings>;
const ASKED = ["name", "email", "phone"] as const;
const SWITCHES = ["ask_phone", "files", "voice", "survey"] as const;

interface Props {
  site: ChatSiteOut;
  /** Whether CHAT_ORIGINS lets this website show the chat at all. */
  allowed: boolean;
  gone: () => void;
}

export function SiteForm({ site, allowed, gone }: Props) {
  const { t } = useTranslation("channels");
  const [wished, setWished] = useState(site.settings as Settings);
  const save = useAct(() => changeSite(site.origin, wished), [chatSites]);
  const forget = useAct(() => changeSite(site.origin, null), [chatSites]);
  const set = (change: Partial<Settings>) => {
    setWished((before) => ({ ...before, ...change }));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined, {
          onSuccess: () => notifications.show({ message: t("saved"), withBorder: true }),
        });
      }}
    >
      {!allowed && <Alert color="yellow" mb="md">{t("site.notAllowed")}</Alert>}
      <section className={classes.card}>
        <Checkbox.Group
          label={t("site.before")}
          description={t("site.beforeAbout")}
          value={wished.before}
          onChange={(before) => { set({ before: before as Settings["before"] }); }}
        >
          {ASKED.map((name) => (
            <Checkbox key={name} value={name} label={t(`site.fields.${name}`)} mt={8} />
          ))}
        </Checkbox.Group>
        <Switch
          label={t("site.must")}
          checked={wished.must}
          disabled={!wished.before.length}
          onChange={(event) => { set({ must: event.currentTarget.checked }); }}
        />
        {SWITCHES.map((name) => (
          <Switch
            key={name}
            label={t(`site.${name}`)}
            description={t(`site.about.${name}`)}
            checked={wished[name]}
            onChange={(event) => { set({ [name]: event.currentTarget.checked }); }}
          />
        ))}
      </section>
      <section className={classes.card} style={{ marginBlockStart: 16 }}>
        <div>
          <Title order={2} fz="md">{t("greeting.title")}</Title>
          <Text size="sm" c="dimmed">{t("greeting.about")}</Text>
        </div>
        <Greetings greetings={wished.greetings as Greeting[]} change={(greetings) => { set({ greetings }); }} />
      </section>
      <div className={classes.save}>
        {site.origin && (
          <Button
            variant="subtle"
            color="red"
            loading={forget.isPending}
            onClick={() => { forget.mutate(undefined, { onSuccess: gone }); }}
          >
            {t("site.forget")}
          </Button>
        )}
        <Button type="submit" loading={save.isPending}>{t("save")}</Button>
      </div>
    </form>
  );
}

interface Greeting {
  page: string;
  after_s: number;
  text: Record<string, string>;
}

function Greetings({ greetings, change }: { greetings: Greeting[]; change: (to: Greeting[]) => void }) {
  const { t } = useTranslation("channels");
  const put = (at: number, part: Partial<Greeting>) => {
    change(greetings.map((each, number) => (number === at ? { ...each, ...part } : each)));
  };
  return (
    <>
      {greetings.map((greeting, at) => (
        <div key={at} className={classes.greeting}>
          <TextInput
            label={t("greeting.page")}
            dir="ltr"
            required
            value={greeting.page}
            onChange={(event) => { put(at, { page: event.currentTarget.value }); }}
          />
          <NumberInput
            label={t("greeting.after")}
            min={1}
            max={3600}
            value={greeting.after_s}
            onChange={(seconds) => { put(at, { after_s: Number(seconds) || 1 }); }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t("greeting.remove")}
            onClick={() => { change(greetings.filter((_, number) => number !== at)); }}
          >
            <IconTrash size={18} stroke={1.6} />
          </ActionIcon>
          {CODES.map((code) => (
            <TextInput
              key={code}
              label={LANGUAGES[code].name}
              dir={LANGUAGES[code].direction}
              maxLength={300}
              value={greeting.text[code] ?? ""}
              onChange={(event) => { put(at, { text: { ...greeting.text, [code]: event.currentTarget.value } }); }}
            />
          ))}
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => { change([...greetings, { page: "/*", after_s: 20, text: {} }]); }}
      >
        {t("greeting.add")}
      </Button>
    </>
  );
}
