/** The softphone over SIP and WebRTC: JsSIP to our own origin's WebSocket. */
import JsSIP from "jssip";
import type { EndEvent, RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest } from "jssip/lib/SIPMessage";
import type { RTCSessionEvent, UA } from "jssip/lib/UA";
import { countsOf } from "./line-counts";
import { type LineCounts, SILENT, type PhoneCall, type PhoneCredentials, type PhoneState, type Softphone } from "./softphone";

const CANDIDATES_WAIT_MS = 400;

/** A connection that can be given up: after a change of network nothing says that it is dead, for many minutes. */
class Way extends JsSIP.WebSocketInterface {
  /** Let JsSIP connect and register anew. */
  giveUp(): void {
    if (!this.isConnected()) return;
    this.disconnect();
    this.ondisconnect(true);
  }
}

export class JssipPhone implements Softphone {
  private ua: UA | null = null;
  private way: Way | null = null;
  private session: RTCSession | null = null;
  private microphone: MediaStream | null = null;
  private iceServers: RTCIceServer[] = [];
  private answerSoon = false;
  private readonly speaker = new Audio();
  private readonly listeners = new Set<() => void>();
  private now: PhoneState = SILENT;

  constructor() {
    this.speaker.autoplay = true;
    window.addEventListener("online", this.tryAnotherWay);
  }

  private readonly tryAnotherWay = (): void => {
    this.way?.giveUp();
  };

  state(): PhoneState {
    return this.now;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  connect(credentials: PhoneCredentials, options: { register?: boolean } = {}): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const old = this.ua;
    this.way = new Way(`${scheme}://${location.host}${credentials.websocket}`);
    const ua = new JsSIP.UA({
      sockets: this.way,
      uri: credentials.uri,
      authorization_user: credentials.username,
      password: credentials.password,
      register: options.register ?? true,
      register_expires: 60,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: "Threadline",
    });
    this.ua = ua;
    this.iceServers = credentials.ice_servers.map(({ urls, username, credential }) => ({
      urls,
      ...(username ? { username } : {}),
      ...(credential ? { credential } : {}),
    }));
    this.listenToLine(ua, options.register ?? true);
    // The socket of the old line may still carry a call: it is stopped when that call has ended.
    if (old && !this.session) old.stop();
    this.change({ line: "connecting", fault: "" });
    ua.start();
  }

  private listenToLine(ua: UA, register: boolean): void {
    const ours = (change: Partial<PhoneState>) => {
      if (this.ua === ua) this.change(change);
    };
    ua.on("connected", () => {
      if (!register) ours({ line: "registered", fault: "" });
    });
    ua.on("registered", () => {
      ours({ line: "registered", fault: "" });
    });
    ua.on("unregistered", () => {
      ours({ line: "lost", fault: "unregistered" });
    });
    ua.on("registrationFailed", (event) => {
      ours({ line: "lost", fault: event.cause ?? "refused" });
    });
    ua.on("disconnected", (event) => {
      ours({ line: "lost", fault: event.reason ?? "disconnected" });
    });
    ua.on("newRTCSession", ({ originator, session, request }: RTCSessionEvent) => {
      // JsSIP's types name an enum that its runtime does not export, hence the comparison by word.
      if (String(originator) === "remote") this.rungBy(session, request as IncomingRequest);
    });
  }

  private rungBy(session: RTCSession, request: IncomingRequest): void {
    const callId = Number.parseInt(request.getHeader("X-Threadline-Call") ?? "", 10);
    const back = request.getHeader("X-Threadline-Auto-Answer") === "1";
    if (this.session && !this.session.isEnded()) {
      // Only the switch rings us, and never for a second call: the leg that we still hold ended while the line was lost.
      const dead = this.session;
      this.session = null;
      dead.terminate();
    }
    this.take(session, {
      callId: Number.isNaN(callId) ? null : callId,
      phase: back ? "connecting" : "ringing",
      muted: false,
      since: null,
    });
    if (back) this.answer();
  }

