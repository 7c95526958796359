package answers

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"earshot/shared/cx"
	"earshot/shared/words"
)

// answerPage is the page behind a score link, before and after Save.
type answerPage struct {
	scene
	said    cx.Response
	Nonce   string
	Chosen  string // the score that the form shows, "" for none
	Saved   string // the score that counts, "" for none
	Status  status
	Points  []point
	Reasons []reason
	Comment string
	Contact bool
	TooLong bool // the comment
	Thanks  bool // it was just saved: the form is folded away
}

// status is the line that tells whether the answer is saved: good, so (not yet) or bad.
type status struct {
	Class string
	Text  template.HTML
}

type point struct {
	Score   string
	Label   string // for a screen reader
	Class   string // hi, lo or neither: which reasons go with it
	Checked bool
}

type reason struct {
	ID, Label string
	Class     string // good or bad where it goes with such scores alone
	Checked   bool
}

// page is the answer page with what was said so far.
func (s *server) page(sc scene, said cx.Response) *answerPage {
	p := &answerPage{scene: sc, said: said, Nonce: s.nonce(sc.token, s.Now()), Points: points(sc), Reasons: reasons(sc)}
	if believed(said, sc.inv.Shop.Survey) {
		p.Saved = strconv.Itoa(said.Score)
	}
	p.write(cx.Words{Reasons: said.Reasons, Comment: said.Comment, MayContact: said.MayContact})
	return p
}

// believed tells that the score is in the shop's numbers.
func believed(said cx.Response, survey cx.Survey) bool {
	return said.HasScore && (said.Status == cx.Counted || said.Status == cx.Probable && !survey.Strict)
}

func points(sc scene) []point {
	scale := sc.inv.Shop.Survey.Scale
	scores := scale.Scores()
	most := strconv.Itoa(scores[len(scores)-1])
	var all []point
	for i, n := range scores {
		text := strconv.Itoa(n)
		a := words.Args{"score": text, "most": most, "low": sc.Low(), "high": sc.High()}
		p := point{Score: text, Label: sc.with("scale.point", a), Class: side(n, scale)}
		switch i {
		case 0:
			p.Label = sc.with("scale.low_point", a)
		case len(scores) - 1:
			p.Label = sc.with("scale.high_point", a)
		}
		all = append(all, p)
	}
	return all
}

// side says which reasons go with a score: hi the good ones, lo the bad ones, "" both.
func side(score int, scale cx.Scale) string {
	hi, lo := 4, 2
	if scale == cx.ElevenPoints {
		hi, lo = 9, 6
	}
	switch {
	case score >= hi:
		return "hi"
	case score <= lo:
		return "lo"
	}
	return ""
}

// reasons are the survey's good and bad ones, each once, and "something else". All are in the page, because the score
// may be changed without a script; the stylesheet hides those of the other side.
func reasons(sc scene) []reason {
	survey := sc.inv.Shop.Survey
	var all []reason
	for i, id := range append(slices.Clone(survey.Good), survey.Bad...) {
		if slices.ContainsFunc(all, func(r reason) bool { return r.ID == id }) {
			continue
		}
		r := reason{ID: id, Label: sc.lang.Reason(id)}
		switch {
		case i >= len(survey.Good):
			r.Class = "bad"
		case !slices.Contains(survey.Bad, id):
			r.Class = "good"
		}
		all = append(all, r)
	}
	return append(all, reason{ID: cx.OtherReason, Label: sc.lang.Reason(cx.OtherReason)})
}

// choose shows a score as chosen.
func (p *answerPage) choose(score int) {
	p.Chosen = strconv.Itoa(score)
	for i := range p.Points {
		p.Points[i].Checked = p.Points[i].Score == p.Chosen
	}
}

// write fills the form with words.
func (p *answerPage) write(w cx.Words) {
	p.Comment, p.Contact = w.Comment, w.MayContact
	for i := range p.Reasons {
		p.Reasons[i].Checked = slices.Contains(w.Reasons, p.Reasons[i].ID)
	}
}

