import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconPlayerPlay, IconTestPipe, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import type { TestResult } from "../../api/schema";
import { EmptyState, ErrorState, LoadingLines } from "../../common/states";
import { deleteTest, flowKeys, runTests, useTests } from "../api";
import { useEditing } from "../editor-context";
import classes from "./panels.module.css";

/** Conversations that have to go as they were saved. */
export function TestsPanel() {
  const { t } = useTranslation("flows");
  const { flowKey, saved } = useEditing();
  const tests = useTests(flowKey);
  const run = useMutation({
    mutationFn: async () => {
      await saved();
      return runTests(flowKey);
    },
  });
  const remove = useAct((id: number) => deleteTest(flowKey, id), [flowKeys.tests(flowKey)]);
  if (tests.isPending) return <LoadingLines />;
  if (tests.isError) return <ErrorState fault={tests.error} onRetry={() => void tests.refetch()} />;
  if (tests.data.length === 0) return <EmptyState icon={IconTestPipe} title={t("tests.none")} hint={t("tests.noneHint")} />;
  const results = new Map(run.data?.map((result) => [result.id, result]));
  const failed = run.data?.filter((result) => !result.passed).length ?? 0;
  return (
    <>
      <Group mb={12} gap={12}>
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={run.isPending}
          onClick={() => {
            run.mutate();
          }}
        >
          {t("tests.run")}
        </Button>
        <span role="status" className={classes.quiet}>
          {run.data && (failed === 0 ? t("tests.allPass", { count: run.data.length }) : t("tests.someFail", { count: failed }))}
        </span>
      </Group>
      {run.isError && <ErrorState fault={run.error} onRetry={() => { run.mutate(); }} />}
      <ul className={classes.list}>
        {tests.data.map((test) => (
          <li key={test.id} className={classes.row}>
            <div className={classes.rowHead}>
              <TestSign result={results.get(test.id)} />
              <span className={classes.strong} dir="auto">
                {test.name}
              </span>
              <Tooltip label={t("tests.remove")}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("tests.removeOf", { name: test.name })}
                  onClick={() => {
                    remove.mutate(test.id);
                  }}
                >
                  <IconTrash size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            </div>
            <Failure result={results.get(test.id)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function TestSign({ result }: { result: TestResult | undefined }) {
  const { t } = useTranslation("flows");
  if (!result) return <IconTestPipe size={18} stroke={1.6} color="var(--tl-faint)" aria-hidden />;
  return result.passed ? (
    <IconCircleCheck size={18} color="var(--tl-accent)" role="img" aria-label={t("tests.passed")} />
  ) : (
    <IconCircleX size={18} color="var(--tl-bad)" role="img" aria-label={t("tests.failed")} />
  );
}

/** What the test expected, and what the draft does instead. */
export function Failure({ result }: { result: TestResult | undefined }) {
  const { t } = useTranslation("flows");
  if (!result || result.passed) return null;
  return (
    <dl className={classes.failure}>
      {result.expected && (
        <>
          <dt>{t("tests.expected")}</dt>
          <dd>
            <pre className={classes.script} dir="auto">
              {result.expected}
            </pre>
          </dd>
        </>
      )}
      <dt>{t("tests.got")}</dt>
      <dd>
        <pre className={classes.script} dir="auto">
          {result.got || "–"}
        </pre>
      </dd>
    </dl>
  );
}
