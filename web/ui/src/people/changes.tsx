import { Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Moment } from "../common/moment";
import { More } from "../common/on-screen";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { type ChangeLine, skillName, useChanges, type UserLine } from "./api";

/** Who added or changed whom, the latest first: of everybody, or of one person. */
export function ChangesDialog({ users, close }: { users: readonly UserLine[]; close: () => void }) {
  const { t } = useTranslation(["people", "common"]);
  const [user, setUser] = useState("");
  const changes = useChanges(Number(user) || undefined);
  const lines = changes.data?.pages.flatMap((page) => page.changes) ?? [];
  return (
    <Modal opened onClose={close} size="lg" title={<Text fw={600}>{t("changes.title")}</Text>} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Stack gap={16}>
        <Select
          aria-label={t("changes.whose")}
          allowDeselect={false}
          searchable
          data={[{ value: "", label: t("changes.everybody") }, ...users.map((each) => ({ value: String(each.id), label: `${each.name} · ${each.login}` }))]}
          value={user}
          onChange={(chosen) => { setUser(chosen ?? ""); }}
        />
        {changes.isPending && <LoadingLines count={3} />}
        {changes.isError && <ErrorState fault={changes.error} onRetry={() => void changes.refetch()} />}
        {changes.isSuccess && lines.length === 0 && <Text c="dimmed">{t("changes.none")}</Text>}
        <Stack component="ul" gap={16} m={0} p={0} style={{ listStyle: "none" }} role="list">
          {lines.map((line) => <Change key={line.id} line={line} />)}
        </Stack>
        <More more={changes.hasNextPage} loading={changes.isFetchingNextPage} load={() => void changes.fetchNextPage()} />
      </Stack>
    </Modal>
  );
}

function Change({ line }: { line: ChangeLine }) {
  const { t } = useTranslation("people");
  const what = useWhat(line);
  return (
    <Group component="li" justify="space-between" align="baseline" wrap="nowrap">
      <div style={{ overflowWrap: "anywhere" }}>
        <Text fw={500}>
          <bdi>{line.name}</bdi>
        </Text>
        <Text size="sm">{what}</Text>
        <Text size="sm" c="dimmed">{line.by === null ? t("changes.here") : t("changes.by", { name: line.by })}</Text>
      </div>
      <Moment at={line.at} style={{ flex: "none" }} />
    </Group>
  );
}

/** What became of them, as a sentence. */
function useWhat({ what, was, now, levels }: ChangeLine): string {
  const { t } = useTranslation(["people", "common", "queues"]);
  const format = useFormat();
  const role = (name: string) => t(`common:role.${name as "agent"}`);
  const hearing = (name: string) => t(`queues:agents.hearing.${name as "own"}`);
  const each = Object.entries(levels).map(([key, [before = 0, after = 0]]) => {
    const name = what === "capacity" ? t(`queues:kind.${key as "call"}`) : skillName(key);
    const values = { name, was: format.number(before), now: format.number(after) };
    if (what === "capacity" || (before && after)) return t("changes.level", values);
    return t(after ? "changes.levelNew" : "changes.levelGone", values);
  });
  // Joined, not filled into a phrase: a text of nothing but names is set apart from left to right, whatever the page.
  const levelled = (name: string) => `${name}: ${each.join(" · ")}`;
  switch (what) {
    case "added":
      return [t("changes.added", { role: role(now) }), ...each].join(" · ");
    case "name":
      return t("changes.became", { what: t("name"), was, now });
    case "role":
      return t("changes.became", { what: t("role"), was: role(was), now: role(now) });
    case "hears":
      return t("changes.became", { what: t("changes.hears"), was: hearing(was), now: hearing(now) });
    case "skills":
      return levelled(t("changes.skills"));
    case "capacity":
      return levelled(t("queues:agents.capacity"));
    default:
      return t(`changes.${what}`);
  }
}
