// Package parts is test support: it tells a test where the real parts are that it needs, DynamoDB Local, a browser, a
// server that plays SES. Whoever started them says so in the environment (.ci/run does; by hand: make dynamodb); nothing
// is guessed, for what happens to answer on a port may hold somebody's data.
//
// Without its part a test is skipped with the reason and the remedy. With CI set it fails instead: what CI skips, nobody
// runs. Nothing but tests imports this package.
package parts

import (
	"os"
	"testing"
)

// DynamoDB is the endpoint of DynamoDB Local, like http://127.0.0.1:8801. Tests share it: each needs a table name of its
// own, and an access key of letters and digits alone.
func DynamoDB(t testing.TB) string {
	t.Helper()
	return need(t, "EARSHOT_TEST_DYNAMODB", "DynamoDB Local", "start it with `make dynamodb` and export the line it prints")
}

// Chromium is the path of the browser's program.
func Chromium(t testing.TB) string {
	t.Helper()
	return need(t, "EARSHOT_TEST_CHROMIUM", "Chromium", "export EARSHOT_TEST_CHROMIUM=/usr/bin/chromium")
}

// Axe is the path of axe-core's axe.min.js, a script that finds in a page what shuts people out.
func Axe(t testing.TB) string {
	t.Helper()
	return need(t, "EARSHOT_TEST_AXE", "axe-core", "get it with `.ci/parts.sh install axe` and export EARSHOT_TEST_AXE=…/node_modules/axe-core/axe.min.js, in the folder that `make parts` prints")
}

// SES is the endpoint of a moto server, like http://127.0.0.1:8809: it takes SendRawEmail of verified senders and shows
// what it took at /moto-api/data.json. Tests share it, so look for your own message.
func SES(t testing.TB) string {
	t.Helper()
	return need(t, "EARSHOT_TEST_SES", "a server that plays SES", "start moto_server and export EARSHOT_TEST_SES=http://127.0.0.1:8809")
}

func need(t testing.TB, name, what, remedy string) string {
	t.Helper()
	at := os.Getenv(name)
	if at != "" {
		return at
	}
	const text = "%s is not told to the tests (%s is empty): %s; `make parts` lists what is missing"
	if os.Getenv("CI") != "" {
		t.Fatalf(text, what, name, remedy)
	}
	t.Skipf(text, what, name, remedy)
	return ""
}
