// Package main_test holds the repository to its own rules: how it is laid out (this file), that the template, the
// functions, the events and the configuration agree (template_test.go), and that the documents tell the truth
// (docs_test.go). Each rule says why it is one, and a failing build prints that.
//
// What is not checked here is taste: there the clearer version wins.
package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// file is one Go file of the module.
type file struct {
	path    string // "shared/cx/order.go"
	test    bool
	tree    *ast.File
	set     *token.FileSet
	imports []string
}

func (f file) dir() string { return path.Dir(f.path) }

// at is where n stands, for an editor to jump to.
func (f file) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.set.Position(n.Pos()).Line)
}

// goFiles parses all Go files that `go build ./...` sees. Folders that begin with "." hold tools, not the program.
func goFiles(t *testing.T) []file {
	t.Helper()
	var all []file
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		tree, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		f := file{path: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), tree: tree, set: set}
		for _, i := range tree.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			f.imports = append(f.imports, p)
		}
		all = append(all, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("%d Go files were found: this test looks in the wrong place", len(all))
	}
	return all
}

// program is goFiles without tests.
func program(t *testing.T) []file {
	return slices.DeleteFunc(goFiles(t), func(f file) bool { return f.test })
}

// layers are the storeys of the house, the lowest first. A package imports what is below it, or what its own tree holds.
func layers() [][]string {
	return [][]string{
		{"cx"},
		{"clock", "table", "words", "parts", "domain"},
		{"ledger", "mail", "platform", "insight", "web", "config", "seed"},
		{"rehearsal"},
		{"answers", "dashboard", "webhooks", "deliveries", "dispatch", "reactions"},
		{"start", "local"},
	}
}

// storey finds the tree of a package of ours ("dashboard" of "shared/dashboard/api") and its layer. Functions, main.go
// and the programs of docs/ are on top.
func storey(dir string) (tree string, layer int) {
	below, ok := strings.CutPrefix(dir, "shared/")
	tree, _, _ = strings.Cut(below, "/")
	for i, l := range layers() {
		if ok && slices.Contains(l, tree) {
			return tree, i
		}
	}
	if ok {
		return tree, -1
	}
	return dir, len(layers())
}

func TestImportsRunOneWay(t *testing.T) {
	const why = "imports run one way, functions -> start and local -> applications and jobs -> ledger, mail, platform, " +
		"insight, web -> cx, and neighbours never import each other: so each can be understood, tested and replaced alone"
	for _, f := range program(t) {
		tree, layer := storey(f.dir())
		if layer < 0 {
			t.Errorf("%s: shared/%s has no place in layers() yet. %s", f.path, tree, why)
		}
		for _, i := range f.imports {
			ours, ok := strings.CutPrefix(i, "earshot/")
			if other, its := storey(ours); ok && other != tree && its >= layer {
				t.Errorf("%s imports %s, which is not below it. %s", f.path, i, why)
			}
		}
	}
}

// only is a library, or a package of ours, and where alone it is imported. Tests may import all of them.
type only struct {
	path  string
	where []string // folders, their trees included
	why   string
}

