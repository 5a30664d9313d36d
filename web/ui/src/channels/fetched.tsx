/** Mail that is fetched from a mailbox at a provider: how it goes, and where it is fetched. */
import { Alert, PasswordInput, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Refusal } from "../api/client";
import type { ImapOut, ImapValues } from "../api/schema";
import { Moment } from "../common/moment";

export type Wished = Omit<ImapValues, "address">;

/** What the form begins with; null where nothing is fetched. A password that is kept is not shown. */
export function wishedOf(imap: ImapOut | null): Wished | null {
  return imap && { server: imap.server, user: imap.user, folder: imap.folder, password: null };
}

/** How fetching goes, in a few words. */
export function Fetched({ imap }: { imap: ImapOut }) {
  const { t } = useTranslation("channels");
  if (imap.fault) return <Text span inherit c="var(--tl-bad)">{t("fetch.failing")}</Text>;
  return (
    <>
      {t("fetch.from")} <bdi dir="ltr">{imap.server}</bdi>
      {imap.reached_at && <> · <Moment at={imap.reached_at} /></>}
    </>
  );
}

interface Props {
  /** Whether a password is kept already. */
  kept: boolean;
  wished: Wished | null;
  change: (wished: Wished | null) => void;
  /** Why the last try was refused. */
  fault: Error | null;
}

export function FetchFields({ kept, wished, change, fault }: Props) {
  const { t } = useTranslation("channels");
  return (
    <Stack gap="md">
      <Switch
        label={t("fetch.on")}
        description={t("fetch.about")}
        checked={wished !== null}
        onChange={(event) => { change(event.currentTarget.checked ? { server: "", user: "", folder: "INBOX", password: null } : null); }}
      />
      {wished && (
        <>
          <TextInput
            label={t("fetch.server")}
            placeholder="imap.example.com"
            required
            dir="ltr"
            maxLength={260}
            pattern="[A-Za-z0-9.\-]+(:[0-9]+)?"
            value={wished.server}
            onChange={(event) => { change({ ...wished, server: event.currentTarget.value }); }}
          />
          <TextInput
            label={t("fetch.user")}
            required
            dir="ltr"
            maxLength={320}
            autoComplete="off"
            value={wished.user}
            onChange={(event) => { change({ ...wished, user: event.currentTarget.value }); }}
          />
          <PasswordInput
            label={t("fetch.password")}
            description={t(kept ? "fetch.passwordKept" : "fetch.passwordAbout")}
            dir="ltr"
            maxLength={400}
            autoComplete="new-password"
            value={wished.password ?? ""}
            onChange={(event) => { change({ ...wished, password: event.currentTarget.value || null }); }}
          />
          <TextInput
            label={t("fetch.folder")}
            required
            dir="ltr"
            maxLength={200}
            value={wished.folder}
            onChange={(event) => { change({ ...wished, folder: event.currentTarget.value }); }}
          />
        </>
      )}
      {fault instanceof Refusal && fault.code === "no_imap" && (
        <Alert color="red" title={t("fetch.refused")}><bdi dir="ltr">{fault.message}</bdi></Alert>
      )}
    </Stack>
  );
}
