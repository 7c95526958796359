package rehearsal

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"earshot/shared/cx"
)

// History is what a file tells of past orders.
type History struct {
	Format   string // "an export of Shopify"
	Orders   []Past
	Problems []Problem // the first broken lines
	Broken   int       // how many lines are broken in all
	Notes    []string  // what the file leaves open and what is taken instead, in sentences
}

// Problem is a line that cannot be read. Its text names columns, never what stands in them: that may be an address.
type Problem struct {
	Line int // of the file, from 1; of a JSON list, the entry
	Text string
}

// keptProblems is how many broken lines are told one by one.
const keptProblems = 100

func (h *History) broken(line int, format string, args ...any) {
	h.Broken++
	if len(h.Problems) < keptProblems {
		h.Problems = append(h.Problems, Problem{line, fmt.Sprintf(format, args...)})
	}
}

// maxRecord is how long one order may be in a file, in bytes. A quote that is never closed, or a file of another kind,
// ends here instead of in the memory.
const maxRecord = 1 << 20

// Read reads past orders: the orders export of Shopify or WooCommerce, or our own CSV, told apart by their columns, with
// commas, semicolons or tabs; or JSON, our standard purchase events one a line or in one list. Times without a zone are
// those of the shop. The error is a *cx.Error of kind Unprocessable when the file as a whole is none of these.
func Read(r io.Reader, zone *time.Location) (History, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(4)
	if err != nil && len(head) == 0 {
		if err == io.EOF {
			return History{}, wrong("The file is empty.")
		}
		return History{}, fmt.Errorf("read past orders: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		if _, err := b.Discard(3); err != nil {
			return History{}, fmt.Errorf("read past orders: %w", err)
		}
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return History{}, wrong("The file is written in UTF-16. Save it as CSV in UTF-8 and try again.")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return History{}, wrong("The file is a spreadsheet or an archive. Save it as CSV in UTF-8 and try again.")
	}
	first, err := firstByte(b)
	if err != nil {
		return History{}, err
	}
	var h History
	if first == '{' || first == '[' {
		h, err = readJSON(b, first)
	} else {
		h, err = readCSV(b, zone)
	}
	if err == nil && len(h.Orders) == 0 && h.Broken == 0 {
		err = wrong("There is no order in the file.")
	}
	return h, err
}

// firstByte is the first that is no space; it stays unread.
func firstByte(b *bufio.Reader) (byte, error) {
	for {
		c, err := b.ReadByte()
		if err == io.EOF {
			return 0, wrong("The file is empty.")
		}
		if err != nil {
			return 0, fmt.Errorf("read past orders: %w", err)
		}
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c, b.UnreadByte()
		}
	}
}

func wrong(text string) error { return &cx.Error{Kind: cx.Unprocessable, Text: text} }

// note adds a sentence once.
func (h *History) note(text string) {
	if !slices.Contains(h.Notes, text) {
		h.Notes = append(h.Notes, text)
	}
}

// inOrder sorts the events of each order by their time.
func (h *History) inOrder() {
	for i := range h.Orders {
		slices.SortStableFunc(h.Orders[i].Events, func(a, b Event) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	}
}
