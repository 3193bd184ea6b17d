//go:build go1.23

package closecode

// Kind is what a close is about, coarsely enough to switch on.
type Kind uint8

// The kinds. Their order is part of the interface to JavaScript, where Kinds gives the names.
const (
	KindNormal      Kind = iota // ended as intended, or without a complaint (1000, 1005)
	KindGoingAway               // an endpoint left or restarts (1001, 1012)
	KindProtocol                // the protocol was broken or could not be agreed on (1002, 1010)
	KindData                    // a message was refused for what it is (1003, 1007, 1009)
	KindPolicy                  // a rule of the peer's was broken (1008)
	KindServer                  // the server or what is behind it failed (1011, 1014)
	KindOverload                // the server has too much to do (1013)
	KindAuth                    // credentials are missing, stale or not enough (3000, 3003)
	KindTimeout                 // something took too long (3008, and wsclose's own timeouts)
	KindTLS                     // the TLS handshake failed (1015)
	KindAbnormal                // the connection ended without a Close frame (1006)
	KindLibrary                 // agreed between libraries or frameworks (3000-3999)
	KindApplication             // agreed within an application (4000-4999)
	KindUnknown                 // no standard gives the number a meaning
)

// KindOf returns c's kind. It depends on the number alone; see Read for what the circumstances add.
func KindOf(c Code) Kind {
	switch c {
	case NormalClosure, NoStatusRcvd:
		return KindNormal
	case GoingAway, ServiceRestart:
		return KindGoingAway
	case ProtocolError, MandatoryExtension:
		return KindProtocol
	case UnsupportedData, InvalidFramePayloadData, MessageTooBig:
		return KindData
	case PolicyViolation:
		return KindPolicy
	case InternalError, BadGateway:
		return KindServer
	case TryAgainLater:
		return KindOverload
	case Unauthorized, Forbidden:
		return KindAuth
	case Timeout:
		return KindTimeout
	case TLSHandshake:
		return KindTLS
	case AbnormalClosure:
		return KindAbnormal
	}
	switch {
	case c >= 3000 && c <= 3999:
		return KindLibrary
	case c >= 4000 && c <= 4999:
		return KindApplication
	default:
		return KindUnknown
	}
}
