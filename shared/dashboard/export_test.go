package dashboard

import (
	"net/http"

	"earshot/shared/cx"
)

// patterns collects routes instead of serving them.
type patterns []string

func (p *patterns) Handle(pattern string, _ http.Handler) { *p = append(*p, pattern) }

// Routes are the patterns of all routes, and Needs what each is for, for the tests that walk them.
func Routes() []string {
	var all patterns
	s := &server{}
	s.deskRoutes(&all)
	return append(append(all, SetupRoutes()...), "/dashboard/")
}

// SetupRoutes are those of Setup alone.
func SetupRoutes() []string {
	var all patterns
	(&server{}).setupRoutes(&all)
	return all
}

func Needs() map[string]cx.Role { return needs() }
