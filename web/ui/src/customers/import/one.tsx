import { Anchor, Badge, Button, Progress, Text } from "@mantine/core";
import { IconDownload, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../../api/act";
import { cancelImport, startImport, useImport } from "../../api/imports";
import { keys } from "../../api/keys";
import type { CustomerImportOut } from "../../api/schema";
import { Head, Page, Unread } from "../../common/page";
import { useFormat } from "../../format/use";
import classes from "./import.module.css";
import { Match } from "./match";
import { Notes } from "./notes";
import { STATE_COLOURS } from "./page";

const OUTCOMES = ["new", "known", "doubtful", "refused"] as const;

/** One file of customers: what it would do, how far it is, and what became of it. */
export function ImportPage({ id }: { id: number }) {
  const found = useImport(id);
  if (!found.data) return <Unread query={found} />;
  return <Found found={found.data} />;
}

function Found({ found }: { found: CustomerImportOut }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const touched = [keys.imports, keys.allCustomers];
  const start = useAct(() => startImport(found.id), touched);
  const cancel = useAct(() => cancelImport(found.id), touched);
  const busy = found.state === "checking" || found.state === "running";
  const before = found.state === "checking" || found.state === "checked";
  const taken = found.total - found.counts.refused;
  return (
    <Page className={classes.page}>
      <Head
        title={<bdi>{found.name || t("title")}</bdi>}
        above={
          <Anchor component={Link} to="/customers/import" size="sm">
            {t("title")}
          </Anchor>
        }
        badge={
          <Badge variant="light" color={STATE_COLOURS[found.state]}>
            {t(`state.${found.state}`)}
          </Badge>
        }
      >
          {(before || busy) && (
            <Button
              variant="default"
              loading={cancel.isPending}
              leftSection={<IconX size={16} stroke={1.6} />}
              onClick={() => {
                cancel.mutate();
              }}
            >
              {t(before ? "discard" : "cancel")}
            </Button>
          )}
          {!busy && (
            <Button
              component="a"
              href={`/api/v1/customer-imports/${String(found.id)}/report`}
              variant="default"
              leftSection={<IconDownload size={16} stroke={1.6} />}
            >
              {t("report")}
            </Button>
          )}
          {before && (
            <Button
              disabled={busy || taken === 0}
              loading={start.isPending}
              leftSection={<IconPlayerPlay size={16} stroke={1.6} />}
              onClick={() => {
                start.mutate();
              }}
            >
              {t("start")}
            </Button>
          )}
      </Head>
      {busy && (
        <div className={classes.progress}>
          <Progress value={(100 * found.done) / found.total} aria-label={t(`state.${found.state}`)} />
          <Text size="sm" c="dimmed">
            {t("progress", { done: format.number(found.done), total: format.number(found.total) })}
          </Text>
        </div>
      )}
      <dl className={classes.counts}>
        {OUTCOMES.map((outcome) => (
          <div key={outcome} className={classes.count} data-outcome={outcome}>
            <dt>{t(`outcome.${outcome}`)}</dt>
            <dd>
              <span className={classes.figure}>{format.number(found.counts[outcome])}</span>
              <Text size="sm" c="dimmed">
                {t(`means.${outcome}`)}
              </Text>
            </dd>
          </div>
        ))}
      </dl>
      {before && <Match found={found} />}
      <Notes found={found} />
    </Page>
  );
}
