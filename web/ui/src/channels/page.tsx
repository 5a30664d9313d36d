import { Tabs, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Articles } from "./articles";
import classes from "./channels.module.css";
import { Sites } from "./sites";

/** What supervisors decide about the ways on which people write to us. */
export function ChannelsPage() {
  const { t } = useTranslation("channels");
  const [location, go] = useLocation();
  const shown = location.split("/")[2] ?? "chat";
  return (
    <div className={classes.page}>
      <Title order={1} fz="xl">
        {t("title")}
      </Title>
      <Tabs
        value={shown}
        onChange={(tab) => {
          go(`/channels/${tab ?? "chat"}`, { replace: true });
        }}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="chat">{t("tabs.chat")}</Tabs.Tab>
          <Tabs.Tab value="articles">{t("tabs.articles")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="chat" pt="md">
          <Sites />
        </Tabs.Panel>
        <Tabs.Panel value="articles" pt="md">
          <Articles />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
