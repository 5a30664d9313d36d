/** What an agent has chosen for this browser: sounds, and through which devices they come. */
import { useLocalStorage } from "@mantine/hooks";
import type { MessageSound, RingSound } from "./tones";

export interface Preferences {
  ring: RingSound | "none";
  message: MessageSound | "none";
  /** Nothing but a ringing call makes a sound or a notification. */
  quiet: boolean;
  /** Device ids; "" is what the computer plays everything else through. */
  speaker: string;
  ringer: string;
  /** A further device that rings as well, such as a loudspeaker beside the headset; "" is none. */
  secondRinger: string;
}

const FIRST: Preferences = { ring: "soft", message: "note", quiet: false, speaker: "", ringer: "", secondRinger: "" };

export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const [kept, keep] = useLocalStorage<Partial<Preferences>>({
    key: "threadline.preferences",
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  return [
    { ...FIRST, ...kept },
    (change) => {
      keep((before) => ({ ...before, ...change }));
    },
  ];
}
