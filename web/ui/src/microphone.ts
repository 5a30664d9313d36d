/** The microphone: asked for once, watched for as long as the page lives, and honest about why there is none. */

/** insecure: the page is not served over HTTPS or localhost; lost: it was live and its device went away;
 * silenced: the computer or the headset has switched it off. */
export type MicrophoneStatus = "unknown" | "insecure" | "asking" | "live" | "silenced" | "denied" | "missing" | "lost";

export interface MicrophoneState {
  status: MicrophoneStatus;
  stream: MediaStream | null;
  devices: { id: string; label: string }[];
  deviceId: string;
}

const KEPT = "threadline.microphone";

export class Microphone {
  private now: MicrophoneState = { status: "unknown", stream: null, devices: [], deviceId: "" };
  private readonly listeners = new Set<() => void>();

  constructor() {
    if (!window.isSecureContext || !("mediaDevices" in navigator)) this.now = { ...this.now, status: "insecure" };
    else navigator.mediaDevices.addEventListener("devicechange", () => void this.devicesChanged());
  }

  state = (): MicrophoneState => this.now;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Open it without asking, where the person has allowed it before. */
  async openIfAllowed(): Promise<void> {
    if (this.now.status !== "unknown") return;
    const permission = await navigator.permissions.query({ name: "microphone" as PermissionName }).catch(() => null);
    if (permission?.state === "granted") await this.open();
    if (permission?.state === "denied") this.change({ status: "denied" });
  }

  /** Ask for it (or for another device). The outcome is in the state; this never throws. */
  async open(deviceId = localStorage.getItem(KEPT) ?? ""): Promise<void> {
    if (this.now.status === "insecure") return;
    const old = this.now.stream;
    if (!old) this.change({ status: "asking" });
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          echoCancellation: true,
          noiseSuppression: true,
          autoGainControl: true,
          ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
        },
      });
      const track = stream.getAudioTracks()[0];
      track?.addEventListener("ended", () => {
        if (this.now.stream === stream) this.change({ status: "lost", stream: null });
      });
      const heard = () => {
        if (this.now.stream === stream) this.change({ status: track?.muted ? "silenced" : "live" });
      };
      track?.addEventListener("mute", heard);
      track?.addEventListener("unmute", heard);
      const opened = track?.getSettings().deviceId ?? "";
      if (opened) localStorage.setItem(KEPT, opened);
      this.change({ status: track?.muted ? "silenced" : "live", stream, deviceId: opened, devices: await microphones() });
      if (old) for (const each of old.getTracks()) each.stop();
    } catch (fault) {
      const name = fault instanceof DOMException ? fault.name : "";
      const refused = name === "NotAllowedError" || name === "SecurityError";
      this.change({ status: refused ? "denied" : "missing", stream: null });
    }
  }

  private async devicesChanged(): Promise<void> {
    if (this.now.status === "lost" || this.now.status === "missing") await this.open();
    else if (this.now.status === "live") this.change({ devices: await microphones() });
  }

  private change(change: Partial<MicrophoneState>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }
}

async function microphones(): Promise<MicrophoneState["devices"]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((device) => device.kind === "audioinput" && device.deviceId !== "")
    .map((device) => ({ id: device.deviceId, label: device.label }));
}
