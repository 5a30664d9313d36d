import { Loader, UnstyledButton } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import type { Ref } from "react";
import classes from "./call.module.css";

interface Props {
  text: string;
  icon: TablerIcon;
  onClick?: () => void;
  pressed?: boolean;
  disabled?: boolean;
  loading?: boolean;
  tone?: "end";
  ref?: Ref<HTMLButtonElement>;
}

/** One round control of a call, with its word under it. */
export function CallButton({ text, icon: Icon, pressed, disabled = false, loading = false, tone, ...rest }: Props) {
  return (
    <UnstyledButton
      {...rest}
      className={classes.control}
      aria-pressed={pressed}
      data-tone={tone}
      disabled={disabled || loading}
    >
      <span className={classes.disc}>{loading ? <Loader size={20} color="currentColor" /> : <Icon size={24} stroke={1.6} aria-hidden />}</span>
      <span>{text}</span>
    </UnstyledButton>
  );
}