// keeps tells that the words are stored as they were sent.
func (p *answerPage) keeps(w cx.Words) bool {
	w = w.Clean(p.inv.Shop.Survey)
	return p.said.Comment == w.Comment && p.said.MayContact == w.MayContact && slices.Equal(p.said.Reasons, w.Reasons)
}

// tell says whether what the form shows is saved.
func (p *answerPage) tell() {
	switch {
	case p.Chosen == "":
		p.Status = status{"", p.mark(p.say("answer.unscored"))}
	case p.Chosen == p.Saved:
		p.Status = status{"good", p.mark(p.say("answer.saved_late"))}
	case p.Saved != "":
		p.Status = status{"so", p.mark(p.say("answer.unsaved_change"))}
	default:
		p.Status = status{"so", p.mark(p.say("answer.unsaved"))}
	}
}

func (p *answerPage) thank(key string) {
	p.Thanks, p.Status = true, status{"good", p.mark(p.say(key))}
}

func (p *answerPage) warn(key string) { p.Status = status{"bad", p.mark(p.say(key))} }

// say says a text about the chosen and the saved score.
func (p *answerPage) say(key string) string {
	return p.with(key, words.Args{"score": p.Chosen, "saved": p.Saved})
}

// Heading is the one line that matters: what was given, or else the question.
func (p *answerPage) Heading() string {
	switch {
	case p.Thanks:
		return p.Text("thanks.title")
	case p.Chosen == "":
		return p.Text(p.scaled("answer.ask"))
	}
	return p.say(p.scaled("answer.gave"))
}

// What asks for reasons.
func (p *answerPage) What() string {
	if p.Chosen == "" {
		return p.Text("answer.what_unscored")
	}
	return p.say("answer.what")
}

// Blank is a text with the marks {score} and {saved} left in, for the page's script.
func (p *answerPage) Blank(key string) string {
	if key == "answer.gave" {
		key = p.scaled(key)
	}
	return p.with(key, words.Args{"score": "{score}", "saved": "{saved}"})
}

// Counted tells that no confirmation is worth more than the one there is.
func (p *answerPage) Counted() bool { return p.said.HasScore && p.said.Status == cx.Counted }

// ThankText is the shop's own thanks, if it has any: ours would say again what the status says.
func (p *answerPage) ThankText() string {
	if p.inv.Shop.Survey.Texts[p.lang.Tag].Thanks == "" {
		return ""
	}
	return p.Text("thanks.text")
}

// Eleven tells that the scale has 11 points.
func (p *answerPage) Eleven() bool { return p.inv.Shop.Survey.Scale == cx.ElevenPoints }

// Limit is the most bytes of a comment.
func (p *answerPage) Limit() int { return cx.CommentLimit }

// Low is the word for the lowest point.
func (s scene) Low() string { return s.end("scale.low") }

// High is the word for the highest point.
func (s scene) High() string { return s.end("scale.high") }

// Order says which end of the scale is which, for languages whose readers are used to scales that run the other way.
func (s scene) Order() string {
	scores := s.inv.Shop.Survey.Scale.Scores()
	return s.with("mail.tap", words.Args{"low": s.Low(), "high": s.High(), "lowest": strconv.Itoa(scores[0]), "most": strconv.Itoa(scores[len(scores)-1])})
}

func (s scene) end(key string) string {
	return s.Text(key + strconv.Itoa(int(s.inv.Shop.Survey.Scale)))
}

// expired is the page of a link that was good once.
func (s *server) expired(sc scene) *answerPage { return s.page(sc, sc.inv.Response) }

func (s *server) showExpired(w http.ResponseWriter, r *http.Request, code int, p *answerPage) error {
	return s.pages.Show(w, r, code, "expired.html", p)
}
