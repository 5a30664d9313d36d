import { useLocalStorage } from "@mantine/hooks";

/** Whether this browser rings silently. */
export function useRingMuted(): [boolean, (muted: boolean) => void] {
  const [muted, setMuted] = useLocalStorage({ key: "threadline.ring-muted", defaultValue: false, getInitialValueInEffect: false });
  return [muted, setMuted];
}
