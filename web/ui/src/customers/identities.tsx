import { Group, Text, Tooltip } from "@mantine/core";
import { IconBrandTelegram, IconId, IconMail, IconPhone, IconUsers, IconWorld, type TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CustomerBrief, IdentityOut } from "../api/schema";

const ICONS: Record<string, TablerIcon> = {
  phone: IconPhone,
  email: IconMail,
  visitor: IconWorld,
  messenger: IconBrandTelegram,
  external: IconId,
};

/** The addresses that are not the name already: of somebody without a name, theirs is shown as one. */
export function beside({ shown_name, identities }: Pick<CustomerBrief, "shown_name" | "identities">): IdentityOut[] {
  return identities.filter(({ shown }) => shown !== shown_name);
}

export function Identities({ identities, centred = false }: { identities: IdentityOut[]; centred?: boolean }) {
  const { t } = useTranslation(["customers", "person"]);
  if (identities.length === 0) return null;
  return (
    <Group gap="4px 16px" justify={centred ? "center" : undefined} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {identities.map((identity) => {
        const Icon = ICONS[identity.kind] ?? IconId;
        return (
          <Group key={`${identity.kind}:${identity.value}`} gap={6} wrap="nowrap" component="li" c="dimmed" miw={0}>
            <Icon
              size={15}
              stroke={1.6}
              role="img"
              aria-label={t(`identity.${identity.kind in ICONS ? (identity.kind as "phone") : "external"}`)}
            />
            <Text size="sm" c="var(--tl-text)" truncate className={identity.kind === "visitor" ? undefined : "ltr"}>
              {identity.kind === "visitor" ? t("identity.visitor") : identity.shown}
            </Text>
            {identity.shared && (
              <Tooltip label={t("person:address.sharedHint")}>
                <IconUsers size={15} stroke={1.6} role="img" aria-label={t("person:address.sharedHint")} />
              </Tooltip>
            )}
          </Group>
        );
      })}
    </Group>
  );
}
