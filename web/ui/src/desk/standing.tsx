import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useProfile } from "../api/profile";
import { Summary } from "../customers/profile/summary";
import { useFormat } from "../format/use";

/** How the customer stands with the company: their value and tags, what is open, and how often they had to ask. */
export function Standing({ customerId }: { customerId: number }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const profile = useProfile(customerId).data;
  if (!profile) return null;
  const signs = [...(profile.value === null ? [] : [`${t("profile.value")} ${format.number(profile.value)}`]), ...profile.tags];
  return (
    <>
      <Summary profile={profile} />
      {signs.length > 0 && (
        <Group gap={6}>
          {signs.map((sign) => (
            <Badge key={sign} variant="light" color="gray" radius="sm">
              <bdi>{sign}</bdi>
            </Badge>
          ))}
        </Group>
      )}
    </>
  );
}
