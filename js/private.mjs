// Members of wsclose's own objects that no page, no browser and no wasm names, so that minify.mjs may give them shorter names.
// What is missing here costs a few bytes; pack.mjs holds that none is in the package's types, or of a browser's.

export const PRIVATE = `
	act argv ask askedAt askedBytes begin dialled dialledAt dialler disturb due endedAt ends errored expire fact facts frozen hear heardAt
	isAdopted isDialling isDisposed isInstalled isLate isLive isReal isStable isTelling isTimed least listened most native nativeThunk
	openedAt orphan outbox pageChanged previous probedAt putAll putText reconnects refused rest sentAt settings settle shown
	since stock streak tally thunk timers told tooBig whenEnded whenOpen wished
	_exitPromise _goRefCounts _idPool _ids _inst _nextCallbackTimeoutID _resolveExitPromise _resume _scheduledTimeouts _values
	exited importObject`
	.trim()
	.split(/\s+/);