  private take(session: RTCSession, call: PhoneCall): void {
    this.session = session;
    this.answerSoon = false;
    this.change({ call, lastCause: "" });
    let ready: ReturnType<typeof setTimeout> | undefined;
    session.on("icecandidate", (event) => {
      // Waiting for every candidate can take many seconds where a STUN server does not answer: the first ones do.
      clearTimeout(ready);
      ready = setTimeout(event.ready, CANDIDATES_WAIT_MS);
    });
    session.on("peerconnection", ({ peerconnection }) => {
      this.listenToMedia(session, peerconnection);
    });
    if (session.connection as RTCPeerConnection | null) this.listenToMedia(session, session.connection);
    session.on("confirmed", () => {
      this.changeCall(session, { phase: "talking", since: Date.now() });
    });
    const over = (event: EndEvent) => {
      this.over(session, event.cause);
    };
    session.on("ended", over);
    session.on("failed", over);
  }

  private listenToMedia(session: RTCSession, connection: RTCPeerConnection): void {
    connection.addEventListener("track", (event) => {
      this.speaker.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    });
    connection.addEventListener("iceconnectionstatechange", () => {
      const state = connection.iceConnectionState;
      if (!session.isEstablished()) return;
      if (state === "disconnected" || state === "failed") {
        this.changeCall(session, { phase: "reconnecting" });
        // Where no sound comes through, the words may not either, and they bring us back into the call.
        if (state === "disconnected") this.tryAnotherWay();
      }
      if (state === "connected" || state === "completed") this.changeCall(session, { phase: "talking" });
    });
  }

  private over(session: RTCSession, cause: string): void {
    if (this.session !== session) return;
    this.session = null;
    this.speaker.srcObject = null;
    this.change({ call: null, lastCause: cause });
  }

  speakWith(microphone: MediaStream): void {
    this.microphone = microphone;
    const track = microphone.getAudioTracks()[0] ?? null;
    const connection = this.session?.connection as RTCPeerConnection | null | undefined;
    if (track && connection) {
      track.enabled = !(this.now.call?.muted ?? false);
      for (const sender of connection.getSenders()) void sender.replaceTrack(track);
    }
    if (this.answerSoon) this.answer();
  }

  answer(): void {
    const session = this.session;
    if (!session?.isInProgress()) return;
    if (!this.microphone) {
      this.answerSoon = true;
      return;
    }
    this.answerSoon = false;
    this.changeCall(session, { phase: "connecting" });
    session.answer({ mediaStream: this.microphone, pcConfig: { iceServers: this.iceServers } });
  }

  dial(target: string, headers: string[] = []): void {
    if (!this.ua || !this.microphone || this.session) return;
    const session = this.ua.call(target, {
      mediaStream: this.microphone,
      pcConfig: { iceServers: this.iceServers },
      extraHeaders: headers,
    });
    this.take(session, { callId: null, phase: "dialing", muted: false, since: null });
  }

  mute(on: boolean): void {
    if (!this.session) return;
    if (on) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    this.changeCall(this.session, { muted: on });
  }

  hearThrough(device: string): void {
    // A device that is gone, or a browser that cannot choose: the computer's own goes on.
    if ("setSinkId" in this.speaker) void this.speaker.setSinkId(device).catch(() => undefined);
  }

  async counts(): Promise<LineCounts | null> {
    const connection = this.session?.connection as RTCPeerConnection | null | undefined;
    if (!connection || !this.session?.isEstablished()) return null;
    const reports: Record<string, unknown>[] = [];
    (await connection.getStats()).forEach((report: Record<string, unknown>) => reports.push(report));
    return countsOf(reports as Parameters<typeof countsOf>[0]);
  }

  keys(tones: string): void {
    // RFC 4733 events go with the audio: that is what an IVR at the far end listens to.
    if (this.now.call?.phase !== "talking") return;
    this.session?.sendDTMF(tones, { transportType: JsSIP.C.DTMF_TRANSPORT.RFC2833 });
  }

  hangUp(): void {
    const session = this.session;
    if (session && !session.isEnded()) session.terminate();
  }

  disconnect(): void {
    this.hangUp();
    this.ua?.stop();
    this.ua = this.way = null;
    this.change({ ...SILENT });
  }

  private changeCall(session: RTCSession, change: Partial<PhoneCall>): void {
    if (this.session !== session || !this.now.call) return;
    const since = this.now.call.since ?? change.since ?? null;
    this.change({ call: { ...this.now.call, ...change, since } });
  }

  private change(change: Partial<PhoneState>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }
}
