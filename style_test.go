package main_test

import (
	"go/ast"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestNoInit(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init() runs in an order that nobody reads and cannot return an error: let main do it", f.at(fn))
			}
		}
	}
}

// TestPackageVariables allows what cannot change in practice: errors, embedded files, expressions and alphabets that are
// compiled once, names of buckets, and assertions (var _ I = T{}); and it looks that nothing is assigned to them later.
func TestPackageVariables(t *testing.T) {
	const why = "a package variable that changes makes two tests, or two invocations, one: pass it as a parameter, or return it from a function"
	variables := map[string][]string{} // names by folder
	for _, f := range program(t) {
		for _, d := range f.tree.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					v := s.(*ast.ValueSpec)
					if !fixed(g, v) {
						t.Errorf("%s: %s. %s", f.at(v), v.Names[0].Name, why)
					}
					for _, n := range v.Names {
						variables[f.dir()] = append(variables[f.dir()], n.Name)
					}
				}
			}
		}
	}
	for _, f := range program(t) {
		for _, n := range assigned(f.tree) {
			if slices.Contains(variables[f.dir()], n.Name) {
				t.Errorf("%s: %s is assigned. %s", f.at(n), n.Name, why)
			}
		}
	}
}

// fixed tells that a declaration is of the kinds that are allowed.
func fixed(g *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{g.Doc, v.Doc} {
		if doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") }) {
			return true
		}
	}
	if v.Names[0].Name == "_" {
		return true
	}
	makers := []string{"errors.New", "fmt.Errorf", "regexp.MustCompile", "base32.NewEncoding", "[]byte"}
	return len(v.Values) == len(v.Names) && !slices.ContainsFunc(v.Values, func(e ast.Expr) bool { return !slices.Contains(makers, maker(e)) })
}

// maker names what is called in an expression: "errors.New" of errors.New("x"), and the first of a chain of calls.
func maker(e ast.Expr) string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return ""
	}
	switch fn := call.Fun.(type) {
	case *ast.ArrayType:
		if elem, ok := fn.Elt.(*ast.Ident); ok {
			return "[]" + elem.Name
		}
	case *ast.SelectorExpr:
		if pkg, ok := fn.X.(*ast.Ident); ok {
			return pkg.Name + "." + fn.Sel.Name
		}
		return maker(fn.X)
	}
	return ""
}

// assigned lists the names of a file that get a new value and are not its own local variables.
func assigned(tree *ast.File) (names []*ast.Ident) {
	outer := func(e ast.Expr) {
		n, ok := e.(*ast.Ident)
		if ok && n.Name != "_" && (n.Obj == nil || tree.Scope.Lookup(n.Name) == n.Obj) {
			names = append(names, n)
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				if i, ok := left.(*ast.IndexExpr); ok {
					left = i.X
				}
				if n.Tok != token.DEFINE {
					outer(left)
				}
			}
		case *ast.IncDecStmt:
			outer(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				outer(n.X)
			}
		}
		return true
	})
	return names
}

// forbidden are calls that only a few places may make.
type forbidden struct {
	pkg   string
	names string // with spaces between them
	where []string
	why   string
}

