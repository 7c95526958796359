package rehearsal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Table is a part of two results beside each other, for people.
type Table struct {
	Caption string
	First   string // what stands in the first column
	Note    string // a sentence or two below; may be empty
	Rows    []Row
}

// Row is one line of a Table.
type Row struct{ Name, Now, Then string }

// Compare puts the result by the rules as they are beside one by changed rules, the numbers first, then who was not asked
// and why, who waited and why, languages, and mails by day, at most so many days. For one result alone give it twice.
func Compare(now, then Result, days int) []Table {
	mails, note := countRows(now.Days, then.Days), ""
	slices.SortFunc(mails, func(a, b Row) int { return cmp.Compare(a.Name, b.Name) })
	if n := len(mails) - days; n > 0 {
		mails, note = mails[:days], fmt.Sprintf("And %d later, with mails.", n)
	}
	return []Table{
		{"The result", "What", assumption, resultRows(now, then)},
		{"Not asked about, and why", "Reason", "", reasonRows(now.Not, then.Not)},
		{"Put off, and why", "Reason", "These go out later. One survey may be put off for several reasons.", reasonRows(now.Waits, then.Waits)},
		{"Languages of the mails", "Language", "", countRows(now.Speaks, then.Speaks)},
		{"Mails a day", "Day", note, mails},
	}
}

// assumption is said wherever the result is.
const assumption = "Answers to expect is an assumption: of 100 customers who are asked after a purchase, 5 to 20 answer in most shops. " +
	"Yours may differ; before the first answer nothing can be calculated. " +
	"The cost is AWS's list price for mail and storage, without taxes and the free tier."

func resultRows(now, then Result) []Row {
	row := func(name string, say func(Result) string) Row { return Row{name, say(now), say(then)} }
	return []Row{
		row("Orders in the file", func(r Result) string { return grouped(r.Orders) }),
		row("Customers with an address", func(r Result) string { return grouped(r.People) }),
		row("Customers asked", func(r Result) string { return grouped(r.Asked) }),
		row("Customers not asked", func(r Result) string { return grouped(r.People - r.Asked) }),
		row("Mails", func(r Result) string { return grouped(r.Sent) }),
		row("Most on one day", busiest),
		row("Put off at least once", func(r Result) string { return grouped(r.Waited) }),
		row("Orders not asked about", func(r Result) string { return grouped(Most(r.Not)) }),
		row("Answers to expect", func(r Result) string {
			low, high := r.Answers()
			return grouped(low) + " to " + grouped(high)
		}),
		row("Cost on AWS, about", cost),
	}
}

func cost(r Result) string {
	if d := r.Dollars(); d >= 0.01 {
		return fmt.Sprintf("$%.2f", d)
	}
	return "under $0.01"
}

func busiest(r Result) string {
	if r.Busiest.N == 0 {
		return "0"
	}
	return grouped(r.Busiest.N) + " (" + r.Busiest.Name + ")"
}

// countRows puts two lists of counts beside each other, in the order of the first, with what only the second has after.
func countRows(now, then []Count) []Row {
	at := map[string]int{}
	var rows []Row
	for i, list := range [][]Count{now, then} {
		for _, c := range list {
			n, known := at[c.Name]
			if !known {
				n = len(rows)
				at[c.Name] = n
				rows = append(rows, Row{Name: c.Name, Now: "0", Then: "0"})
			}
			if i == 0 {
				rows[n].Now = grouped(c.N)
			} else {
				rows[n].Then = grouped(c.N)
			}
		}
	}
	return rows
}

func reasonRows(now, then []Reason) []Row {
	named := func(all []Reason) []Count {
		var counts []Count
		for _, r := range all {
			text := r.Reason.Sentence()
			counts = append(counts, Count{Name: strings.ToUpper(text[:1]) + text[1:], N: r.N})
		}
		return counts
	}
	return countRows(named(now), named(then))
}

// grouped separates thousands by a thin space that does not break.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	if len(digits) <= 4 {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(d)
	}
	return b.String()
}
