/** A voice message, recorded in this browser. */
const LONGEST_MS = 2 * 60_000;

export interface Recording {
  /** Ends it; what was said, or nothing where it is thrown away. */
  end: (keep: boolean) => void;
}

/** Begins to record: `done` gets the sound. Rejects where there is no microphone, or it is refused. */
export async function record(done: (sound: Blob | null) => void): Promise<Recording> {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(microphone);
  const pieces: Blob[] = [];
  let keep = true;
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  recorder.addEventListener("stop", () => {
    clearTimeout(limit);
    for (const track of microphone.getTracks()) track.stop();
    done(keep && pieces.length ? new Blob(pieces, { type: recorder.mimeType }) : null);
  });
  const limit = setTimeout(() => { recorder.stop(); }, LONGEST_MS);
  recorder.start();
  return {
    end: (kept) => {
      keep = kept;
      if (recorder.state !== "inactive") recorder.stop();
    },
  };
}
