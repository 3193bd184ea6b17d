// Looks codes up in the tables that are generated from Go.

/** Codes from and to, both included. */
export type Spans = readonly (readonly [from: number, to: number])[];

export const within = (spans: Spans, code: number): boolean => spans.some(([from, to]) => code >= from && code <= to);

/** The row that holds for a code. */
export const rowOf = <Row extends readonly [from: number, ...unknown[]]>(rows: readonly Row[], code: number): Row =>
	rows.filter(([from]) => from <= code).at(-1) as Row;
