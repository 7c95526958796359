package main_test

import (
	"cmp"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"earshot/shared/config"
)

// read gives a file of the repository as text.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// resources cuts template.yaml into its resources, by logical id. The template is ours: two spaces before an id.
func resources(t *testing.T) map[string]string {
	t.Helper()
	_, body, ok := strings.Cut(read(t, "template.yaml"), "\nResources:\n")
	body, _, found := strings.Cut(body, "\nOutputs:\n")
	if !ok || !found {
		t.Fatal("template.yaml has no Resources before Outputs")
	}
	all := map[string]string{}
	heads := regexp.MustCompile(`(?m)^  (\w+):\n`).FindAllStringSubmatchIndex(body, -1)
	for i, h := range heads {
		end := len(body)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		all[body[h[2]:h[3]]] = body[h[1]:end]
	}
	return all
}

// functions are the resources that are functions, by the name of their folder.
func functions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for id, body := range resources(t) {
		if strings.Contains(body, "Type: AWS::Serverless::Function") {
			all[strings.ToLower(id)] = body
		}
	}
	return all
}

func TestTemplateAndFoldersAgree(t *testing.T) {
	const why = "template.yaml has one function for each folder of functions/, called alike, so that who reads one finds the other"
	folders, err := os.ReadDir("functions")
	if err != nil {
		t.Fatal(err)
	}
	inTemplate := functions(t)
	var names []string
	for _, f := range folders {
		names = append(names, f.Name())
		if inTemplate[f.Name()] == "" {
			t.Errorf("functions/%s is not in template.yaml: %s", f.Name(), why)
		}
	}
	for name, body := range inTemplate {
		if !slices.Contains(names, name) {
			t.Errorf("template.yaml has a function %s without a folder: %s", name, why)
		}
		if !strings.Contains(body, "BuildMethod: makefile") {
			t.Errorf("%s is not built by the Makefile: other ways of sam build make binaries that are not static", name)
		}
		if events, _ := filepath.Glob("events/" + name + "-*.json"); len(events) == 0 {
			t.Errorf("events/ has none for %s: each function must be tried with `sam local invoke`, by people and by CI", name)
		}
	}
	for name := range eventFiles(t) {
		if function, _, _ := strings.Cut(name, "-"); inTemplate[function] == "" {
			t.Errorf("events/%s begins with no function's name: nobody would invoke it", name)
		}
	}
	if !regexp.MustCompile(`(?m)^build-%:\n(.*\n)*\t.*/functions/\$\(shell echo \$\* \| tr A-Z a-z\)`).MatchString(read(t, "Makefile")) {
		t.Error("the Makefile has no rule build-% that builds functions/<name>: sam build calls it for each function")
	}
}

func eventFiles(t *testing.T) map[string]bool {
	t.Helper()
	all, err := filepath.Glob("events/*-*.json")
	if err != nil || len(all) == 0 {
		t.Fatalf("no events: %v", err)
	}
	names := map[string]bool{}
	for _, name := range all {
		names[filepath.Base(name)] = true
	}
	return names
}

// notYet are routes that the gateway has and no page answers but the kind one that says so.
func notYet() map[string]string {
	return map[string]string{}
}

// TestRoutesAgree compares the paths that the gateway forwards with the patterns that the applications register: each is
// forwarded, and to the function that registers it.
func TestRoutesAgree(t *testing.T) {
	shape := regexp.MustCompile(`Method: (\w+), Path: (?:"([^"]+)"|([^"}\s]+))\}`)
	routes, forwarded := map[string][]string{}, map[string]string{}
	for name, body := range functions(t) {
		for _, m := range shape.FindAllStringSubmatch(body, -1) {
			route := m[1] + " " + m[2] + m[3]
			routes[name], forwarded[route] = append(routes[name], route), name
		}
		if n := strings.Count(body, "Path: "); n != len(routes[name]) {
			t.Errorf("%s has %d paths in template.yaml, and %d could be read: write Method before Path, in one line", name, n, len(routes[name]))
		}
	}
	for name := range functions(t) {
		registered := patterns(t, name)
		for _, r := range routes[name] {
			reached := slices.ContainsFunc(registered, func(p string) bool { return covers(r, p) })
			if reached == (notYet()[r] != "") {
				t.Errorf("%s: the gateway forwards %s, reached by a handler: %v. A route without one is a page that nobody wrote; a page behind notYet() is one that nobody reads about", name, r, reached)
			}
		}
		for _, p := range registered {
			if taken := mostSpecific(slices.Collect(maps.Keys(forwarded)), p); forwarded[taken] != name {
				t.Errorf("%s registers %s, which the gateway forwards to %q: it works on one machine and is missing in the cloud", name, p, forwarded[taken])
			}
		}
	}
	if len(forwarded) < 20 {
		t.Fatalf("%d routes were found in template.yaml: this test reads it wrongly", len(forwarded))
	}
}

// mostSpecific is the route that the gateway takes for a pattern; "" for none. A full path comes before one with
// {proxy+}, a longer one before a shorter one, and a method before ANY.
func mostSpecific(routes []string, pattern string) string {
	rank := func(route string) int {
		n := 10 * strings.Count(route, "/")
		if !strings.HasSuffix(route, "{proxy+}") {
			n += 1000
		}
		if !strings.HasPrefix(route, "ANY ") {
			n++
		}
		return n
	}
	best := ""
	for _, r := range routes {
		if covers(r, pattern) && (best == "" || rank(r) > rank(best)) {
			best = r
		}
	}
	return best
}

