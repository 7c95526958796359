package mail

// quotedPrintable appends s in the encoding of RFC 2045, section 6.7: 7 bits, CRLF, lines of at most 76 characters.
// Runs of plain bytes are copied whole, which is what makes it fast: most of a mail is plain.
func quotedPrintable(b []byte, s string) []byte {
	column, start := 0, 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		wide := 1
		if !literal(c) || blank(c) && endsLine(s, i) {
			wide = 3
		}
		if c == '\n' {
			b, start, column = append(append(b, s[start:i]...), "\r\n"...), i+1, 0
			continue
		}
		if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			b, start = append(b, s[start:i]...), i+1
			continue
		}
		if column+wide > lineLength-1 && !(column+wide == lineLength && endsLine(s, i)) { // room for the soft break's "="
			b, start, column = append(append(b, s[start:i]...), "=\r\n"...), i, 0
		}
		if wide == 3 {
			b = append(append(b, s[start:i]...), '=', upperHex[c>>4], upperHex[c&15])
			start = i + 1
		}
		column += wide
	}
	return append(b, s[start:]...)
}

func literal(c byte) bool { return (' ' <= c && c <= '~' && c != '=') || c == '\t' }

func blank(c byte) bool { return c == ' ' || c == '\t' }

// endsLine tells that the byte at i is the last of its line: blanks there would be lost on the way.
func endsLine(s string, i int) bool {
	return i+1 == len(s) || s[i+1] == '\n' || s[i+1] == '\r'
}
