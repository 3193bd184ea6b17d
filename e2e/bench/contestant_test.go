package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func names(all []contestant) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.name)
	}
	return names
}

func TestABuildTakesPartWhereItsFolderIsGiven(t *testing.T) {
	assert.Equal(t, published, names(contestants(map[string]string{own: "js/dist"})))
	assert.Equal(t, order, names(contestants(map[string]string{own: "js/dist", inside: "js/build/inside", against: "/tmp/old"})))
}

func TestContestantsAreChosenByName(t *testing.T) {
	all := contestants(map[string]string{own: "js/dist"})
	some, err := chosen(all, "")
	assert.NoError(t, err)
	assert.Equal(t, all, some)
	some, err = chosen(all, "wsclose,native")
	assert.NoError(t, err)
	assert.Equal(t, []string{own, "native"}, names(some))
	_, err = chosen(all, "wsclose,against")
	assert.ErrorContains(t, err, `no contestant "against"`)
}

func TestTurnsAreFair(t *testing.T) {
	all := contestants(map[string]string{own: "js/dist", against: "js/dist"})
	n := len(all)
	first, before := map[string]int{}, map[[2]string]int{}
	for round := range 2 * n {
		turn := names(inTurn(all, round))
		assert.ElementsMatch(t, names(all), turn)
		first[turn[0]]++
		for i, one := range turn {
			for _, later := range turn[i+1:] {
				before[[2]string{one, later}]++
			}
		}
	}
	for _, one := range names(all) {
		assert.Equal(t, 2, first[one], one)
		for _, other := range names(all) {
			assert.Equal(t, before[[2]string{other, one}], before[[2]string{one, other}], "%s before %s", one, other)
		}
	}
}