// covers tells that a route of the gateway forwards what a pattern of net/http matches. Both begin with their method.
func covers(route, pattern string) bool {
	by, route, _ := strings.Cut(route, " ")
	method, pattern, _ := strings.Cut(pattern, " ")
	if by != "ANY" && by != method {
		return false
	}
	pattern = strings.TrimSuffix(strings.TrimSuffix(pattern, "{$}"), "/")
	if prefix, ok := strings.CutSuffix(route, "{proxy+}"); ok {
		return strings.HasPrefix(pattern+"/", prefix) && len(pattern) >= len(prefix)-1
	}
	return pattern == strings.TrimSuffix(route, "/")
}

// registering are the Go functions in which the application of a function begins to register its patterns. The two of the
// merchant's side are one application.
func registering(function string) (folder string, begin []string) {
	switch function {
	case "dashboard":
		return "shared/dashboard", []string{"deskRoutes", "apiRoutes", "Handler"}
	case "setup":
		return "shared/dashboard", []string{"setupRoutes"}
	}
	return "shared/" + function, []string{"routes", "Handler"}
}

// patterns are the patterns that a function's application registers at its mux, without the one for whatever is left
// ("/"), as "GET /path", or "ANY /path" for all methods: the texts of that shape in the Go functions that register, and in
// those ending in Routes that they call.
func patterns(t *testing.T, function string) (all []string) {
	t.Helper()
	shape := regexp.MustCompile(`"(?:(GET|POST|HEAD|PUT|DELETE) )?(/[a-z0-9_.{}$/]+)"`)
	folder, names := registering(function)
	bodies := declared(t, folder)
	for i := 0; i < len(names); i++ {
		for _, fn := range bodies[names[i]] {
			ast.Inspect(fn, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					if m := shape.FindStringSubmatch(n.Value); m != nil {
						all = append(all, cmp.Or(m[1], "ANY")+" "+m[2])
					}
				case *ast.CallExpr:
					if called, ok := n.Fun.(*ast.SelectorExpr); ok && strings.HasSuffix(called.Sel.Name, "Routes") && !slices.Contains(names, called.Sel.Name) {
						names = append(names, called.Sel.Name)
					}
				}
				return true
			})
		}
	}
	return all
}

// declared are the Go functions of a folder's tree, by name.
func declared(t *testing.T, folder string) map[string][]*ast.FuncDecl {
	t.Helper()
	all := map[string][]*ast.FuncDecl{}
	for _, f := range program(t) {
		if !under(f.dir(), []string{folder}) {
			continue
		}
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				all[fn.Name.Name] = append(all[fn.Name.Name], fn)
			}
		}
	}
	return all
}

// lambdas are the variables that Lambda, or sam local, sets by itself.
func lambdas() []string {
	return []string{"AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SAM_LOCAL"}
}

func TestEnvironmentAgrees(t *testing.T) {
	variable := regexp.MustCompile(`(?m)^ +((?:EARSHOT|AWS)_[A-Z_]+):`)
	declared := map[string]bool{}
	for _, m := range variable.FindAllStringSubmatch(read(t, "template.yaml"), -1) {
		declared[m[1]] = true
	}
	wanted := map[string]bool{}
	for f := range reflect.TypeFor[config.Config]().Fields() {
		wanted[f.Tag.Get("env")] = true
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if !declared[name] && !slices.Contains(lambdas(), name) {
			t.Errorf("config.Config reads %s, which template.yaml never sets: sam local drops what the template does not declare", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		if !wanted[name] {
			t.Errorf("template.yaml sets %s, which config.Config does not read: a setting without effect misleads", name)
		}
	}
}

func TestFewParameters(t *testing.T) {
	_, body, _ := strings.Cut(read(t, "template.yaml"), "\nParameters:\n")
	body, _, _ = strings.Cut(body, "\n\n")
	names := regexp.MustCompile(`(?m)^  (\w+):$`).FindAllStringSubmatch(body, -1)
	if most := 5; len(names) == 0 || len(names) > most {
		t.Errorf("template.yaml has %d parameters, want 1 to %d: each is a question before anything works; what can change later belongs to the shop", len(names), most)
	}
	if n := strings.Count(body, "    Description: "); n != len(names) {
		t.Errorf("%d of %d parameters have a description: sam deploy --guided shows it", n, len(names))
	}
	guide := read(t, "docs/deploy.md")
	for _, n := range names {
		if !strings.Contains(guide, "`"+n[1]+"`") {
			t.Errorf("docs/deploy.md does not tell of the parameter %s", n[1])
		}
	}
}

// TestScheduledFunctionsAreNotRepeated: a late run would do what the next minute does anyway.
func TestScheduledFunctionsAreNotRepeated(t *testing.T) {
	for name, body := range functions(t) {
		if strings.Contains(body, "Type: Schedule") && strings.Count(body, "MaximumRetryAttempts: 0") != 2 {
			t.Errorf("%s is scheduled and repeated after failures: set MaximumRetryAttempts to 0 for the rule and for the invocation", name)
		}
	}
}

func TestTheTableStays(t *testing.T) {
	table := resources(t)["Table"]
	for _, line := range []string{"DeletionPolicy: Retain", "UpdateReplacePolicy: Retain", "DeletionProtectionEnabled: true", "PointInTimeRecoveryEnabled: true", "NEW_AND_OLD_IMAGES"} {
		if !strings.Contains(table, line) {
			t.Errorf("the table is without %q: it is the only thing that holds data, and outlives the stack", line)
		}
	}
}
