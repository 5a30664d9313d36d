/** The sounds of the desk, made by WebAudio: no file is loaded, and each is short and soft. */

interface Note {
  hertz: number;
  at: number;
  seconds: number;
  volume: number;
}

function notes(hertz: number[], apart: number, seconds: number, volume: number): Note[] {
  return hertz.map((each, index) => ({ hertz: each, at: index * apart, seconds, volume }));
}

export const RINGS = {
  soft: notes([587.3, 783.99, 587.3, 783.99], 0.18, 0.5, 0.16),
  classic: notes([440, 480, 440, 480, 440, 480], 0.12, 0.16, 0.18),
  marimba: notes([523.25, 659.25, 783.99, 1046.5], 0.14, 0.28, 0.2),
  low: notes([293.66, 349.23], 0.3, 0.7, 0.24),
} as const;
export const MESSAGES = {
  note: notes([783.99], 0, 0.7, 0.12),
  drop: notes([880, 587.3], 0.09, 0.35, 0.12),
  knock: notes([196, 196], 0.14, 0.1, 0.3),
} as const;

export type RingSound = keyof typeof RINGS;
export type MessageSound = keyof typeof MESSAGES;

const PAUSE_S = 2.4;
const BEEP = notes([1000], 0, 0.25, 0.2);

function play(context: AudioContext, sound: readonly Note[]): void {
  const start = context.currentTime + 0.05;
  for (const { hertz, at, seconds, volume } of sound) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = "sine";
    oscillator.frequency.value = hertz;
    // A short rise and a long fall: a note that starts at full volume clicks.
    gain.gain.setValueAtTime(0, start + at);
    gain.gain.linearRampToValueAtTime(volume, start + at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + at + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start + at);
    oscillator.stop(start + at + seconds);
  }
}

interface Way {
  context: AudioContext;
  /** Settled when it leads to its device. */
  there: Promise<unknown>;
}

/** A way out to one device. Where the browser cannot choose, or the device is gone, it is the computer's own. */
function out(device: string): Way {
  const context = new AudioContext();
  const choose = (context as AudioContext & { setSinkId?: (id: string) => Promise<void> }).setSinkId;
  return { context, there: device && choose ? choose.call(context, device).catch(() => undefined) : Promise.resolve() };
}

/** Nothing of the sound is heard through another device before. */
async function through({ context, there }: Way, sound: readonly Note[]): Promise<void> {
  await there;
  if (context.state !== "closed") play(context, sound);
}

/** Ring through each of these devices until the returned function is called. */
export function ringTone(ring: RingSound, devices: string[]): () => void {
  const ways = devices.map(out);
  const once = () => {
    for (const way of ways) void through(way, RINGS[ring]);
  };
  once();
  const again = setInterval(once, PAUSE_S * 1000);
  return () => {
    clearInterval(again);
    for (const { context } of ways) void context.close();
  };
}

function once(sound: readonly Note[], device: string): void {
  const way = out(device);
  void through(way, sound);
  setTimeout(() => void way.context.close(), 2000);
}

export function chime(message: MessageSound, device = ""): void {
  once(MESSAGES[message], device);
}

/** One round of a ring, to choose by. */
export function sample(ring: RingSound, device: string): void {
  once(RINGS[ring], device);
}

/** The panel answers by itself now: the agent hears it before the caller does. */
export function beep(device: string): void {
  once(BEEP, device);
}
