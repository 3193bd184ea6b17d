package e2e_test

import "slices"

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// medianOfDifferences compares pairs that were measured one after the other.
func medianOfDifferences(a, b []float64) float64 {
	differences := make([]float64, len(a))
	for i := range a {
		differences[i] = a[i] - b[i]
	}
	return median(differences)
}
