package rehearsal

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// readCSV reads an export line by line. An order may take several lines (Shopify writes one for each item): the first
// tells all, the others nothing that matters here.
func readCSV(b *bufio.Reader, zone *time.Location) (History, error) {
	comma, err := delimiter(b)
	if err != nil {
		return History{}, err
	}
	src := &plainLines{src: b}
	c := csv.NewReader(src)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = comma, -1, true
	header, err := c.Read()
	if err != nil {
		return History{}, wrong("The first line of the file is no line of column names.")
	}
	s, err := newSheet(header, zone)
	if err != nil {
		return History{}, err
	}
	h := History{Format: s.format()}
	seen := map[string]bool{}
	for {
		src.left = maxRecord
		record, err := c.Read()
		if err == io.EOF {
			h.Notes = append(h.Notes, s.notes...)
			return h, nil
		}
		if done, err := h.unreadable(c, err); err != nil || done {
			if err != nil {
				return History{}, err
			}
			continue
		}
		line, _ := c.FieldPos(0)
		if len(record) > len(header) {
			h.broken(line, "the line has %d fields and the first line names %d columns", len(record), len(header))
			continue
		}
		s.row = record
		if ref := s.text(colOrder); !seen[ref] || ref == "" {
			if p, problem := s.order(); problem != "" {
				h.broken(line, "%s", problem)
			} else if p.Ref != "" {
				h.Orders, seen[ref] = append(h.Orders, p), true
			}
		}
	}
}

// unreadable notes a line that is no CSV; the error is of what ends the reading.
func (h *History) unreadable(c *csv.Reader, err error) (bool, error) {
	if err == nil {
		return false, nil
	}
	if p, ok := errors.AsType[*csv.ParseError](err); ok && !errors.Is(err, errTooLong) {
		h.broken(p.StartLine, "a quote stands where none may, or is not closed")
		return true, nil
	}
	if errors.Is(err, errTooLong) {
		line, _ := c.FieldPos(0)
		return true, wrong(fmt.Sprintf("After line %d a field is longer than %d MB: a quote is not closed, or the file is of another kind.", line, maxRecord>>20))
	}
	return true, fmt.Errorf("read past orders: %w", err)
}

// delimiter is what stands most often in the first line, outside of quotes.
func delimiter(b *bufio.Reader) (rune, error) {
	head, err := b.Peek(16 << 10)
	if err != nil && err != io.EOF {
		return 0, fmt.Errorf("read past orders: %w", err)
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return 0, wrong("The file is no text. Export the orders as CSV in UTF-8.")
	}
	n, quoted := map[rune]int{}, false
	for _, c := range string(head) {
		switch {
		case c == '"':
			quoted = !quoted
		case (c == '\n' || c == '\r') && !quoted:
			return most(n), nil
		case !quoted:
			n[c]++
		}
	}
	return most(n), nil
}

func most(n map[rune]int) rune {
	best := ','
	for _, c := range []rune{';', '\t'} {
		if n[c] > n[best] {
			best = c
		}
	}
	return best
}

var errTooLong = errors.New("a record is too long")

// plainLines makes CR and CRLF line ends LF, and ends a record that does not end by itself.
type plainLines struct {
	src  io.Reader
	left int
	cr   bool
}

// Read reads from the source; the number of bytes is that after the change.
func (p *plainLines) Read(b []byte) (int, error) {
	if p.left <= -len(b) {
		return 0, errTooLong
	}
	for {
		n, err := p.src.Read(b)
		p.left -= n
		kept := b[:0]
		for _, c := range b[:n] {
			if c == '\n' && p.cr {
				p.cr = false
				continue
			}
			if p.cr = c == '\r'; p.cr {
				c = '\n'
			}
			kept = append(kept, c)
		}
		if len(kept) > 0 || err != nil {
			return len(kept), err
		}
	}
}

// squeezed is a column's name as it is compared: small letters and digits alone.
func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}
