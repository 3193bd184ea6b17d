// What the plots have in common: a width that follows the page's, round ticks, and numbers as the command line writes them.

/** Calls draw with an element's width, now and whenever it changes. */
export function onWidth(element, draw) {
	let width = 0;
	new ResizeObserver(([entry]) => {
		const now = Math.floor(entry.contentRect.width);
		if (now !== width && now > 0) {
			width = now;
			draw(width);
		}
	}).observe(element);
}

/** Round numbers from 0 to end: 1, 2, 5 and their tens apart, at most so many. */
export function ticks(end, most) {
	for (let unit = 10 ** Math.floor(Math.log10(end / most)); ; unit *= 10) {
		for (const n of [1, 2, 5]) {
			const step = n * unit;
			if (end / step <= most) {
				return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => round(i * step));
			}
		}
	}
}

const round = (value, digits = 3) => Number(value.toFixed(digits));

/** Two digits, or more where there are more before the point. */
export function percent(share) {
	return `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;
}

export const seconds = (s) => (s === null ? "never" : `${s.toFixed(1)} s`);

/** With thin spaces between thousands. */
export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

export const capital = (name) => name[0].toUpperCase() + name.slice(1);
