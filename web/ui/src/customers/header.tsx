import { ActionIcon, Anchor, Button, Divider, Group, Modal, NumberInput, Paper, Select, Stack, Text, TextInput, Title, Tooltip } from "@mantine/core";
import { IconGitMerge, IconPencil } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { changeCustomer } from "../api/actions";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import type { Counts, CustomerLine } from "../api/schema";
import { AskCallback } from "../callbacks/ask";
import { ChannelIcon } from "../common/channel";
import { Face } from "../common/face";
import { Moment } from "../common/moment";
import { CallThem } from "../desk/dial";
import { useFormat } from "../format/use";
import { LANGUAGES } from "../i18n";
import { Identities } from "./identities";
import { AddressesForm } from "./identity/addresses-form";
import { MergeDialog } from "./identity/merge-dialog";
import { useCustomerName } from "./name";
import { WriteThem } from "./write-them";
import classes from "./page.module.css";

export function CustomerHeader({ customer, counts }: { customer: CustomerLine; counts: Counts }) {
  const { t } = useTranslation(["customers", "common", "person"]);
  const format = useFormat();
  const name = useCustomerName();
  const [editing, setEditing] = useState(false);
  const [merging, setMerging] = useState(false);
  const phone = customer.identities.find((identity) => identity.kind === "phone")?.value;
  return (
    <Paper component="header" withBorder radius="lg" p="lg" className={classes.header}>
      <Anchor component={Link} to="/customers" size="sm" c="dimmed">
        {t("list.title")}
      </Anchor>
      <Group gap={16} wrap="nowrap" align="flex-start" mt={8}>
        <Face name={customer.shown_name} size={56} />
        <Stack gap={8} miw={0} flex={1}>
          <Group gap={8} wrap="nowrap">
            <Title order={1}>
              <bdi>{name(customer)}</bdi>
            </Title>
            <Tooltip label={t("edit.title")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t("edit.title")}
                onClick={() => {
                  setEditing(true);
                }}
              >
                <IconPencil size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t("person:merge.open")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t("person:merge.open")}
                onClick={() => {
                  setMerging(true);
                }}
              >
                <IconGitMerge size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </Group>
          <Text size="sm" c="dimmed">
            {customer.company && customer.company !== customer.shown_name && (
              <>
                <bdi>{customer.company}</bdi> ·{" "}
              </>
            )}
            {customer.language && `${languageName(customer.language, t("edit.otherLanguage"))} · `}
            {t("seen")} <Moment at={customer.seen_at} inherit span />
          </Text>
          <Identities identities={customer.identities} />
          <Group gap={8} className={classes.acts}>
            {phone && <CallThem number={phone} customerId={customer.id} />}
            {phone && <AskCallback number={phone} customerId={customer.id} />}
            <WriteThem customerId={customer.id} />
          </Group>
          <div className={classes.counts}>
            {(["phone", "chat", "email"] as const).filter((channel) => counts[channel] > 0).map((channel) => (
              <span key={channel} className={classes.count}>
                <ChannelIcon channel={channel} size={16} quiet />
                <Text component="span" size="sm">
                  {t(`counts.${channel}`, { count: counts[channel], shown: format.number(counts[channel]) })}
                </Text>
              </span>
            ))}
          </div>
        </Stack>
      </Group>
      <Modal
        opened={editing}
        onClose={() => {
          setEditing(false);
        }}
        title={<Text fw={600}>{t("edit.title")}</Text>}
        centered
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <EditForm
          customer={customer}
          onDone={() => {
            setEditing(false);
          }}
        />
        <Divider my="md" label={t("person:address.title")} labelPosition="left" />
        <AddressesForm customerId={customer.id} identities={customer.identities} />
      </Modal>
      {merging && (
        <MergeDialog
          customer={customer}
          onClose={() => {
            setMerging(false);
          }}
        />
      )}
    </Paper>
  );
}

function languageName(code: string, other: string): string {
  return code in LANGUAGES ? LANGUAGES[code as keyof typeof LANGUAGES].name : code || other;
}

function EditForm({ customer, onDone }: { customer: CustomerLine; onDone: () => void }) {
  const { t } = useTranslation(["customers", "common"]);
  const [name, setName] = useState(customer.name);
  const [company, setCompany] = useState(customer.company);
  const [language, setLanguage] = useState<string>(customer.language);
  const [value, setValue] = useState<number | null>(customer.value);
  const save = useAct(
    () => changeCustomer(customer.id, { name, company, language, value }),
    [keys.customer(customer.id), keys.allCustomers, keys.desk],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={t("edit.name")}
          maxLength={200}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label={t("edit.company")}
          maxLength={200}
          value={company}
          onChange={(event) => {
            setCompany(event.currentTarget.value);
          }}
        />
        <Select
          label={t("edit.language")}
          data={Object.entries(LANGUAGES).map(([value, each]) => ({ value, label: each.name }))}
          placeholder={t("edit.unknown")}
          clearable
          value={language || null}
          onChange={(value) => {
            setLanguage(value ?? "");
          }}
        />
        <NumberInput
          label={t("edit.value")}
          description={t("edit.valueHint")}
          placeholder={t("edit.unknown")}
          min={0}
          max={100}
          allowDecimal={false}
          value={value ?? ""}
          onChange={(now) => {
            setValue(typeof now === "number" ? now : null);
          }}
        />
        <Button type="submit" loading={save.isPending}>
          {t("edit.save")}
        </Button>
      </Stack>
    </form>
  );
}
