package dashboard_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"earshot/shared/cx"
	"earshot/shared/dashboard"
	"earshot/shared/dashboard/floor"
	"earshot/shared/ledger"
	"earshot/shared/table"
	"earshot/shared/table/bolt"
)

// deployed is the application as template.yaml cuts it: two functions, each on a table that it may touch no further than
// its role allows. The tests of this package run on it, so that whatever they try would be allowed on AWS.
func (s *site) deployed() http.Handler {
	desk, setup := s.app, s.app
	desk.Facts, setup.Facts = s.within("Dashboard"), s.within("Setup")
	desk.Replay, desk.Queues, desk.DNS, desk.Service = nil, nil, nil, nil
	rest, err := desk.Desk()
	if err != nil {
		s.t.Fatal(err)
	}
	rooms, err := setup.Setup()
	if err != nil {
		s.t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", rest)
	for _, pattern := range dashboard.SetupRoutes() {
		mux.Handle(pattern, rooms)
	}
	return mux
}

func (s *site) within(function string) *ledger.Ledger {
	s.t.Helper()
	reads, writes := leadingKeys(s.t, function)
	l, err := ledger.Open(s.t.Context(), guarded{s.app.Facts.Table(), s.t, function, reads, writes}, rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

// leadingKeys are the partitions that a function of template.yaml may read, and those that it may write.
func leadingKeys(t testing.TB, function string) (reads, writes []string) {
	t.Helper()
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(text), "\n  "+function+":\n")
	body, _, _ = strings.Cut(body, "\n      Events:\n")
	lists := regexp.MustCompile(`LeadingKeys: \[(.+)\]`).FindAllStringSubmatch(body, -1)
	if len(lists) != 2 {
		t.Fatalf("template.yaml has %d lists of LeadingKeys for %s, want one to read and one to write", len(lists), function)
	}
	all := func(list string) []string { return strings.Split(strings.ReplaceAll(list, `"`, ""), ", ") }
	return all(lists[0][1]), all(lists[1][1])
}

// guarded is a table behind the permissions of a function: the test fails at what AWS would deny.
type guarded struct {
	table.Table
	t             testing.TB
	function      string
	reads, writes []string
}

func (g guarded) may(deed, partition string, allowed []string) {
	for _, pattern := range allowed {
		prefix, open := strings.CutSuffix(pattern, "*")
		if partition == prefix || open && strings.HasPrefix(partition, prefix) {
			return
		}
	}
	kind, _, _ := strings.Cut(partition, "#")
	g.t.Errorf("%s %s a partition %s#, which template.yaml does not allow: on AWS this is denied", g.function, deed, kind)
}

func (g guarded) Get(ctx context.Context, keys ...table.Key) ([]table.Item, error) {
	for _, k := range keys {
		g.may("reads", k.Partition, g.reads)
	}
	return g.Table.Get(ctx, keys...)
}

func (g guarded) Query(ctx context.Context, q table.Query) ([]table.Item, table.Position, error) {
	g.may("reads", q.Partition, g.reads)
	return g.Table.Query(ctx, q)
}

func (g guarded) Commit(ctx context.Context, writes ...table.Write) error {
	for _, w := range writes {
		if w.Kind == table.KindCheck {
			g.may("checks", w.Key.Partition, g.reads)
		} else {
			g.may("writes", w.Key.Partition, g.writes)
		}
	}
	return g.Table.Commit(ctx, writes...)
}

// TestEachHalfMayBeTheFirst: whichever function an empty table meets first, it makes the key of the installation.
func TestEachHalfMayBeTheFirst(t *testing.T) {
	for _, function := range []string{"Dashboard", "Setup"} {
		empty, err := bolt.Open(filepath.Join(t.TempDir(), "empty.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		reads, writes := leadingKeys(t, function)
		if _, err := ledger.Open(t.Context(), guarded{empty, t, function, reads, writes}, rand.Reader); err != nil {
			t.Errorf("%s on an empty table: %v", function, err)
		}
		if err := empty.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestEachHalfHasItsOwnRoomsAlone: what one function serves is no page of the other, and no secret is in reach of the desk.
func TestEachHalfHasItsOwnRoomsAlone(t *testing.T) {
	s := open(t, floor.Open(t, cx.FivePoints))
	s.signedIn()
	desk, err := s.app.Desk()
	if err != nil {
		t.Fatal(err)
	}
	setup, err := s.app.Setup()
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	status := func(h http.Handler, path string) int {
		r := httptest.NewRequest(http.MethodGet, s.server.URL+path, nil)
		for _, c := range s.client.Jar.Cookies(at) {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for _, tt := range []struct {
		path        string
		desk, setup int
	}{
		{"/dashboard/nordlys", 200, 404}, {"/dashboard/nordlys/outbox", 200, 404}, {"/dashboard/signin", 200, 404},
		{"/dashboard/nordlys/settings", 404, 200}, {"/dashboard/nordlys/health", 404, 200}, {"/dashboard/new", 404, 200},
	} {
		for name, half := range map[string]struct {
			h    http.Handler
			want int
		}{"Desk": {desk, tt.desk}, "Setup": {setup, tt.setup}} {
			if got := status(half.h, tt.path); got != half.want {
				t.Errorf("%s: %s = %d, want %d", name, tt.path, got, half.want)
			}
		}
	}
	reads, writes := leadingKeys(t, "Dashboard")
	if all := strings.Join(append(reads, writes...), " "); strings.Contains(all, "SECRET") || strings.Contains(" "+all, " *") {
		t.Errorf("Dashboard may touch %s: the secrets of connections are Setup's", all)
	}
}
