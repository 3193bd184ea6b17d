//go:build go1.23

package closecode

// Entry is a registered code.
type Entry struct {
	Code      Code
	Ident     string // the constant's name, here and in JavaScript's CloseCode
	Name      string // as IANA has it
	Meaning   string // what happened and what to do, for a developer
	Kind      Kind
	Reference string
}

// Range is a span of codes, both ends included, none of which is registered.
type Range struct {
	From, To  Code
	Name      string
	Meaning   string
	Kind      Kind
	Reference string
}

// Description is what is known about any one code.
type Description struct {
	Code     Code
	Name     string
	Meaning  string
	Kind     Kind
	Sendable bool // by a page
	Reserved bool // may not stand in a Close frame, whoever sends it: not OnWire
}

// Registry returns the codes that IANA's registry names, in order.
func Registry() []Entry {
	list := append([]Entry(nil), registry[:]...)
	for i := range list {
		list[i].Kind = KindOf(list[i].Code)
	}
	return list
}

// Ranges returns, in order, spans of all the numbers that Registry doesn't name: the two together have each of 0-65535 once.
func Ranges() []Range {
	list := append([]Range(nil), ranges[:]...)
	for i := range list {
		list[i].Kind = KindOf(list[i].From)
	}
	return list
}

// Describe returns what is known about c, registered or not.
func Describe(c Code) Description {
	d := Description{Code: c, Kind: KindOf(c), Sendable: Sendable(c), Reserved: !OnWire(c)}
	for _, e := range registry {
		if e.Code == c {
			d.Name, d.Meaning = e.Name, e.Meaning
			return d
		}
	}
	for _, r := range ranges {
		if c <= r.To { // the first such: they are in order, and between them lie registered codes alone
			d.Name, d.Meaning = r.Name, r.Meaning
			break
		}
	}
	return d
}
