import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { ChatSiteOut } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { changeSite, chatSites, useChatSites } from "./api";
import { SiteForm } from "./site-form";

/** The chat's settings: those of one website, or of all that have none of their own. */
export function Sites() {
  const { t } = useTranslation("channels");
  const found = useChatSites();
  const [origin, setOrigin] = useState("");
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  const { sites, allowed } = found.data;
  const others = sites[0];
  const site = sites.find((each) => each.origin === origin) ?? others;
  if (!site || !others) return null;
  return (
    <>
      <Group align="end" justify="space-between" mb="md">
        <Select
          label={t("site.website")}
          data={sites.map((each) => ({ value: each.origin || "*", label: each.origin || t("site.others") }))}
          value={site.origin || "*"}
          onChange={(chosen) => {
            setOrigin(chosen === "*" ? "" : (chosen ?? ""));
          }}
          allowDeselect={false}
          w={300}
        />
        <NewSite allowed={allowed} like={others} known={sites} made={setOrigin} />
      </Group>
      <SiteForm key={site.origin} site={site} allowed={!site.origin || allowed.includes(site.origin)} gone={() => { setOrigin(""); }} />
    </>
  );
}

interface NewSiteProps {
  allowed: string[];
  like: ChatSiteOut;
  known: ChatSiteOut[];
  made: (origin: string) => void;
}

function NewSite({ allowed, like, known, made }: NewSiteProps) {
  const { t } = useTranslation("channels");
  const next = allowed.find((each) => !known.some((site) => site.origin === each)) ?? "";
  const [origin, setOrigin] = useState(next);
  const add = useAct((wished: string) => changeSite(wished, like.settings), [chatSites]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wished = origin.trim().toLowerCase();
    add.mutate(wished, {
      onSuccess: () => {
        made(wished);
        setOrigin("");
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap={8}>
        <TextInput
          label={<Text component="span" size="sm">{t("site.own")}</Text>}
          placeholder="https://shop.example"
          dir="ltr"
          value={origin}
          onChange={(event) => { setOrigin(event.currentTarget.value); }}
        />
        <Button type="submit" variant="default" leftSection={<IconPlus size={16} />} disabled={!origin.trim()} loading={add.isPending}>
          {t("site.add")}
        </Button>
      </Group>
    </form>
  );
}
