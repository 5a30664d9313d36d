import { NativeSelect, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { matchColumns } from "../../api/imports";
import { keys } from "../../api/keys";
import type { CustomerImportOut } from "../../api/schema";
import { useFormat } from "../../format/use";
import classes from "./import.module.css";

/** The columns of the file beside the fields that they are, over the first rows as they would be. */
export function Match({ found }: { found: CustomerImportOut }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const match = useAct((targets: string[]) => matchColumns(found.id, targets), [keys.imports]);
  const options = [
    { value: "", label: t("leaveOut") },
    ...found.fields.map(({ key, label }) => ({ value: key, label: label || t(`field.${key as "name"}`) })),
  ];
  return (
    <section className={classes.card}>
      <Title order={2} fz="md">
        {t("match.title")}
      </Title>
      <Text size="sm" c="dimmed" mb={12}>
        {t("match.hint")}
      </Text>
      <div className={classes.table} tabIndex={0} role="region" aria-label={t("match.title")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("line")}</th>
              {found.columns.map((column, at) => (
                <th scope="col" key={at}>
                  <NativeSelect
                    label={<bdi>{column || t("untitled")}</bdi>}
                    data={options}
                    value={found.targets[at] ?? ""}
                    disabled={match.isPending}
                    onChange={(event) => {
                      const chosen = event.currentTarget.value;
                      match.mutate(found.targets.map((target, other) => (other === at ? chosen : target)));
                    }}
                  />
                </th>
              ))}
              <th scope="col">{t("becomes")}</th>
            </tr>
          </thead>
          <tbody>
            {found.samples.map((row) => (
              <tr key={row.line}>
                <td>{format.number(row.line)}</td>
                {row.cells.map((cell, at) => (
                  <td key={at} data-out={found.targets[at] ? undefined : true}>
                    <bdi>{cell}</bdi>
                  </td>
                ))}
                <td>{row.outcome ? t(`outcome.${row.outcome}`) : "…"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
