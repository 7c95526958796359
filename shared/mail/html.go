package mail

import (
	"maps"
	"strconv"
)

// fonts are the system's own.
const fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Helvetica,Arial,sans-serif"

// html is the mail as HTML.
func (l letter) html(s sheets, subject string) []byte {
	start, end := sides(l.lang.Dir)
	t := texts{
		"lang": l.lang.Tag, "dir": l.lang.Dir, "start": start, "end": end, "subject": subject,
		"preheader": l.say("mail.preheader"), "shop": l.alone(l.args["shop"]), "question": l.say("mail.question" + l.kind),
		"intro": l.intro, "low": l.args["low"], "high": l.args["high"], "title": l.alone(l.title), "order": l.order,
		"initial": initial(l.shop.Sender), "sender": l.alone(l.args["name"]), "person": l.say("mail.person"),
		"why": l.say("mail.why"), "stop": l.say("mail.stop"), "talk": l.say("mail.talk"),
		"unsubscribe": l.unsubscribe, "mailto": l.mailto, "postal": l.alone(clean(l.shop.Postal)),
	}
	m := maps.Clone(l.head.markups)
	m["scale"] = l.rows(s)
	if l.lang.Dir == "rtl" { // whoever is used to scales that run the other way must not have to guess
		m["tap"] = s.paragraph.render(nil, texts{"text": l.say("mail.tap")}, nil)
	}
	if m["name"] = s.name.render(nil, t, m); l.logo != "" {
		t["logo"] = l.logo
		m["name"] = s.logo.render(nil, t, m)
	}
	if l.title != "" {
		m["item"] = s.item.render(nil, t, m)
	}
	return s.survey.render(make([]byte, 0, 10<<10), t, m)
}

// sides are left and right as the language reads: mail programs do not know "start" and "end".
func sides(dir string) (start, end string) {
	if dir == "rtl" {
		return "right", "left"
	}
	return "left", "right"
}

// rowLength is how many targets of at least 44 px fit into a phone's width.
const rowLength = 6

// rows are the scores: five in one row, eleven in two (0 to 5, 6 to 10), since eleven targets do not fit a phone.
func (l letter) rows(s sheets) markup {
	gap, height, columns := 8, 52, len(l.points)
	if columns > rowLength {
		gap, height, columns = 4, 46, rowLength
	}
	size := markups{"gap": markup(strconv.Itoa(gap)), "height": markup(strconv.Itoa(height))}
	between := s.gap.render(nil, nil, size)
	var all markup
	for from := 0; from < len(l.points); from += columns {
		row := l.cell(s, nil, from, size)
		for i := from + 1; i < from+columns; i++ {
			row = l.cell(s, append(row, between...), i, size)
		}
		all = s.row.render(all, nil, markups{"points": row})
	}
	return all
}

// cell is one score, or the empty place after the last that keeps the columns of two rows in line.
func (l letter) cell(s sheets, row markup, i int, size markups) markup {
	if i >= len(l.points) {
		return append(row, "<td>&nbsp;</td>\n"...)
	}
	p := l.points[i]
	return s.point.render(row, texts{"url": p.url, "label": p.label, "score": p.score}, size)
}
