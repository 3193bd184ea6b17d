// What is reported as an uncaught error, and what the console is told of the core.

export const complaints: string[] = [];
export const warnings: string[] = [];

/** Collects both from now on, and keeps the console still. */
export function collectComplaints(): void {
	console.error = () => {};
	console.warn = (text: string) => void warnings.push(text);
	(globalThis as { reportError: unknown }).reportError = (error: unknown) =>
		void complaints.push(error instanceof Error ? error.message : String(error));
	// Node throws what a listener threw from process.nextTick.
	const { nextTick } = process;
	process.nextTick = (call: (...args: unknown[]) => void, ...args: unknown[]) =>
		nextTick(() => {
			try {
				call(...args);
			} catch (error) {
				complaints.push(error instanceof Error ? error.message : String(error));
			}
		});
}
