import { Tabs, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Page } from "../common/page";
import { useUser } from "../shell/session";
import { Articles } from "./articles";
import classes from "./channels.module.css";
import { Mailboxes } from "./mailboxes";
import { Messengers } from "./messengers";
import { Sites } from "./sites";
import { Webhooks } from "./webhooks";

/** What supervisors decide about the ways on which people write to us. */
export function ChannelsPage() {
  const { t } = useTranslation("channels");
  const { role } = useUser();
  const [location, go] = useLocation();
  const shown = location.split("/")[2] ?? "chat";
  const tabs = useRef<HTMLDivElement>(null);
  // On a phone not all of them are on the screen: the one that is shown must be.
  useEffect(() => {
    tabs.current?.querySelector("[data-active]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [shown]);
  return (
    <Page className={classes.page}>
      <Title order={1}>{t("title")}</Title>
      <Tabs
        value={shown}
        onChange={(tab) => {
          go(`/channels/${tab ?? "chat"}`, { replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List ref={tabs} className={classes.tabs}>
          <Tabs.Tab value="chat">{t("tabs.chat")}</Tabs.Tab>
          <Tabs.Tab value="articles">{t("tabs.articles")}</Tabs.Tab>
          <Tabs.Tab value="mailboxes">{t("tabs.mailboxes")}</Tabs.Tab>
          {role === "admin" && <Tabs.Tab value="messengers">{t("tabs.messengers")}</Tabs.Tab>}
          {role === "admin" && <Tabs.Tab value="webhooks">{t("tabs.webhooks")}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="chat" pt="md">
          <Sites />
        </Tabs.Panel>
        <Tabs.Panel value="articles" pt="md">
          <Articles />
        </Tabs.Panel>
        <Tabs.Panel value="mailboxes" pt="md">
          <Mailboxes />
        </Tabs.Panel>
        <Tabs.Panel value="messengers" pt="md">
          <Messengers />
        </Tabs.Panel>
        <Tabs.Panel value="webhooks" pt="md">
          <Webhooks />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
