package mail

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Message is a mail before it is written as MIME: what is said, and to whom.
type Message struct {
	FromName    string
	From        string // address
	To          string // address
	ReplyTo     string // address, "" for none
	Subject     string
	Date        time.Time
	ID          string // the left part of the Message-ID, of letters, digits, - and _
	Unsubscribe string // https URL of one click; "" for mails that nobody subscribed to
	Text, HTML  []byte // with LF
}

// boundary holds an equals sign that quoted-printable never leaves alone, so no body can hold it.
const boundary = "=_earshot"

// Bytes writes the message: multipart/alternative, text first, both quoted-printable; 7 bits, CRLF, lines of at most 76
// characters but for one header. Nothing that a customer or a shop wrote can begin a header: control characters are
// dropped, and what is not plain becomes an encoded word.
func (m Message) Bytes() []byte {
	b := make([]byte, 0, len(m.HTML)+len(m.HTML)/4+len(m.Text)+len(m.Text)/4+2048)
	b = header(b, "From", phrase(m.FromName)+" <"+m.From+">")
	b = header(b, "To", "<"+m.To+">")
	if m.ReplyTo != "" {
		b = header(b, "Reply-To", "<"+m.ReplyTo+">")
	}
	b = header(b, "Subject", unstructured(m.Subject))
	b = header(b, "Date", m.Date.UTC().Format(time.RFC1123Z))
	b = header(b, "Message-ID", "<"+m.ID+"@"+domain(m.From)+">")
	b = m.unsubscribe(b)
	b = header(b, "Auto-Submitted", "auto-generated") // RFC 3834: keeps absence notices from the person who reads replies
	b = header(b, "MIME-Version", "1.0")
	b = header(b, "Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	b = part(b, "plain", m.Text)
	b = part(b, "html", m.HTML)
	return append(b, "\r\n--"+boundary+"--\r\n"...)
}

// unsubscribe writes the headers of RFC 8058. They are not folded: a folded List-Unsubscribe broke DKIM behind a relay.
func (m Message) unsubscribe(b []byte) []byte {
	if m.Unsubscribe == "" {
		return b
	}
	b = append(append(append(b, "List-Unsubscribe: <"...), m.Unsubscribe...), ">\r\n"...)
	return append(b, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"...)
}

func part(b []byte, subtype string, body []byte) []byte {
	b = append(b, "\r\n--"+boundary+"\r\nContent-Type: text/"+subtype+"; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"...)
	return quotedPrintable(b, body)
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

const lineLength = 76

// header writes one header, folded at its spaces.
func header(b []byte, name, value string) []byte {
	b = append(append(b, name...), ':')
	column := len(name) + 1
	for word := range strings.SplitSeq(clean(value), " ") {
		if column+1+len(word) > lineLength && column > len(name)+1 {
			b, column = append(b, "\r\n"...), 0
		}
		b = append(append(b, ' '), word...)
		column += 1 + len(word)
	}
	return append(b, "\r\n"...)
}

// clean drops what no name, title or sentence needs and what could deceive: control characters, line breaks, and the
// marks that turn the direction of what follows.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r) || r == utf8.RuneError || '\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069':
			return -1
		}
		return r
	}, s)
}

// phrase writes a name for an address header: in quotes, or as encoded words.
func phrase(s string) string {
	if s = clean(s); !plain(s) {
		return encodedWords(s)
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func unstructured(s string) string {
	if s = clean(s); !plain(s) {
		return encodedWords(s)
	}
	return s
}

// plain tells that s needs no encoding. What looks like an encoded word is not plain: it would be decoded. Neither are
// a very long word and spaces in a row, which folding would not keep.
func plain(s string) bool {
	if s == "" {
		return true
	}
	for word := range strings.SplitSeq(s, " ") {
		if word == "" || len(word) > 60 {
			return false
		}
	}
	return !strings.Contains(s, "=?") && !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// encodedWords writes s in the Q encoding of RFC 2047: words of at most 60 characters (75 are allowed, but the first
// stands in one line with the header's name), none of which splits a character.
func encodedWords(s string) string {
	const open, closing, longest = "=?utf-8?q?", "?=", 60 - len("=?utf-8?q?") - len("?=")
	var b strings.Builder
	b.WriteString(open)
	length := 0
	for _, r := range s {
		q := qEncoded(r)
		if length+len(q) > longest {
			b.WriteString(closing + " " + open)
			length = 0
		}
		b.WriteString(q)
		length += len(q)
	}
	return b.String() + closing
}

func qEncoded(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9':
		return string(r)
	}
	var b strings.Builder
	for _, c := range []byte(string(r)) {
		b.Write([]byte{'=', upperHex[c>>4], upperHex[c&15]})
	}
	return b.String()
}

const upperHex = "0123456789ABCDEF"
