//go:build go1.23

package closecode

// Where the registry's entries come from, besides RFC 6455.
const (
	rfcCodes  = "RFC 6455, section 7.4.1"
	rfcRanges = "RFC 6455, section 7.4.2"
	iana      = "IANA, WebSocket Close Code Number Registry"
)

// registry is IANA's table with our meanings; Registry adds the kinds.
var registry = [...]Entry{
	{
		Code: NormalClosure, Ident: "NormalClosure", Name: "Normal Closure", Reference: rfcCodes,
		Meaning: "The purpose is fulfilled; no need to connect again.",
	},
	{
		Code: GoingAway, Ident: "GoingAway", Name: "Going Away", Reference: rfcCodes,
		Meaning: "The server shuts down, or the page is left.",
	},
	{
		Code: ProtocolError, Ident: "ProtocolError", Name: "Protocol error", Reference: rfcCodes,
		Meaning: "The peer saw a protocol error; suspect a faulty proxy.",
	},
	{
		Code: UnsupportedData, Ident: "UnsupportedData", Name: "Unsupported Data", Reference: rfcCodes,
		Meaning: "The peer does not take this type of data.",
	},
	{
		Code: Reserved, Ident: "Reserved", Name: "Reserved", Reference: rfcCodes,
		Meaning: "Has no meaning yet; the peer must not send it.",
	},
	{
		Code: NoStatusRcvd, Ident: "NoStatusRcvd", Name: "No Status Rcvd", Reference: rfcCodes,
		Meaning: "The peer closed properly and did not say why.",
	},
	{
		Code: AbnormalClosure, Ident: "AbnormalClosure", Name: "Abnormal Closure", Reference: rfcCodes,
		Meaning: "Not opened, or lost; browsers hide why.",
	},
	{
		Code: InvalidFramePayloadData, Ident: "InvalidFramePayloadData", Name: "Invalid frame payload data", Reference: rfcCodes,
		Meaning: "The data did not fit its type, like bad UTF-8.",
	},
	{
		Code: PolicyViolation, Ident: "PolicyViolation", Name: "Policy Violation", Reference: rfcCodes,
		Meaning: "The peer refuses by a rule of its own.",
	},
	{
		Code: MessageTooBig, Ident: "MessageTooBig", Name: "Message Too Big", Reference: rfcCodes,
		Meaning: "The peer does not take messages so large.",
	},
	{
		Code: MandatoryExtension, Ident: "MandatoryExtension", Name: "Mandatory Ext.", Reference: rfcCodes,
		Meaning: "The server has no extension that the client needs.",
	},
	{
		Code: InternalError, Ident: "InternalError", Name: "Internal Error", Reference: rfcCodes + "; erratum 3227",
		Meaning: "The server met an error; look at its log.",
	},
	{
		Code: ServiceRestart, Ident: "ServiceRestart", Name: "Service Restart", Reference: iana + "; hybi list, msg09670",
		Meaning: "The server restarts; connect again in 5 to 30 seconds.",
	},
	{
		Code: TryAgainLater, Ident: "TryAgainLater", Name: "Try Again Later", Reference: iana + "; hybi list, msg09670",
		Meaning: "The server is overloaded; connect again much later.",
	},
	{
		Code: BadGateway, Ident: "BadGateway", Name: "Bad Gateway", Reference: iana + "; hybi list, msg10748",
		Meaning: "A gateway met an error, like HTTP 502.",
	},
	{
		Code: TLSHandshake, Ident: "TLSHandshake", Name: "TLS handshake", Reference: rfcCodes,
		Meaning: "The TLS handshake failed; browsers say 1006.",
	},
	{
		Code: Unauthorized, Ident: "Unauthorized", Name: "Unauthorized", Reference: iana,
		Meaning: "Credentials are missing or stale, like HTTP 401; renew them.",
	},
	{
		Code: Forbidden, Ident: "Forbidden", Name: "Forbidden", Reference: iana,
		Meaning: "The credentials do not allow this, like HTTP 403.",
	},
	{
		Code: Timeout, Ident: "Timeout", Name: "Timeout", Reference: iana,
		Meaning: "It took too long, like HTTP 408.",
	},
}

// library is one range with registered codes and the twins in it.
const (
	libraryName    = "Library code"
	libraryMeaning = "Private to a library; see its documentation."
)

// ranges are the spans between the registry's codes; Ranges adds the kinds.
var ranges = [...]Range{
	{
		From: 0, To: 999, Name: "Not used", Reference: rfcRanges,
		Meaning: "Not a close code; the peer must not send it.",
	},
	{
		From: 1016, To: 2999, Name: "Unassigned", Reference: rfcRanges,
		Meaning: "Has no meaning yet; the peer must not send it.",
	},
	{From: 3001, To: 3002, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{From: 3004, To: 3007, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{From: 3009, To: 3899, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{
		From: 3900, To: 3915, Name: "Library code: twin", Reference: rfcRanges + "; wsclose",
		Meaning: "What wsclose sends for 1001-1015 and, as 3900, for the rest.",
	},
	{From: 3916, To: 3999, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{
		From: 4000, To: 4999, Name: "Application code", Reference: rfcRanges,
		Meaning: "Private to an application; see its documentation.",
	},
	{
		From: 5000, To: 65535, Name: "Not defined", Reference: rfcRanges,
		Meaning: "Not a close code; the peer must not send it.",
	},
}
