import { Button, Group, Modal, Paper, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload, IconEraser, IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { erasePerson } from "../api/profile";
import { useUser } from "../shell/session";
import { LooksDialog } from "./looks";

/** What a person may ask of us: who looked at them, all that we keep, or that we forget them. For supervisors. */
export function Privacy({ customerId }: { customerId: number }) {
  const { t } = useTranslation(["person", "common"]);
  const { role } = useUser();
  const [, go] = useLocation();
  const [looking, setLooking] = useState(false);
  const [sure, setSure] = useState(false);
  const erase = useAct(() => erasePerson(customerId), [keys.allCustomers]);
  if (role === "agent") return null;
  return (
    <Paper withBorder radius="lg" p="md">
      <Stack gap={12}>
        <Title order={2} fz="sm" lh="1.25rem" c="dimmed">
          {t("privacy.title")}
        </Title>
        <Group gap={8}>
          <Button
            component="a"
            href={`/api/v1/customers/${String(customerId)}/archive`}
            variant="default"
            size="sm"
            leftSection={<IconDownload size={16} stroke={1.6} />}
          >
            {t("privacy.archive")}
          </Button>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconEye size={16} stroke={1.6} />}
            onClick={() => {
              setLooking(true);
            }}
          >
            {t("looks.open")}
          </Button>
          {role === "admin" && (
            <Button
              variant="subtle"
              color="red"
              size="sm"
              leftSection={<IconEraser size={16} stroke={1.6} />}
              onClick={() => {
                setSure(true);
              }}
            >
              {t("privacy.erase")}
            </Button>
          )}
        </Group>
      </Stack>
      {looking && (
        <LooksDialog
          customerId={customerId}
          onClose={() => {
            setLooking(false);
          }}
        />
      )}
      <Modal
        opened={sure}
        onClose={() => {
          setSure(false);
        }}
        centered
        title={<Text fw={600}>{t("privacy.sure")}</Text>}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <Stack gap="md">
          <Text>{t("privacy.what")}</Text>
          <Button
            color="red"
            loading={erase.isPending}
            onClick={() => {
              erase.mutate(undefined, {
                onSuccess: () => {
                  notifications.show({ message: t("privacy.done"), withBorder: true });
                  go("/customers");
                },
              });
            }}
          >
            {t("privacy.yes")}
          </Button>
        </Stack>
      </Modal>
    </Paper>
  );
}
