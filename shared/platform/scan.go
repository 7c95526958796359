package platform

import (
	"encoding/json"
	"errors"
	"fmt"
)

// scanner reads one JSON text from front to back and gives out only what it is asked for: most of a webhook's body is
// of no use here, and skipping it costs a fifth of decoding it. It takes exactly what encoding/json takes as valid
// (FuzzScanner compares them), names are compared exactly, and of two equal names the last one counts. Numbers are
// given as they are written, so ids keep their digits and money never passes through a float.
type scanner struct {
	data  []byte
	at    int
	depth int
}

// maxDepth is encoding/json's limit of nesting.
const maxDepth = 10000

var (
	errSyntax = errors.New("not valid JSON")
	errType   = errors.New("another type than expected")
)

// scan reads the whole text by one call of value; after it nothing but space may follow.
func scan(data []byte, value func(*scanner) error) error {
	s := scanner{data: data}
	if err := value(&s); err != nil {
		return err
	}
	if s.peek() != 0 || s.at < len(s.data) {
		return s.fail(errSyntax)
	}
	return nil
}

// fail tells the place only: what stands there may be personal.
func (s *scanner) fail(err error) error { return fmt.Errorf("at byte %d: %w", s.at, err) }

// peek skips space and gives the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for i := s.at; i < len(s.data); i++ {
		switch c := s.data[i]; c {
		case ' ', '\n', '\r', '\t':
		default:
			s.at = i
			return c
		}
	}
	s.at = len(s.data)
	return 0
}

// object calls field with each name; field must read the value, by skip if it has no use for it. null has no fields.
func (s *scanner) object(field func(name []byte) error) error {
	if s.peek() == 'n' {
		return s.word("null")
	}
	if err := s.open('{'); err != nil {
		return err
	}
	for more := s.peek() != '}'; more; more = s.more() {
		name, err := s.name()
		if err != nil {
			return err
		}
		if err := field(name); err != nil {
			return err
		}
	}
	return s.close('}')
}

// array calls each for every element; each must read it. null has no elements.
func (s *scanner) array(each func() error) error {
	if s.peek() == 'n' {
		return s.word("null")
	}
	if err := s.open('['); err != nil {
		return err
	}
	for more := s.peek() != ']'; more; more = s.more() {
		if err := each(); err != nil {
			return err
		}
	}
	return s.close(']')
}

// open goes into an object or array.
func (s *scanner) open(bracket byte) error {
	if s.peek() != bracket {
		return s.mismatch()
	}
	if s.depth++; s.depth > maxDepth {
		return s.fail(errSyntax)
	}
	s.at++
	return nil
}

// mismatch is errType if what stands there is a value at all.
func (s *scanner) mismatch() error {
	if err := s.skip(); err != nil {
		return err
	}
	return s.fail(errType)
}

// more goes to the next element, if there is one. What is neither a comma nor the end is left for close.
func (s *scanner) more() bool {
	if s.peek() != ',' {
		return false
	}
	s.at++
	return true
}

func (s *scanner) close(bracket byte) error {
	if s.peek() != bracket {
		return s.fail(errSyntax)
	}
	s.depth--
	s.at++
	return nil
}

// name reads a field's name and the colon.
func (s *scanner) name() ([]byte, error) {
	if s.peek() != '"' {
		return nil, s.fail(errSyntax)
	}
	raw, plain, err := s.quoted()
	if err != nil {
		return nil, err
	}
	if !plain {
		text, err := s.unquote(raw)
		if err != nil {
			return nil, err
		}
		raw = []byte(text)
	}
	if s.peek() != ':' {
		return nil, s.fail(errSyntax)
	}
	s.at++
	return raw, nil
}

// text reads a string; null is "".
func (s *scanner) text(to *string) error {
	switch s.peek() {
	case '"':
		raw, plain, err := s.quoted()
		if err != nil || plain {
			*to = string(raw)
			return err
		}
		*to, err = s.unquote(raw)
		return err
	case 'n':
		*to = ""
		return s.word("null")
	}
	return s.mismatch()
}

// id reads what platforms call things by: a string, or a number as it is written; null is "".
func (s *scanner) id(to *string) error {
	if c := s.peek(); c != '-' && (c < '0' || c > '9') {
		return s.text(to)
	}
	from := s.at
	err := s.number()
	*to = string(s.data[from:s.at])
	return err
}

// flag reads a bool; null is false.
func (s *scanner) flag(to *bool) error {
	switch *to = false; s.peek() {
	case 't':
		*to = true
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	}
	return s.mismatch()
}

// quoted reads a string and gives what stands between the quotes. It is plain if it means what it shows: no escapes and
// nothing beyond ASCII.
func (s *scanner) quoted() (raw []byte, plain bool, err error) {
	from := s.at + 1
	plain = true
	for i := from; i < len(s.data); i++ {
		switch c := s.data[i]; {
		case c == '"':
			s.at = i + 1
			return s.data[from:i], plain, nil
		case c == '\\':
			plain = false
			n := escape(s.data[i:])
			if n == 0 {
				s.at = i
				return nil, false, s.fail(errSyntax)
			}
			i += n - 1
		case c < ' ':
			s.at = i
			return nil, false, s.fail(errSyntax)
		case c >= 0x80:
			plain = false
		}
	}
	s.at = len(s.data)
	return nil, false, s.fail(errSyntax)
}

// escape is the length of the escape that data begins with, 0 if it is none.
func escape(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	switch data[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(data) >= 6 && hexDigit(data[2]) && hexDigit(data[3]) && hexDigit(data[4]) && hexDigit(data[5]) {
			return 6
		}
	}
	return 0
}

func hexDigit(c byte) bool { return digit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

func digit(c byte) bool { return '0' <= c && c <= '9' }

// unquote leaves escapes, surrogates and broken UTF-8 to encoding/json. raw must be what quoted gave: the quotes still
// stand around it.
func (s *scanner) unquote(raw []byte) (string, error) {
	var text string
	if err := json.Unmarshal(s.data[s.at-len(raw)-2:s.at], &text); err != nil {
		return "", s.fail(errSyntax) // json's own error would quote the text
	}
	return text, nil
}

func (s *scanner) word(w string) error {
	if end := s.at + len(w); end <= len(s.data) && string(s.data[s.at:end]) == w {
		s.at = end
		return nil
	}
	return s.fail(errSyntax)
}
