package local

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"earshot/shared/cx"
	"earshot/shared/local/moved"
	"earshot/shared/web"
)

// here serves what only the local program has: the opening page, the clock, the inbox, the shop's secrets.
func (s *system) here() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, f web.Func) {
		mux.Handle(pattern, web.HandlePages(s.log, s.sorry, loopbackOnly(f)))
	}
	data := func(pattern string, f web.Func) { mux.Handle(pattern, web.Handle(s.log, loopbackOnly(f))) }

	data("GET /local/shop.json", s.shopJSON)
	data("GET /local/clock", s.showClock)
	data("POST /local/clock", s.moveClock)
	data("POST /local/command", s.command)
	s.inboxRoutes(page, data)
	s.walkRoutes(page)
	page("/", func(http.ResponseWriter, *http.Request) error {
		return &cx.Error{Kind: cx.NotFound, Text: "There is no such page."}
	})
	guarded := web.SameOrigin(s.log, s.sorry, mux)
	return web.Identify(s.random, web.Secure(s.random, guarded))
}

// shopJSON is all that a script needs to play a platform and to read the API.
func (s *system) shopJSON(w http.ResponseWriter, _ *http.Request) error {
	type connection struct {
		URL    string `json:"url"`
		Secret string `json:"secret"`
	}
	all := map[cx.Platform]connection{}
	for p, secret := range s.demo.Secrets {
		all[p] = connection{s.hookURL(p), secret}
	}
	return web.JSON(w, http.StatusOK, map[string]any{"shop": demoShop, "api_key": s.demo.APIKey, "connections": all})
}

func (s *system) hookURL(p cx.Platform) string {
	return s.origin + "/hooks/" + string(demoShop) + "/" + string(p)
}

func (s *system) showClock(w http.ResponseWriter, r *http.Request) error {
	now := s.clock.Now()
	state := map[string]any{"now": now, "offset": s.clock.Offset().Round(time.Second).String()}
	next, err := s.facts.NextDue(r.Context(), now)
	if err != nil {
		return err
	}
	if !next.IsZero() {
		state["next"] = next
	}
	return web.JSON(w, http.StatusOK, state)
}

// formLimit is what a form of these pages may weigh, in bytes.
const formLimit = 10_000

func (s *system) moveClock(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(w, r, formLimit)
	if err != nil {
		return err
	}
	to, err := destination(form.Get("advance"), form.Get("to"), s.clock.Now())
	if err != nil {
		return err
	}
	j, err := s.travelTo(r.Context(), to)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, j)
}

// travelTo is travel for requests: who leaves before the end must not stop the clock half way.
func (s *system) travelTo(ctx context.Context, to time.Time) (journey, error) {
	j, err := s.travel(context.WithoutCancel(ctx), to)
	if errors.Is(err, moved.ErrBack) {
		return j, &cx.Error{Kind: cx.Conflict, Text: "That time has passed.", Cause: err}
	}
	return j, err
}

// furthest bounds a move: beyond it, nothing that Earshot does is left to be seen.
const furthest = 10 * 366 * 24 * time.Hour

// destination reads one of advance (a duration, "168h" or "7d") and to (RFC 3339).
func destination(advance, to string, now time.Time) (time.Time, error) {
	invalid := func(text string) (time.Time, error) {
		return time.Time{}, &cx.Error{Kind: cx.Invalid, Text: text}
	}
	var target time.Time
	switch {
	case (advance == "") == (to == ""):
		return invalid("Say either advance=168h or to=2026-12-01T09:00:00Z.")
	case advance != "":
		d, err := duration(advance)
		if err != nil {
			return invalid("advance is a duration like 90m, 168h or 7d.")
		}
		target = now.Add(d)
	default:
		t, err := time.Parse(time.RFC3339, to)
		if err != nil {
			return invalid("to is a time like 2026-12-01T09:00:00Z.")
		}
		target = t
	}
	if target.Before(now) {
		return time.Time{}, &cx.Error{Kind: cx.Conflict, Text: "The clock never goes back: what was sent stays sent."}
	}
	if target.Sub(now) > furthest {
		return invalid("The clock moves at most ten years at once.")
	}
	return target, nil
}

func duration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		d, err := time.ParseDuration(days + "h")
		if err != nil || d > furthest/24 || d < -furthest/24 {
			return 0, errors.New("not a number of days")
		}
		return 24 * d, nil
	}
	return time.ParseDuration(s)
}

// decode reads a small JSON body.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := web.Body(w, r, web.MaxBody)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return &cx.Error{Kind: cx.Invalid, Text: "The body is not the JSON that is expected here.", Cause: err}
	}
	return nil
}
