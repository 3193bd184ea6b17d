//go:build go1.23

package closecode

// Itoa writes a number from 0 on in decimal. Package strconv would cost the WebAssembly 4 kB after brotli.
func Itoa(n int) string {
	const digits = "0123456789"
	last := digits[n%10 : n%10+1]
	if n < 10 {
		return last
	}
	return Itoa(n/10) + last
}
