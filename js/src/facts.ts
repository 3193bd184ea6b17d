// What has happened, by number: the mirror of wasm/jsbridge, Kind (TestNumbersTsMirrorsTheBridge).

export const Began = 0;
export const Planned = 1;
export const Dialled = 2;
export const DialFailed = 3;
export const Opened = 4;
export const Errored = 5;
export const Closed = 6;
export const Decided = 7;
export const Told = 8;
export const CloseAsked = 9;
export const ReconnectAsked = 10;
export const FailAsked = 11;
export const TooBig = 12;
export const Switched = 13;
export const RetryCancelled = 14;
export const Disposed = 15;
export const TimerFired = 16;
export const WentOffline = 17;
export const CameOnline = 18;
export const BecameHidden = 19;
export const BecameVisible = 20;
export const PageHidden = 21;
export const PageShown = 22;
export const Froze = 23;
export const Resumed = 24;
