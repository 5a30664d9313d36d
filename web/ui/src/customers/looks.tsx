import { Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLooks } from "../api/profile";
import { Moment } from "../common/moment";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";

const WHATS = ["card", "archive", "conversation", "transcript", "recording", "listen", "whisper", "barge"] as const;

/** Who has opened this customer, and what of theirs was read or heard. */
export function LooksDialog({ customerId, onClose }: { customerId: number; onClose: () => void }) {
  const { t } = useTranslation(["person", "common"]);
  const format = useFormat();
  const looks = useLooks(customerId);
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      title={<Text fw={600}>{t("looks.title")}</Text>}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {looks.isPending && <LoadingLines count={3} />}
      {looks.isError && <ErrorState fault={looks.error} onRetry={() => void looks.refetch()} />}
      {looks.data?.length === 0 && <Text c="dimmed">{t("looks.none")}</Text>}
      <Stack gap={12}>
        {looks.data?.map((look) => {
          const [what, id] = look.what.split(":");
          const known = WHATS.find((each) => each === what);
          return (
            <Group key={`${look.at} ${look.who} ${look.what}`} justify="space-between" align="baseline" wrap="nowrap">
              <div>
                <Text fw={500}>
                  <bdi>{look.who}</bdi>
                </Text>
                <Text size="sm" c="dimmed">
                  {known ? t(`looks.${known}`, { id: id ? format.number(Number(id)) : "" }) : look.what}
                </Text>
              </div>
              <Moment at={look.at} />
            </Group>
          );
        })}
      </Stack>
    </Modal>
  );
}
