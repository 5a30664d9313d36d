import { Anchor, Badge, FileButton, Button, Text } from "@mantine/core";
import { IconFileImport, IconTableImport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useAct } from "../../api/act";
import { bringFile, useImports } from "../../api/imports";
import { keys } from "../../api/keys";
import type { ImportBrief } from "../../api/schema";
import { Line, LinePage } from "../../common/line-page";
import { Moment } from "../../common/moment";
import { Unread } from "../../common/page";
import { EmptyState } from "../../common/states";
import { useFormat } from "../../format/use";

export const STATE_COLOURS = {
  checking: "gray",
  checked: "yellow",
  running: "teal",
  done: "gray",
  cancelled: "gray",
} as const;

/** Files of customers that were brought, the latest first. */
export function ImportsPage() {
  const { t } = useTranslation(["imports", "customers"]);
  const [, go] = useLocation();
  const imports = useImports();
  const bring = useAct(bringFile, [keys.imports]);
  if (!imports.data) return <Unread query={imports} />;
  return (
    <LinePage
      title={t("title")}
      what={t("what")}
      above={
        <Anchor component={Link} to="/customers" size="sm">
          {t("customers:list.title")}
        </Anchor>
      }
      actions={
        <FileButton
          accept=".csv,.tsv,.txt,.json,text/csv,application/json"
          onChange={(file) => {
            if (!file) return;
            bring.mutate(file, {
              onSuccess: (made) => {
                const { id } = made as ImportBrief;
                go(`/customers/import/${String(id)}`);
              },
            });
          }}
        >
          {(props) => (
            <Button {...props} loading={bring.isPending} leftSection={<IconFileImport size={18} stroke={1.6} />}>
              {t("choose")}
            </Button>
          )}
        </FileButton>
      }
      empty={<EmptyState icon={IconTableImport} title={t("none")} hint={t("noneHint")} />}
      lines={imports.data.map((each) => (
        <One key={each.id} brief={each} />
      ))}
    />
  );
}

function One({ brief }: { brief: ImportBrief }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  return (
    <Line
      to={`/customers/import/${String(brief.id)}`}
      name={brief.name || t("title")}
      about={t("rows", { count: brief.total, shown: format.number(brief.total), by: brief.by })}
    >
      <Badge variant="light" color={STATE_COLOURS[brief.state]}>
        {t(`state.${brief.state}`)}
      </Badge>
      <Text component="span" size="sm">
        <Moment at={brief.at} />
      </Text>
    </Line>
  );
}
