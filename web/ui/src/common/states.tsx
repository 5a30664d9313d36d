/** The three states that every list has beside its contents: empty, loading, error. */
import { Button, Skeleton, Stack, Text, ThemeIcon, type MantineSpacing } from "@mantine/core";
import { IconCloudOff, type TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFaultText } from "../api/act";

export function EmptyState({ icon: Icon, title, hint }: { icon: TablerIcon; title: string; hint?: string | undefined }) {
  return (
    <Stack align="center" gap="xs" py={48} px="md">
      <ThemeIcon size={48} radius="xl" variant="light" color="gray" bg="var(--tl-disc)" c="var(--tl-text)">
        <Icon size={24} stroke={1.5} />
      </ThemeIcon>
      <Text fw={550} ta="center">
        {title}
      </Text>
      {hint && (
        <Text c="dimmed" size="sm" ta="center" maw={320}>
          {hint}
        </Text>
      )}
    </Stack>
  );
}

export function ErrorState({ fault, onRetry }: { fault: unknown; onRetry: () => void }) {
  const { t } = useTranslation("common");
  const faultText = useFaultText();
  return (
    <Stack align="center" gap="xs" py={48} px="md" role="alert">
      <ThemeIcon size={48} radius="xl" variant="light" color="gray" bg="var(--tl-disc)" c="var(--tl-text)">
        <IconCloudOff size={24} stroke={1.5} />
      </ThemeIcon>
      <Text fw={550}>{t("error.title")}</Text>
      <Text c="dimmed" size="sm" ta="center" maw={360} dir="auto">
        {faultText(fault)}
      </Text>
      <Button variant="default" onClick={onRetry} mt="xs">
        {t("error.retry")}
      </Button>
    </Stack>
  );
}

export function LoadingLines({ count = 5, height = 56, p = 0 }: { count?: number; height?: number; p?: MantineSpacing }) {
  const { t } = useTranslation("common");
  return (
    <Stack gap="xs" p={p} role="status" aria-label={t("loading")}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </Stack>
  );
}
