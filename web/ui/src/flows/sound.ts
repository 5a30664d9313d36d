/** One voice at a time: listening to prompts, and recording one in the browser. */

let playing: HTMLAudioElement | null = null;
const listeners = new Set<() => void>();
let current = "";

/** What is being played now, by the name it was started under; empty in silence. */
export const nowPlaying = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  name: () => current,
};

function tell(name: string): void {
  current = name;
  for (const listener of listeners) listener();
}

export function stopSound(): void {
  playing?.pause();
  playing = null;
  if (current) tell("");
}

/** Play sound to its end. What played before falls silent. Rejects where the browser cannot play it. */
export async function playSound(name: string, source: Blob | string): Promise<void> {
  stopSound();
  const url = typeof source === "string" ? source : URL.createObjectURL(source);
  const audio = new Audio(url);
  playing = audio;
  tell(name);
  try {
    await new Promise<void>((resolve, reject) => {
      audio.onended = () => {
        resolve();
      };
      audio.onpause = () => {
        resolve();
      };
      audio.onerror = () => {
        reject(new Error("this sound cannot be played"));
      };
      audio.play().catch((fault: unknown) => {
        reject(fault instanceof Error ? fault : new Error(String(fault)));
      });
    });
  } finally {
    if (typeof source !== "string") URL.revokeObjectURL(url);
    if (playing === audio) {
      playing = null;
      tell("");
    }
  }
}

export interface RecordingInProgress {
  /** The recording so far, and the microphone is let go. */
  stop(): Promise<Blob>;
  cancel(): void;
}

/** Record from the microphone until it is stopped. Rejects where there is none, or it is not allowed. */
export async function record(): Promise<RecordingInProgress> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.start();
  return {
    stop: () =>
      new Promise((resolve) => {
        recorder.onstop = () => {
          release();
          resolve(new Blob(pieces, { type: recorder.mimeType }));
        };
        recorder.stop();
      }),
    cancel: () => {
      recorder.onstop = release;
      recorder.stop();
    },
  };
}
