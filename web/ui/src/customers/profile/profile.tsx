import { ActionIcon, Badge, Group, Paper, SegmentedControl, Stack, Text, Title, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { useProfile, writeConsent } from "../../api/profile";
import type { ConsentIn, ConsentOut, FieldOut, ProfileOut } from "../../api/schema";
import { useFormat, useNow } from "../../format/use";
import { ProfileDialog } from "./profile-dialog";
import classes from "./profile.module.css";
import { Satisfaction } from "./satisfaction";
import { Summary } from "./summary";

/** What is known beside the timeline, with what the last week came to on top. */
export function Profile({ customerId }: { customerId: number }) {
  const { t } = useTranslation("person");
  const [editing, setEditing] = useState(false);
  const profile = useProfile(customerId).data;
  if (!profile) return null;
  return (
    <Paper withBorder radius="lg" p="md">
      <Stack gap={12}>
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} fz="sm" lh="1.25rem" c="dimmed">
            {t("profile.title")}
          </Title>
          <Tooltip label={t("profile.edit")}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              my={-8}
              aria-label={t("profile.edit")}
              onClick={() => {
                setEditing(true);
              }}
            >
              <IconPencil size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Group>
        <Summary profile={profile} />
        {profile.tags.length > 0 && (
          <Group gap={6}>
            {profile.tags.map((tag) => (
              <Badge key={tag} variant="light" color="gray" radius="sm">
                {tag}
              </Badge>
            ))}
          </Group>
        )}
        <Known profile={profile} />
        {profile.ratings.length > 0 && <Satisfaction ratings={profile.ratings} />}
        <section aria-label={t("consent.title")}>
          <Text size="sm" c="dimmed" fw={600}>
            {t("consent.title")}
          </Text>
          {profile.consents.map((consent) => (
            <Consent key={consent.purpose} customerId={customerId} consent={consent} />
          ))}
        </section>
      </Stack>
      {editing && (
        <ProfileDialog
          customerId={customerId}
          profile={profile}
          onClose={() => {
            setEditing(false);
          }}
        />
      )}
    </Paper>
  );
}

function Known({ profile }: { profile: ProfileOut }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const now = useNow();
  const own = (field: FieldOut): string => {
    const value = profile.own[field.key];
    if (value === undefined) return "";
    if (typeof value === "boolean") return t(value ? "profile.yes" : "profile.no");
    if (typeof value === "number") return format.number(value);
    return field.kind === "date" ? format.date(value) : value;
  };
  const dated = (day: string | null, yearly = false): string =>
    // How soon it is breaks as a whole into the next line, where there is no room.
    day ? [format.date(day), format.soon(day, now, yearly).replaceAll(" ", "\u00a0")].filter(Boolean).join(" · ") : "";
  const known: [string, string][] = [
    [t("profile.value"), profile.value === null ? "" : format.number(profile.value)],
    [t("profile.birthday"), dated(profile.birthday, true)],
    [t("profile.renewal"), dated(profile.renewal_on)],
    [t("profile.postal"), profile.postal],
    ...profile.fields.map((field): [string, string] => [field.label, own(field)]),
  ];
  const shown = known.filter(([, value]) => value !== "");
  if (shown.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("profile.nothing")}
      </Text>
    );
  return (
    <dl className={classes.facts}>
      {shown.map(([label, value]) => (
        <div key={label} className={classes.fact}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Consent({ customerId, consent }: { customerId: number; consent: ConsentOut }) {
  const { t } = useTranslation("person");
  const write = useAct((said: ConsentIn) => writeConsent(customerId, said), [keys.profile(customerId)]);
  const value = consent.given === null ? "asked" : consent.given ? "yes" : "no";
  const answers = consent.given === null ? (["asked", "yes", "no"] as const) : (["yes", "no"] as const);
  return (
    <div className={classes.consent}>
      <Text size="sm" title={consent.by ? t("consent.by", { agent: consent.by }) : undefined}>
        {t(`consent.${consent.purpose}`)}
      </Text>
      <SegmentedControl
        size="xs"
        value={value}
        aria-label={t(`consent.${consent.purpose}`)}
        data={answers.map((each) => ({ value: each, label: t(`consent.${each}`), disabled: each === "asked" }))}
        onChange={(chosen) => {
          write.mutate({ purpose: consent.purpose, given: chosen === "yes" });
        }}
      />
    </div>
  );
}
