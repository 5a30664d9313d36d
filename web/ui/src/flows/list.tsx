import { ActionIcon, Badge, Button, Group, Menu, Modal, Text } from "@mantine/core";
import { IconChartDots3, IconDots, IconDownload, IconPlus, IconSitemap, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useAct } from "../api/act";
import type { FlowLine } from "../api/schema";
import { Line, LinePage } from "../common/line-page";
import { Moment } from "../common/moment";
import { Unread } from "../common/page";
import { EmptyState } from "../common/states";
import { useFormat } from "../format/use";
import { deleteFlow, exportAddress, flowKeys, useFlows } from "./api";
import { ImportButton } from "./import-button";
import classes from "./list.module.css";
import { NewFlowDialog } from "./new-flow";

/** Every flow: which hotlines it answers, what is live, and what is being worked on. */
export function FlowsPage() {
  const { t } = useTranslation("flows");
  const flows = useFlows();
  const [making, setMaking] = useState(false);
  if (!flows.data) return <Unread query={flows} />;
  const taken = flows.data.map((flow) => flow.key);
  return (
    <>
      <LinePage
        title={t("title")}
        what={t("list.what")}
        actions={
          <>
            <ImportButton taken={taken} />
            <Button leftSection={<IconPlus size={16} />} onClick={() => { setMaking(true); }}>
              {t("list.new")}
            </Button>
          </>
        }
        empty={<EmptyState icon={IconSitemap} title={t("list.none")} hint={t("list.noneHint")} />}
        lines={flows.data.map((flow) => (
          <OneFlow key={flow.key} flow={flow} />
        ))}
      />
      {making && <NewFlowDialog taken={taken} onClose={() => { setMaking(false); }} />}
    </>
  );
}

function OneFlow({ flow }: { flow: FlowLine }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const [, go] = useLocation();
  const [asking, setAsking] = useState(false);
  const remove = useAct(() => deleteFlow(flow.key), [flowKeys.all]);
  return (
    <Line
      to={`/flows/${flow.key}`}
      name={flow.name}
      about={flow.hotlines.length > 0 ? <bdi>{flow.hotlines.join(" · ")}</bdi> : t("list.noHotline")}
    >
      <Group gap={6} className={classes.marks}>
        {flow.live === null ? (
          <Badge variant="light" color="gray">
            {t("list.neverLive")}
          </Badge>
        ) : (
          <Badge variant="light">{t("list.live", { number: format.number(flow.live) })}</Badge>
        )}
        {flow.trial && (
          <Badge variant="light" color="yellow">
            {t("list.trial", { number: format.number(flow.trial.number), share: format.number(flow.trial.share) })}
          </Badge>
        )}
        {flow.scheduled.map((each) => (
          <Badge key={each.number} variant="light" color="blue" title={format.moment(each.live_from)}>
            {t("list.scheduled", { number: format.number(each.number) })}
          </Badge>
        ))}
      </Group>
      <div className={classes.draft}>
        {flow.draft && (
          <>
            <Text size="sm">{t("list.draft", { name: flow.draft.edited_by })}</Text>
            <Moment at={flow.draft.edited_at} />
          </>
        )}
      </div>
      <Menu position="bottom-end" width={208}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("list.more", { name: flow.name })} loading={remove.isPending}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconChartDots3 size={18} stroke={1.6} />} onClick={() => { go(`/flows/${flow.key}/analytics`); }}>
            {t("toolbar.analytics")}
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={18} stroke={1.6} />} component="a" href={exportAddress(flow.key)} download={`${flow.key}.json`}>
            {t("list.export")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={18} stroke={1.6} />}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t("list.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asking} onClose={() => { setAsking(false); }} title={t("list.deleteTitle", { name: flow.name })} centered>
        <Text mb={24}>{t("list.deleteText")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => { setAsking(false); }}>
            {t("cancel")}
          </Button>
          <Button
            color="red"
            onClick={() => {
              setAsking(false);
              remove.mutate();
            }}
          >
            {t("list.delete")}
          </Button>
        </Group>
      </Modal>
    </Line>
  );
}
