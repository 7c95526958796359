package platform

// skip reads any value and forgets it. It still sees to it that the value is valid: half a body must not pass for one.
func (s *scanner) skip() error {
	switch s.peek() {
	case '"':
		_, _, err := s.quoted()
		return err
	case '{':
		return s.skipObject()
	case '[':
		return s.skipArray()
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	}
	return s.number()
}

// skipObject is object without the calls: bodies are made of them.
func (s *scanner) skipObject() error {
	if err := s.open('{'); err != nil {
		return err
	}
	if s.peek() == '}' {
		return s.close('}')
	}
	for {
		if s.peek() != '"' {
			return s.fail(errSyntax)
		}
		if _, _, err := s.quoted(); err != nil {
			return err
		}
		if s.peek() != ':' {
			return s.fail(errSyntax)
		}
		s.at++
		if err := s.skip(); err != nil {
			return err
		}
		if s.peek() != ',' {
			return s.close('}')
		}
		s.at++
	}
}

func (s *scanner) skipArray() error {
	if err := s.open('['); err != nil {
		return err
	}
	if s.peek() == ']' {
		return s.close(']')
	}
	for {
		if err := s.skip(); err != nil {
			return err
		}
		if s.peek() != ',' {
			return s.close(']')
		}
		s.at++
	}
}

// number reads a number by the grammar of RFC 8259: no leading zeros, a digit around every point.
func (s *scanner) number() error {
	if s.peek() == '-' {
		s.at++
	}
	switch {
	case s.byte() == '0':
		s.at++
	case s.digits() == 0:
		return s.fail(errSyntax)
	}
	if s.byte() == '.' {
		s.at++
		if s.digits() == 0 {
			return s.fail(errSyntax)
		}
	}
	if c := s.byte(); c == 'e' || c == 'E' {
		s.at++
		if c := s.byte(); c == '+' || c == '-' {
			s.at++
		}
		if s.digits() == 0 {
			return s.fail(errSyntax)
		}
	}
	return nil
}

// byte is the byte at hand, 0 at the end; unlike peek it skips no space.
func (s *scanner) byte() byte {
	if s.at < len(s.data) {
		return s.data[s.at]
	}
	return 0
}

func (s *scanner) digits() int {
	from := s.at
	for digit(s.byte()) {
		s.at++
	}
	return s.at - from
}