func TestForbiddenCalls(t *testing.T) {
	rules := []forbidden{
		{"time", "Now Since Until Sleep After AfterFunc Tick NewTimer NewTicker", []string{"shared/clock", "shared/start"},
			"time is a parameter: a rule takes a moment and a job a clock.Clock, so that tests run a year in a second (start is main's wiring)"},
		{"os", "Getenv LookupEnv Environ Setenv", []string{"functions", "shared/parts", "docs/pictures"},
			"the environment is read once, by main, and becomes a config.Config"},
		{"os", "Exit", []string{"docs/pictures"}, "who ends the process below main ends the sandbox of a function, and no line after it runs"},
		{"log", "Fatal Fatalf Fatalln Print Printf Println Panic Panicf", []string{"functions", "shared/start/edge", "docs/pictures"},
			"the log is a parameter (slog), and nobody below main may end the process"},
		{"slog", "Info Warn Error Debug Default SetDefault", nil, "the log is a parameter: the default logger redacts nothing and cannot be tested"},
		{"fmt", "Print Println Printf", []string{"docs/pictures"}, "standard output is the answer of a function: write to an io.Writer that was passed"},
		{"http", "DefaultClient DefaultServeMux Get Post Head ListenAndServe HandleFunc", []string{"docs/pictures"},
			"the client without a timeout waits until the function is killed, and the default mux is everybody's"},
	}
	for _, f := range program(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			for _, r := range rules {
				x, ok := s.X.(*ast.Ident)
				imported := ok && x.Obj == nil && x.Name == r.pkg
				if imported && slices.Contains(strings.Fields(r.names), s.Sel.Name) && f.path != "main.go" && !under(f.dir(), r.where) {
					t.Errorf("%s calls %s.%s: %s", f.at(s), r.pkg, s.Sel.Name, r.why)
				}
			}
			return true
		})
	}
}

func TestNoTestSleeps(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, s := range selectors(f.tree, "Sleep") {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" {
				t.Errorf("%s sleeps: a test that waits is slow on every machine and wrong on the slowest; wait for what you want to see", f.at(s))
			}
		}
	}
}

func selectors(tree *ast.File, names ...string) (all []*ast.SelectorExpr) {
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(names, s.Sel.Name) {
			all = append(all, s)
		}
		return true
	})
	return all
}

// reveals are all the files that take the text out of a type that redacts itself (an address, a name, a token, a secret),
// and what for. It is the list to read before saying that no log holds personal data.
func reveals() map[string]string {
	return map[string]string{
		"shared/cx/personal.go":             "Reveal and Folded themselves",
		"shared/cx/ids.go":                  "Reveal of a token itself",
		"shared/cx/customer.go":             "the merge of two versions of a person compares them",
		"shared/config/secret.go":           "Reveal of a secret itself",
		"shared/ledger/persons.go":          "the one home of name and address in the table",
		"shared/ledger/door.go":             "the address that somebody left at the open door",
		"shared/rehearsal/rehearsal.go":     "knows one customer of several orders by the address",
		"shared/mail/alert.go":              "who is unhappy, to the shop's own people",
		"shared/ledger/keys.go":             "the keyed hash of an address",
		"shared/ledger/ledger.go":           "the keyed hash of an address",
		"shared/ledger/erasures.go":         "the address of an erasure until its second pass, which looks for it",
		"shared/dashboard/personfile.go":    "the file for a customer who asks what is held",
		"shared/ledger/erase.go":            "looks for an address in kept webhooks, to remove them",
		"shared/mail/writer.go":             "the recipient, and the links of a mail",
		"shared/mail/letter.go":             "the first name in a mail",
		"shared/answers/scene.go":           "the links of an answer page to itself",
		"shared/answers/signs.go":           "the nonce of an answer page",
		"shared/dashboard/door.go":          "the address that somebody left at the open door, on the merchant's page",
		"shared/dashboard/words.go":         "the name on the merchant's own pages, and the address in a file for which addresses were asked for",
		"shared/dashboard/api/responses.go": "the person of an answer, for who has the shop's key",
		"shared/start/start.go":             "the credentials of AWS, and the owners' addresses for sign-in",
		"shared/local/engine.go":            "the credentials of AWS",
		"shared/local/walk.go":              "the first name on the local program's own page",
		"shared/local/mailbox.go":           "finds the mails of who is erased",
	}
}

func TestWhoReveals(t *testing.T) {
	found := map[string]bool{}
	for _, f := range program(t) {
		for _, s := range selectors(f.tree, "Reveal", "Folded", "reveal") {
			found[f.path] = true
			if reveals()[f.path] == "" {
				t.Errorf("%s calls %s: it takes personal data or a secret out of the type that redacts it. If there is no other way, say in reveals() what for", f.at(s), s.Sel.Name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(reveals())) {
		if !found[name] && path.Base(name) != "secret.go" {
			t.Errorf("%s reveals nothing any more: take it off the list in reveals()", name)
		}
	}
}
