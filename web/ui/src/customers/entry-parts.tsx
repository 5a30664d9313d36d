import { Text } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { TimelineEntry } from "../api/schema";
import { Moment } from "../common/moment";
import { directionOf } from "../format/direction";
import classes from "./stream.module.css";

/** A field of the fact, as text. The facts are the server's, but no view may break over one of them. */
export function field(entry: TimelineEntry, name: string): string {
  const value = entry.data[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

interface CardProps {
  at: string;
  icon: ReactNode;
  title: ReactNode;
  under?: ReactNode;
  /** What was written, in its own direction. */
  text: string;
  note?: boolean;
  children?: ReactNode;
}

/** A line that has something to read in it: a mail, a text, a note. */
export function EntryCard({ at, icon, title, under, text, note = false, children }: CardProps) {
  return (
    <li className={note ? `${classes.card ?? ""} ${classes.note ?? ""}` : classes.card}>
      <div className={classes.head}>
        {icon}
        <div className={classes.what}>
          <Text size={under ? "md" : "sm"} fw={550} truncate>
            {title}
          </Text>
          {under && (
            <Text size="sm" c="dimmed" truncate>
              {under}
            </Text>
          )}
        </div>
        <Moment at={at} as="time" />
      </div>
      {(text || children) && (
        <div className={classes.body}>
          {text && (
            <p className={classes.prose} dir={directionOf(text)}>
              {text}
            </p>
          )}
          {children}
        </div>
      )}
    </li>
  );
}

/** A line that says all in its few words. */
export function ThinLine({ at, icon: Icon, hint, children }: { at: string; icon?: TablerIcon; hint?: string; children: ReactNode }) {
  return (
    <li className={classes.thin}>
      {Icon && <Icon size={16} stroke={1.6} aria-hidden />}
      <span title={hint}>{children}</span>
      <Moment at={at} as="time" size="xs" />
    </li>
  );
}
