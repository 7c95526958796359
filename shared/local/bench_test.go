package local_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// mostIdle is what the program may hold in memory while nothing happens, in MB.
const mostIdle = 60

var resident = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// BenchmarkIdle starts the program, opens its first page and tells what it then holds in memory, as Linux counts it. It
// fails above the limit.
func BenchmarkIdle(b *testing.B) {
	for b.Loop() {
		mb := idle(b, filepath.Join(b.TempDir(), "earshot.db"))
		b.ReportMetric(mb, "MB")
		b.ReportMetric(0, "ns/op") // how long a start takes on this machine is no figure of this benchmark
		if mb > mostIdle {
			b.Fatalf("the idle program holds %.1f MB, want at most %d", mb, mostIdle)
		}
	}
}

func idle(b *testing.B, data string) float64 {
	b.Helper()
	binary, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	out := &output{}
	child := exec.Command(binary)
	child.Env = append(os.Environ(), childVariable+"="+data)
	child.Stdout, child.Stderr = out, out
	if err := child.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = child.Process.Kill(); _ = child.Wait() }()
	answer, err := http.Get(listening(b, out) + "/")
	if err != nil {
		b.Fatal(err)
	}
	_ = answer.Body.Close()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", child.Process.Pid))
	if err != nil {
		b.Skip("only Linux tells what a process holds: ", err)
	}
	kb, err := strconv.Atoi(string(resident.FindSubmatch(status)[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1000
}

// listening waits at most 15 s, which is what a start may take.
func listening(b *testing.B, out *output) string {
	b.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		if origin := originIn(out); origin != "" {
			return origin
		}
		<-tick.C
	}
	b.Fatalf("it does not start: %s", out)
	return ""
}
