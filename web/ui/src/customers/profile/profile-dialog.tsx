import { Button, Modal, NumberInput, Select, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { changeProfile } from "../../api/profile";
import type { FieldOut, ProfileOut } from "../../api/schema";

type Own = ProfileOut["own"][string] | null;

/** Everything of the card that is written by hand, the company's own fields included. */
export function ProfileDialog({ customerId, profile, onClose }: { customerId: number; profile: ProfileOut; onClose: () => void }) {
  const { t } = useTranslation(["person", "common"]);
  const [birthday, setBirthday] = useState(profile.birthday ?? "");
  const [renewal, setRenewal] = useState(profile.renewal_on ?? "");
  const [postal, setPostal] = useState(profile.postal);
  const [tags, setTags] = useState(profile.tags);
  const [own, setOwn] = useState<Record<string, Own>>(profile.own);
  const save = useAct(
    () =>
      changeProfile(customerId, {
        birthday: birthday || null,
        renewal_on: renewal || null,
        postal,
        tags,
        own,
      }),
    [keys.profile(customerId)],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      title={<Text fw={600}>{t("profile.title")}</Text>}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <TagsInput label={t("profile.tags")} maxTags={30} maxLength={40} value={tags} onChange={setTags} />
          <DayInput label={t("profile.birthday")} value={birthday} onChange={setBirthday} />
          <DayInput label={t("profile.renewal")} value={renewal} onChange={setRenewal} />
          <Textarea
            label={t("profile.postal")}
            autosize
            maxLength={400}
            dir="auto"
            value={postal}
            onChange={(event) => {
              setPostal(event.currentTarget.value);
            }}
          />
          {profile.fields.map((field) => (
            <OwnField
              key={field.key}
              field={field}
              value={own[field.key] ?? null}
              onChange={(changed) => {
                setOwn({ ...own, [field.key]: changed });
              }}
            />
          ))}
          <Button type="submit" loading={save.isPending}>
            {t("profile.save")}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

function DayInput({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

/** A field that the company has thought of, by its kind. */
function OwnField({ field, value, onChange }: { field: FieldOut; value: Own; onChange: (value: Own) => void }) {
  const { t } = useTranslation("person");
  const text = typeof value === "string" ? value : "";
  if (field.kind === "number")
    return (
      <NumberInput
        label={field.label}
        value={typeof value === "number" ? value : ""}
        onChange={(typed) => {
          onChange(typed === "" ? null : Number(typed));
        }}
      />
    );
  if (field.kind === "date") return <DayInput label={field.label} value={text} onChange={onChange} />;
  if (field.kind === "text")
    return (
      <TextInput
        label={field.label}
        maxLength={400}
        dir="auto"
        value={text}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
    );
  const answers = field.kind === "choice" ? field.options : ["yes", "no"];
  const chosen = typeof value === "boolean" ? (value ? "yes" : "no") : text || null;
  return (
    <Select
      label={field.label}
      clearable
      data={answers.map((each) => ({
        value: each,
        label: field.kind === "choice" ? each : t(each === "yes" ? "profile.yes" : "profile.no"),
      }))}
      value={chosen}
      onChange={(next) => {
        onChange(field.kind === "choice" || next === null ? next : next === "yes");
      }}
    />
  );
}
