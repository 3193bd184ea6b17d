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
		Meaning: "The connection has done what it was for; connect again only when it is needed again.",
	},
	{
		Code: GoingAway, Ident: "GoingAway", Name: "Going Away", Reference: rfcCodes,
		Meaning: "An endpoint leaves: a server shuts down, or a page is left; connect again after a short random wait.",
	},
	{
		Code: ProtocolError, Ident: "ProtocolError", Name: "Protocol error", Reference: rfcCodes,
		Meaning: "The peer saw a breach of the WebSocket protocol; look for a faulty proxy or server, since trying again rarely helps.",
	},
	{
		Code: UnsupportedData, Ident: "UnsupportedData", Name: "Unsupported Data", Reference: rfcCodes,
		Meaning: "The peer does not take this type of data, such as binary where it reads text; change what is sent.",
	},
	{
		Code: Reserved, Ident: "Reserved", Name: "Reserved", Reference: rfcCodes,
		Meaning: "Reserved and without a meaning so far; the peer must not send it.",
	},
	{
		Code: NoStatusRcvd, Ident: "NoStatusRcvd", Name: "No Status Rcvd", Reference: rfcCodes,
		Meaning: "The Close frame had no code: the peer closed properly and did not say why.",
	},
	{
		Code: AbnormalClosure, Ident: "AbnormalClosure", Name: "Abnormal Closure", Reference: rfcCodes,
		Meaning: "The connection failed to open or ended without a Close frame; browsers hide why, so look at the server and connect again with growing waits.",
	},
	{
		Code: InvalidFramePayloadData, Ident: "InvalidFramePayloadData", Name: "Invalid frame payload data", Reference: rfcCodes,
		Meaning: "A message's content did not fit its type, such as text that is not UTF-8; correct the sender.",
	},
	{
		Code: PolicyViolation, Ident: "PolicyViolation", Name: "Policy Violation", Reference: rfcCodes,
		Meaning: "The peer refuses by a rule of its own, often over credentials; settle that before connecting again.",
	},
	{
		Code: MessageTooBig, Ident: "MessageTooBig", Name: "Message Too Big", Reference: rfcCodes,
		Meaning: "A message was larger than the peer accepts; send smaller ones, or raise the peer's limit.",
	},
	{
		Code: MandatoryExtension, Ident: "MandatoryExtension", Name: "Mandatory Ext.", Reference: rfcCodes,
		Meaning: "The server did not agree to an extension that the client needs; only clients send this, so correct a server that does.",
	},
	{
		Code: InternalError, Ident: "InternalError", Name: "Internal Error", Reference: rfcCodes + "; erratum 3227",
		Meaning: "The peer met something that it was not prepared for; look at its log, and connect again after some seconds.",
	},
	{
		Code: ServiceRestart, Ident: "ServiceRestart", Name: "Service Restart", Reference: iana + "; hybi list, msg09670",
		Meaning: "The server restarts; connect again after a random 5 to 30 seconds.",
	},
	{
		Code: TryAgainLater, Ident: "TryAgainLater", Name: "Try Again Later", Reference: iana + "; hybi list, msg09670",
		Meaning: "The server is overloaded; connect to another address, much later, or when the user asks for it.",
	},
	{
		Code: BadGateway, Ident: "BadGateway", Name: "Bad Gateway", Reference: iana + "; hybi list, msg10748",
		Meaning: "A gateway got an invalid response from the server behind it, like HTTP 502; connect again with growing waits.",
	},
	{
		Code: TLSHandshake, Ident: "TLSHandshake", Name: "TLS handshake", Reference: rfcCodes,
		Meaning: "The TLS handshake failed, over a certificate for instance; browsers say 1006 instead, and no peer may send it.",
	},
	{
		Code: Unauthorized, Ident: "Unauthorized", Name: "Unauthorized", Reference: iana,
		Meaning: "Credentials are missing or no longer valid, like HTTP 401; renew them, then connect again.",
	},
	{
		Code: Forbidden, Ident: "Forbidden", Name: "Forbidden", Reference: iana,
		Meaning: "The credentials do not allow this, like HTTP 403; connecting again with the same ones will not help.",
	},
	{
		Code: Timeout, Ident: "Timeout", Name: "Timeout", Reference: iana,
		Meaning: "Something took too long, like HTTP 408; connect again with growing waits.",
	},
}

// library is one range with registered codes and the twins in it.
const (
	libraryName    = "Library code"
	libraryMeaning = "Belongs to a library or framework and is not registered; its documentation has the meaning."
)

// ranges are the spans between the registry's codes; Ranges adds the kinds.
var ranges = [...]Range{
	{
		From: 0, To: 999, Name: "Not used", Reference: rfcRanges,
		Meaning: "No code is below 1000; the peer must not send it.",
	},
	{
		From: 1016, To: 2999, Name: "Unassigned", Reference: rfcRanges,
		Meaning: "Kept for future versions and extensions of the protocol; until one defines it, the peer must not send it.",
	},
	{From: 3001, To: 3002, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{From: 3004, To: 3007, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{From: 3009, To: 3899, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{
		From: 3900, To: 3915, Name: "Library code: twin", Reference: rfcRanges + "; wsclose",
		Meaning: "What wsclose sends where a page means 1001 to 1015 (3901 to 3915) or another code that a page may not send (3900).",
	},
	{From: 3916, To: 3999, Name: libraryName, Meaning: libraryMeaning, Reference: rfcRanges},
	{
		From: 4000, To: 4999, Name: "Application code", Reference: rfcRanges,
		Meaning: "Private to this application; whoever wrote the server knows the meaning.",
	},
	{
		From: 5000, To: 65535, Name: "Not defined", Reference: rfcRanges,
		Meaning: "No code is above 4999; the peer must not send it.",
	},
}
