import { Anchor, Center, Stack } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { EmptyState } from "../common/states";

export function NotFound() {
  const { t } = useTranslation("common");
  return (
    <Center h="100%">
      <Stack align="center" gap={0}>
        <EmptyState icon={IconMapQuestion} title={t("notFound.title")} hint={t("notFound.hint")} />
        <Anchor component={Link} to="/">
          {t("notFound.back")}
        </Anchor>
      </Stack>
    </Center>
  );
}
