import { Title } from "@mantine/core";
import { IconPhoneCheck, IconRecordMail } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page, Unread } from "../common/page";
import frame from "../common/page.module.css";
import { EmptyState } from "../common/states";
import { useUser } from "../shell/session";
import { useCallbacks } from "./api";
import classes from "./callbacks.module.css";
import { CallbackLine, UnreachedLine } from "./line";
import { MessageLine } from "./message-line";

/** Everybody who waits for a call of ours: who asked for one, who left a message, and whom nobody reached. */
export function CallbacksPage() {
  const { t } = useTranslation("callbacks");
  const list = useCallbacks();
  const { role } = useUser();
  if (!list.data) return <Unread query={list} />;
  const { open, unreached, voicemails } = list.data;
  return (
    <Page className={classes.page}>
      <Title order={1}>{t("title")}</Title>
      {role !== "agent" && unreached.length > 0 && (
        <Section title={t("unreached")}>
          {unreached.map((callback) => (
            <UnreachedLine key={callback.id} callback={callback} />
          ))}
        </Section>
      )}
      <Section title={t("messages")} empty={<EmptyState icon={IconRecordMail} title={t("noMessages")} />}>
        {voicemails.map((message) => (
          <MessageLine key={message.call_id} message={message} />
        ))}
      </Section>
      <Section
        title={t("open")}
        empty={
          <EmptyState
            icon={IconPhoneCheck}
            title={t("nobody")}
            hint={t(list.data.can_call ? "nobodyHint" : "cannotCall")}
          />
        }
      >
        {open.map((callback) => (
          <CallbackLine key={callback.id} callback={callback} />
        ))}
      </Section>
    </Page>
  );
}

function Section({ title, empty, children }: { title: string; empty?: ReactNode; children: ReactNode[] }) {
  return (
    <section aria-label={title} className={classes.section}>
      <Title order={2}>{title}</Title>
      {children.length === 0 ? <div className={frame.list}>{empty}</div> : <ul className={frame.list}>{children}</ul>}
    </section>
  );
}