func TestOnlyThere(t *testing.T) {
	rules := []only{
		{"github.com/aws/aws-lambda-go", []string{"functions", "shared/start", "shared/web/gateway", "shared/table/dynamo/event"},
			"an application that knows Lambda does not run without it: event types stay at the edge"},
		{"github.com/aws/", []string{"functions", "shared/start", "shared/local", "shared/web/gateway", "shared/table/dynamo", "shared/mail/ses"},
			"an application that knows AWS does not run on one machine"},
		{"go.etcd.io/bbolt", []string{"shared/table/bolt"}, "the file engine is one package, so that it can be replaced"},
		{"earshot/shared/table/dynamo", []string{"shared/table/dynamo", "shared/start", "shared/local"}, "what knows the engine is not tested on the other one"},
		{"earshot/shared/table/bolt", []string{"shared/start", "shared/local", "shared/dashboard/floor"}, "what knows the engine is not tested on the other one"},
		{"earshot/shared/start/setup", []string{"functions/setup"}, "whoever links it links SES, SQS and the writer of mails, and starts later"},
		{"github.com/caarlos0/env", []string{"shared/config"}, "the environment is read in one place"},
		{"github.com/chromedp", []string{"docs/pictures"}, "a browser is for tests and pictures, never for the program"},
		{"math/rand", []string{"shared/table/chaos"}, "what is random here is secret, or a parameter: take an io.Reader"},
		{"crypto/rand", []string{"shared/start", "shared/dashboard/floor", "docs/pictures"}, "randomness is a parameter: main passes it in"},
		{"earshot/shared/parts", nil, "it is test support: no program links it"},
		{"earshot/shared/dashboard/floor", nil, "it is test support: no program links it"},
		{"earshot/shared/table/chaos", nil, "it is test support: no program links it"},
		{"earshot/shared/table/tabletest", nil, "it is test support: no program links it"},
		{"testing", []string{"shared/parts", "shared/dashboard/floor", "shared/table/tabletest"}, "a program that links testing has its flags"},
	}
	for _, f := range program(t) {
		for _, i := range f.imports {
			for _, r := range rules {
				if strings.HasPrefix(i, r.path) && f.path != "main.go" && !under(f.dir(), r.where) {
					t.Errorf("%s imports %s: %s", f.path, i, r.why)
				}
			}
		}
	}
}

func under(dir string, trees []string) bool {
	return slices.ContainsFunc(trees, func(t string) bool { return dir == t || strings.HasPrefix(dir, t+"/") })
}

// TestTheBusinessIsAlone holds for cx, platform and insight, the packages that decide; their tests included for cx.
func TestTheBusinessIsAlone(t *testing.T) {
	for _, f := range goFiles(t) {
		pure := under(f.dir(), []string{"shared/cx"}) || !f.test && under(f.dir(), []string{"shared/platform", "shared/insight"})
		for _, i := range f.imports {
			first, _, _ := strings.Cut(i, "/")
			if pure && strings.Contains(first, ".") {
				t.Errorf("%s imports %s: the business outlives every library, so what decides imports the standard library only", f.path, i)
			}
			if pure && !f.test && (i == "os" || i == "log" || strings.HasPrefix(i, "net/http/") || i == "database/sql") {
				t.Errorf("%s imports %s: what decides is a pure function of (facts, now)", f.path, i)
			}
		}
	}
}

func TestEveryPackageIsCommented(t *testing.T) {
	packages := map[string]string{} // the comment by folder; a test tells only of a folder that holds nothing else
	for _, f := range goFiles(t) {
		if comment := packages[f.dir()]; comment == "" || !f.test && f.tree.Doc != nil {
			packages[f.dir()] = f.tree.Doc.Text()
		}
	}
	for dir, comment := range packages {
		if !strings.HasPrefix(comment, "Package ") && !strings.HasPrefix(comment, "Command ") {
			t.Errorf("%s has no package comment: who opens it must read first what it is, what it promises and what it is not", dir)
		}
	}
}

func TestNames(t *testing.T) {
	empty := []string{"util", "utils", "common", "models", "types", "base", "misc", "helpers", "helper", "lib", "core", "manager"}
	for _, f := range goFiles(t) {
		for part := range strings.SplitSeq(f.dir(), "/") {
			if slices.Contains(empty, part) {
				t.Errorf("%s: a package called %q says nothing and takes everything: name it after the business or a technology", f.path, part)
			}
		}
		name := strings.TrimSuffix(f.tree.Name.Name, "_test")
		if name != "main" && name != path.Base(f.dir()) {
			t.Errorf("%s is package %s: a package is called like its folder, so that an import tells the name", f.path, name)
		}
		if f.dir() == "shared" {
			t.Errorf("%s: shared/ is a shelf and not a package, so it holds no Go file", f.path)
		}
	}
}

func TestFunctionsAreWiring(t *testing.T) {
	const most = 25
	for _, f := range program(t) {
		if !strings.HasPrefix(f.path, "functions/") {
			continue
		}
		text, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > most || path.Base(f.path) != "main.go" {
			t.Errorf("%s has %d lines: a function is one main.go of at most %d lines, for what is in it runs nowhere else and is tested by nobody", f.path, n, most)
		}
	}
}
