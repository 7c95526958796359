package mail

import "bytes"

// quotedPrintable appends s in the encoding of RFC 2045, section 6.7: 7 bits, CRLF, lines of at most 76 characters.
// Runs of plain bytes are copied whole, which is what makes it fast: most of a mail is plain.
func quotedPrintable(b, s []byte) []byte {
	for line := range bytes.Lines(s) {
		content, broken := bytes.CutSuffix(line, []byte("\n"))
		if broken {
			content = bytes.TrimSuffix(content, []byte("\r"))
		}
		b = quotedLine(b, content)
		if broken {
			b = append(b, "\r\n"...)
		}
	}
	return b
}

// quotedLine breaks softly where the next piece and the "=" of a break have no room.
func quotedLine(b, line []byte) []byte {
	const room = lineLength - 1
	for column := 0; len(line) > 0; {
		n, wide := plainRun(line, room-column), 0
		if n == 0 && !literal(line, 0) {
			n, wide = 1, 3
		}
		if n == 0 || column+wide > room {
			b, column = append(b, "=\r\n"...), 0
			continue
		}
		if wide > 0 {
			b, column = append(b, '=', upperHex[line[0]>>4], upperHex[line[0]&15]), column+wide
		} else {
			b, column = append(b, line[:n]...), column+n
		}
		line = line[n:]
	}
	return b
}

// plainRun is how many of the first most bytes of a line stand for themselves.
func plainRun(line []byte, most int) int {
	n := 0
	for n < most && n < len(line) && literal(line, n) {
		n++
	}
	return n
}

// literal tells that a byte of a line stands for itself. A blank at the end of a line would be lost on the way.
func literal(line []byte, at int) bool {
	c := line[at]
	if c == ' ' || c == '\t' {
		return at+1 < len(line)
	}
	return '!' <= c && c <= '~' && c != '='
}
