package dashboard

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"earshot/shared/cx"
)

// fileForm asks for the answers of a list as a file.
type fileForm struct {
	Action    string
	Keep      []pair
	Addresses bool // whoever looks may ask for addresses
}

// newFileForm keeps all that the list on the screen shows, and where it begins.
func newFileForm(path string, q url.Values, addresses bool) *fileForm {
	f := &fileForm{Action: path + "/answers.csv", Addresses: addresses}
	for _, name := range slices.Concat(spanFields(), listFields(), []string{"after"}) {
		if v := q.Get(name); v != "" {
			f.Keep = append(f.Keep, pair{name, v})
		}
	}
	return f
}

// answersFile is the list of the screen as CSV, from where the screen begins: what fits among the next 500 answers. An
// address is in it only if an owner asked for addresses. Owners read in the log who took what along.
func (s *server) answersFile(w http.ResponseWriter, r *http.Request, shop cx.Shop) error {
	q := r.URL.Query()
	win, k := windowOf(q, shop, s.Now()), kindOf(q)
	if k.name == openedKind {
		return &cx.Error{Kind: cx.NotFound, Text: "Nobody answered there, so there is no file of it."}
	}
	addresses := q.Get("addresses") != ""
	if addresses && !who(r.Context()).role.May(cx.Owner) {
		return forbidden("Only an owner can take addresses along.")
	}
	found, _, err := s.matching(r.Context(), win, k, conditionsOf(q, shop), q.Get("after"), answersRead)
	if err != nil {
		return fmt.Errorf("list the answers of %s: %w", shop.ID, err)
	}
	rows, err := s.fileRows(r.Context(), shop, found, addresses)
	if err != nil {
		return fmt.Errorf("find the customers of %d answers: %w", len(found), err)
	}
	from, to := win.span()
	s.audit(r, shop.ID, fmt.Sprintf("A file was made of %s, %s to %s%s.", count(len(found), "answer", "answers"), from, to, exported(r)))
	s.audit(r, shop.ID, tookAlong(len(found), from, to, addresses))
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-answers-%s-to-%s.csv"`, shop.ID, from, to))
	_, err = w.Write([]byte(sheet(rows)))
	return err
}

// tookAlong is the line of the log about a file of answers.
func tookAlong(n int, from, to string, addresses bool) string {
	what := fmt.Sprintf("downloaded %s from %s to %s", count(n, "answer", "answers"), from, to)
	if addresses {
		what += ", with addresses"
	}
	return what
}

// exported says how much of the customers is in the file.
func exported(r *http.Request) string {
	switch {
	case !who(r.Context()).role.May(cx.Agent):
		return ", without names"
	case r.URL.Query().Get("addresses") != "":
		return ", with addresses"
	}
	return ""
}

// fileRows are the head and a row for each answer.
func (s *server) fileRows(ctx context.Context, shop cx.Shop, found []cx.Response, addresses bool) ([][]string, error) {
	var ids []cx.PersonID
	for _, r := range found {
		ids = append(ids, r.Person)
	}
	people, err := s.persons(ctx, ids...)
	if err != nil {
		return nil, err
	}
	head := []string{"Answered", "Score", "Of", "Status", "Evidence", "Words", "Reasons", "May write back", "Customer", "Order", "Products",
		"Country", "Language", "First or repeat", "Value", "Days to delivery", "Read"}
	if addresses {
		head = append(head, "Address")
	}
	rows := [][]string{head}
	for _, r := range found {
		row := fileRow(shop, r, people[r.Person])
		if addresses {
			row = append(row, customerAddress(people[r.Person]))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func fileRow(shop cx.Shop, r cx.Response, p cx.Person) []string {
	var reasons, products []string
	for _, id := range r.Reasons {
		reasons = append(reasons, reasonLabel(shop, id))
	}
	for _, item := range r.Segment.Items {
		products = append(products, item.Title)
	}
	visit := valueName(shop, cx.ByVisit, r.Values(cx.ByVisit)[0])
	row := []string{r.At.In(shop.Location()).Format("2006-01-02 15:04"), "", "", string(r.Status), r.Why, r.Comment, strings.Join(reasons, ", "),
		yes(r.MayContact), customerName(p), r.Number, strings.Join(products, ", "), r.Segment.Country, r.Segment.Spoken(), visit,
		r.Segment.Band, "", yes(!r.Unread())}
	if r.HasScore {
		row[1], row[2] = strconv.Itoa(r.Score), strconv.Itoa(mostOf(r.Scale))
	}
	if r.Segment.Days > 0 {
		row[15] = strconv.Itoa(r.Segment.Days)
	}
	return row
}

func mostOf(scale cx.Scale) int {
	if scale == cx.ElevenPoints {
		return 10
	}
	return 5
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// sheet is a table as CSV that spreadsheets open as it is: UTF-8 with a byte order mark, lines that end with CR LF (RFC
// 4180), and no cell that would be taken for a formula.
func sheet(rows [][]string) string {
	var b strings.Builder
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = plainCell(cell)
		}
		_ = w.Write(safe) // a builder takes everything
	}
	w.Flush()
	return b.String()
}

// plainCell puts an apostrophe before what begins like a formula (OWASP, "CSV Injection"), at the beginning of the cell
// and after each character that some spreadsheet takes for the end of one: where semicolons separate cells, the quotes
// around one of ours do not hold it together.
func plainCell(s string) string {
	var b strings.Builder
	begins := true
	for _, r := range s {
		if begins && strings.ContainsRune("=+-@\t\r＝＋－＠", r) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = strings.ContainsRune(";\t\r\n", r) || begins && r == ' '
	}
	return b.String()
}
