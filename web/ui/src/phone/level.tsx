/** @jsxImportSource preact */
import { useEffect, useRef } from "preact/hooks";

const BARS = [0.55, 0.8, 1, 0.8, 0.55];
const SMALLEST = 0.12;

/** How loud the microphone is, as five bars; so that one sees before speaking that one would be heard. */
export function Level({ microphone, muted, label }: { microphone: MediaStream | null; muted: boolean; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const bars = place.current;
    if (!microphone || muted || !bars) {
      bars?.style.setProperty("--level", String(SMALLEST));
      return;
    }
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(microphone).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let level = 0;
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
      // Loudness is heard by its logarithm: -54 dB is silence, -12 dB is a loud voice. It falls slower than it rises.
      const heard = Math.min(1, Math.max(0, (20 * Math.log10(loudness + 1e-6) + 54) / 42));
      level = Math.max(heard, level * 0.8);
      bars.style.setProperty("--level", Math.max(SMALLEST, level).toFixed(2));
    }, 60);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [microphone, muted]);
  return (
    <div class="level" ref={place} role="img" aria-label={label} data-muted={muted ? "" : undefined}>
      {BARS.map((share, number) => (
        <i key={number} style={{ "--share": share }} />
      ))}
    </div>
  );
}
