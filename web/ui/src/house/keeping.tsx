import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { saveKeeping, useKeeping } from "../api/house";
import type { KeepingOut } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { Card } from "./card";
import { useEdited } from "./draft";
import classes from "./house.module.css";

const KINDS = ["recordings", "calls", "transcripts", "chats", "emails", "texts", "notes", "visits", "orders", "comments", "surveys", "looks", "changes"] as const;

/** Until when a journey is resumed, and what is erased after how many days. For administrators. */
export function Keeping() {
  const keeping = useKeeping();
  if (keeping.isPending) return <LoadingLines count={3} />;
  if (keeping.isError) return <ErrorState fault={keeping.error} onRetry={() => void keeping.refetch()} />;
  return <KeepingCard keeping={keeping.data} />;
}

function KeepingCard({ keeping }: { keeping: KeepingOut }) {
  const { t } = useTranslation("house");
  const format = useFormat();
  const edited = useEdited<KeepingOut>(keeping, saveKeeping);
  const { resume_hours: hours, days, recordings_at_most: most } = edited.value;
  return (
    <Card title={t("keeping.title")} hint={t("keeping.hint")} edited={edited}>
      <div className={classes.rules}>
        <NumberInput
          label={t("keeping.resume")}
          description={t("keeping.resumeHint")}
          inputWrapperOrder={["label", "input", "description"]}
          min={0}
          max={8760}
          allowDecimal={false}
          value={hours}
          onChange={(value) => {
            edited.change({ ...edited.value, resume_hours: Number(value) || 0 });
          }}
        />
        {KINDS.map((kind) => (
          <NumberInput
            key={kind}
            label={t(`keeping.${kind}`)}
            description={kind === "recordings" && most > 0 ? t("keeping.atMost", { days: format.number(most) }) : t("keeping.forEver")}
            inputWrapperOrder={["label", "input", "description"]}
            min={0}
            max={36_500}
            allowDecimal={false}
            value={days[kind] ?? 0}
            onChange={(value) => {
              edited.change({ ...edited.value, days: { ...days, [kind]: Number(value) || 0 } });
            }}
          />
        ))}
      </div>
    </Card>
  );
}
