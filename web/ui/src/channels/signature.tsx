import { Button, Group, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { ErrorState, LoadingLines } from "../common/states";
import { mySignature, saveSignature, useSignature } from "./api";

/** What stands below the mails of whoever is logged in. */
export function Signature() {
  const { t } = useTranslation("conversation");
  const found = useSignature();
  const [written, setWritten] = useState<string | null>(null);
  const save = useAct(saveSignature, [mySignature]);
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  const text = written ?? found.data;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(text, { onSuccess: () => notifications.show({ message: t("signature.saved"), withBorder: true }) });
      }}
    >
      <Stack gap="sm">
        <SignatureField label={t("signature.title")} about={t("signature.about")} value={text} onChange={setWritten} />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={text === found.data}>{t("signature.save")}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Where a signature is written: a mailbox's, or one's own. */
export function SignatureField({ label, about, value, onChange }: { label: string; about: string; value: string; onChange: (text: string) => void }) {
  return (
    <Textarea
      label={label}
      description={about}
      autosize
      minRows={3}
      maxRows={8}
      dir="auto"
      maxLength={2000}
      value={value}
      onChange={(event) => { onChange(event.currentTarget.value); }}
    />
  );
}
