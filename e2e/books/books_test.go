package books_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wsclose/wsclose/e2e/books"
)

// kept are books of eight messages that agree with heard.
func kept() books.Books {
	return books.Books{Sent: 8, Handed: 4, Queued: []int{8}, Expired: []int{5}, Dropped: []int{6}, Uncertain: []int{2}}
}

var heard = [][]int{{1, 3}, {2, 7}}

func TestBooksThatAgreeWithTheServerHaveNoFault(t *testing.T) {
	b := kept()
	assert.Empty(t, b.Faults(heard), "what is uncertain may come late")
	assert.Empty(t, b.Faults(nil), "what was handed over may be lost")
	assert.Equal(t, 3, b.Received(heard))
}

func TestBooksThatDisagreeAreFoundOut(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(b *books.Books)
		heard [][]int
		fault string
	}{
		{"in two books", func(b *books.Books) { b.Queued = append(b.Queued, 6) }, heard, "message 6 is queued and dropped"},
		{"in none", func(b *books.Books) { b.Expired = nil }, heard, "5 messages are none of queued, expired, dropped and uncertain, and the reports counted 4 as handed over"},
		{"never sent", func(b *books.Books) { b.Sent, b.Handed = 7, 3 }, heard, "message 8 was never sent, and is queued"},
		{"came, and never sent", func(*books.Books) {}, [][]int{{9}}, "message 9 came, and was never sent"},
		{"twice", func(*books.Books) {}, [][]int{{1, 2}, {2}}, "message 2 came on connection 1 and on 2"},
		{"out of order", func(*books.Books) {}, [][]int{{3, 1}}, "message 1 came after 3"},
		{"out of order from one to the next", func(*books.Books) {}, [][]int{{4}, {3}}, "message 3 came after 4"},
		{"expired, and came", func(*books.Books) {}, [][]int{{5}}, "message 5 is expired, and came"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := kept()
			c.spoil(&b)
			assert.Contains(t, b.Faults(c.heard), c.fault)
		})
	}
}
