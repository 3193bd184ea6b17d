//go:build go1.23

package closecode

// Code is a close code: any number that fits into a Close frame, 0 to 65535, registered or not.
type Code uint16

// The registered codes. RFC 6455, section 7.4.1, unless said otherwise.
const (
	NormalClosure           Code = 1000
	GoingAway               Code = 1001
	ProtocolError           Code = 1002
	UnsupportedData         Code = 1003
	Reserved                Code = 1004
	NoStatusRcvd            Code = 1005 // never sent: a Close frame without a code
	AbnormalClosure         Code = 1006 // never sent: no Close frame at all
	InvalidFramePayloadData Code = 1007
	PolicyViolation         Code = 1008
	MessageTooBig           Code = 1009
	MandatoryExtension      Code = 1010
	InternalError           Code = 1011
	ServiceRestart          Code = 1012 // IANA, from the hybi list
	TryAgainLater           Code = 1013 // IANA, from the hybi list
	BadGateway              Code = 1014 // IANA, from the hybi list
	TLSHandshake            Code = 1015 // never sent
	Unauthorized            Code = 3000 // IANA
	Forbidden               Code = 3003 // IANA
	Timeout                 Code = 3008 // IANA
)

// OnWire reports whether c may stand in a Close frame. RFC 6455, section 7.4: 1004, 1005, 1006 and 1015 are reserved, 0-999 are not
// used, the rest of 1000-2999 is not assigned, and from 5000 on nothing is defined.
func OnWire(c Code) bool {
	switch {
	case c >= NormalClosure && c <= UnsupportedData, c >= InvalidFramePayloadData && c <= BadGateway:
		return true
	default:
		return isPrivate(c)
	}
}

// isPrivate says whether c belongs to libraries (3000-3999) or applications (4000-4999). RFC 6455, section 7.4.2.
func isPrivate(c Code) bool {
	return c >= 3000 && c <= 4999
}
