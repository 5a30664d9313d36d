/** The sounds of the desk, made by WebAudio: two soft notes for a call, one for a message. No file is loaded. */

const PAUSE_S = 2.4;

function note(context: AudioContext, hertz: number, at: number, seconds: number, volume: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = "sine";
  oscillator.frequency.value = hertz;
  // A short rise and a long fall: a note that starts at full volume clicks.
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}

/** Ring until the returned function is called. */
export function ringTone(): () => void {
  const context = new AudioContext();
  const once = () => {
    const start = context.currentTime + 0.05;
    for (const [index, hertz] of [587.3, 783.99, 587.3, 783.99].entries()) {
      note(context, hertz, start + index * 0.18, 0.5, 0.16);
    }
  };
  once();
  const again = setInterval(once, PAUSE_S * 1000);
  return () => {
    clearInterval(again);
    void context.close();
  };
}

export function chime(): void {
  const context = new AudioContext();
  note(context, 783.99, context.currentTime + 0.05, 0.7, 0.12);
  setTimeout(() => void context.close(), 1500);
}
