import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PathStep } from "../api/schema";
import classes from "./path.module.css";

/** The ways on that a step's own words do not tell. */
const NOTED = new Set(["no_input", "no_match", "operator", "failure", "hang_up"]);

/**
 * The way through the menu, as a breadcrumb: each step, and what the customer answered there. What was known already
 * was not asked, so it is no step of theirs.
 */
export function Path({ steps }: { steps: PathStep[] }) {
  const { t } = useTranslation("customers");
  const asked = steps.filter((step) => step.way !== "known");
  if (asked.length === 0) return null;
  return (
    <ol className={classes.path} aria-label={t("path")}>
      {asked.map((step, index) => (
        <li key={`${step.node}-${String(index)}`} className={classes.step}>
          {index > 0 && <IconChevronRight size={14} className={classes.arrow} aria-hidden />}
          <span>{step.label}</span>
          {NOTED.has(step.way) && <span className={classes.way}>{t(`pathWay.${step.way as "no_input"}`)}</span>}
          {step.heard && step.heard !== step.label && <bdi className={classes.heard}>{step.heard}</bdi>}
        </li>
      ))}
    </ol>
  );
}
